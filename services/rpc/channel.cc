#include "services/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

namespace onefold::rpc {

StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const Server& server, const TlsFiles& files) {
  ONEFOLD_ASSIGN_OR_RETURN(auto credentials,
                           MakeClientCredentials(files, server.role, server.organisation));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(server.max_send_bytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // retries are ours: they know what is idempotent
  // While a channel waits to connect again, every call on it fails at once. gRPC would let that
  // wait grow to two minutes, so that a server that came back long ago would still be
  // "unavailable".
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);  // also how long one attempt may take
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return grpc::CreateCustomChannel(server.address, credentials, arguments);
}

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds after) {
  context.set_deadline(std::chrono::system_clock::now() + after);
}

}  // namespace onefold::rpc
