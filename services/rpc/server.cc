#include "services/rpc/server.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/support/server_interceptor.h>

#include <utility>
#include <vector>

#include "services/ops/diagnostics.h"
#include "services/rpc/grpc_status.h"

namespace onefold::rpc {
namespace {

// What gRPC has to say (a peer that shows no certificate, for example) is a diagnostic like ours.
// It is about peers: never an error of this program.
void EmitGrpcMessage(gpr_log_func_args* said) {
  const bool notable = said->severity == GPR_LOG_SEVERITY_ERROR;
  ops::Emit(notable ? ops::Level::kWarning : ops::Level::kInfo, "grpc", said->message);
}

// Runs before every call reaches a handler, also for methods that nobody serves.
class RoleCheck : public grpc::AuthMetadataProcessor {
 public:
  RoleCheck(Program program, std::string organisation, CallObserver* observer)
      : program_(program), organisation_(std::move(organisation)), observer_(observer) {}

  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata*,
                       OutputMetadata*) override {
    const auto peer = PeerOf(*context);
    if (!peer.ok()) {
      if (observer_ != nullptr) observer_->CallRefused("unknown");
      return ToGrpc(peer.status());
    }
    const auto path = metadata.find(":path");
    const std::string_view method =
        path == metadata.end() ? std::string_view()
                               : std::string_view(path->second.data(), path->second.size());
    const Status allowed = CheckAccess(method, program_, organisation_, *peer);
    if (!allowed.ok() && observer_ != nullptr) observer_->CallRefused(RoleName(peer->role));
    return ToGrpc(allowed);
  }

 private:
  const Program program_;
  const std::string organisation_;
  CallObserver* const observer_;
};

class CallTimer : public grpc::experimental::Interceptor {
 public:
  CallTimer(std::string method, CallObserver* observer)
      : method_(std::move(method)), observer_(observer), start_(std::chrono::steady_clock::now()) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
      observer_->CallFinished(method_, methods->GetSendStatus().error_code(), taken.count());
    }
    methods->Proceed();
  }

 private:
  const std::string method_;
  CallObserver* const observer_;
  const std::chrono::steady_clock::time_point start_;
};

class CallTimerFactory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallTimerFactory(CallObserver* observer) : observer_(observer) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    return new CallTimer(info->method(), observer_);
  }

 private:
  CallObserver* const observer_;
};

}  // namespace

struct RpcServer::Parts {
  std::unique_ptr<grpc::Server> server;
};

RpcServer::RpcServer(std::unique_ptr<Parts> parts, int port)
    : parts_(std::move(parts)), port_(port) {}

RpcServer::~RpcServer() {
  if (parts_->server != nullptr) Shutdown(std::chrono::seconds(5));
}

StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const ServerOptions& options,
                                                      std::span<grpc::Service* const> services) {
  gpr_set_log_function(EmitGrpcMessage);
  ONEFOLD_ASSIGN_OR_RETURN(auto credentials, MakeServerCredentials(options.tls));
  credentials->SetAuthMetadataProcessor(
      std::make_shared<RoleCheck>(options.program, options.organisation, options.observer));

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options.listen, credentials, &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  builder.SetMaxReceiveMessageSize(options.max_receive_bytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  grpc::ResourceQuota quota("onefold");
  quota.SetMaxThreads(options.max_threads);
  builder.SetResourceQuota(quota);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 16);
  // A peer that has gone without a word is noticed, and a second server on the same port is an
  // error.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  if (options.observer != nullptr) {
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
    creators.push_back(std::make_unique<CallTimerFactory>(options.observer));
    builder.experimental().SetInterceptorCreators(std::move(creators));
  }
  auto parts = std::make_unique<Parts>();
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr || port == 0) {
    return UnavailableError("cannot listen on " + options.listen);
  }
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(parts), port));
}

void RpcServer::Shutdown(std::chrono::milliseconds grace) {
  if (parts_->server == nullptr) return;
  if (auto* health = parts_->server->GetHealthCheckService()) health->Shutdown();
  parts_->server->Shutdown(std::chrono::system_clock::now() + grace);
  parts_->server->Wait();
  parts_->server.reset();
}

StatusOr<Peer> PeerOf(const grpc::ServerContext& context) {
  return PeerOf(*context.auth_context());
}

}  // namespace onefold::rpc
