#include "services/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include "services/rpc/server.h"

namespace onefold::rpc {

StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const Server& server, const TlsFiles& files) {
  ONEFOLD_ASSIGN_OR_RETURN(auto credentials,
                           MakeClientCredentials(files, server.role, server.organisation));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // retries are ours: they know what is idempotent
  return grpc::CreateCustomChannel(server.address, credentials, arguments);
}

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds after) {
  context.set_deadline(std::chrono::system_clock::now() + after);
}

}  // namespace onefold::rpc
