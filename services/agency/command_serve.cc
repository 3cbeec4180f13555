// serve
#include <fmt/format.h>
#include <grpcpp/impl/service_type.h>
#include <signal.h>

#include <array>
#include <cstdio>
#include <memory>
#include <utility>

#include "services/agency/agency.h"
#include "services/agency/commands.h"
#include "services/agency/local_file.h"
#include "services/agency/node_service.h"
#include "services/http/address.h"
#include "services/http/ops_endpoint.h"
#include "services/ops/diagnostics.h"
#include "services/ops/health.h"
#include "services/ops/metrics.h"
#include "services/rpc/server.h"

namespace onefold::agency {
namespace {

constexpr std::chrono::seconds kGrace{5};

// Before any thread starts, so that all leave the signals to sigwait.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

Status RequireLoopback(const std::string& listen) {
  ONEFOLD_ASSIGN_OR_RETURN(const http::Address address, http::ParseAddress(listen));
  if (address.loopback) return OkStatus();
  return InvalidArgumentError("listen: the node serves this machine only; use 127.0.0.1 or [::1]");
}

class CallMetrics : public rpc::CallObserver {
 public:
  explicit CallMetrics(ops::Metrics& metrics)
      : metrics_(metrics),
        refused_(
            metrics.AddCounter("onefold_rpc_refused_total", "Calls refused by the role table")) {}

  void CallFinished(std::string_view method, int code, double seconds) override {
    metrics_
        .AddCounter("onefold_rpc_calls_total", "Calls answered",
                    {{"method", std::string(method)}, {"code", std::to_string(code)}})
        .Add();
    metrics_
        .AddHistogram("onefold_rpc_seconds", "Time to answer a call", ops::Metrics::LatencyBounds(),
                      {{"method", std::string(method)}})
        .Observe(seconds);
  }
  void CallRefused(std::string_view) override { refused_.Add(); }

 private:
  ops::Metrics& metrics_;
  ops::Counter& refused_;
};

Status Serve(AgencyConfig config, const std::string& ports_file, const sigset_t& signals) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto agency, Agency::Open(std::move(config)));
  ops::Metrics metrics;
  metrics.AddProcessMetrics();
  ops::Health health;
  const auto service = MakeNodeService(agency.get(), &metrics);
  CallMetrics observer(metrics);

  rpc::ServerOptions options;
  options.listen = agency->config().listen;
  options.tls = agency->config().tls;
  options.program = rpc::Program::kNode;
  options.organisation = agency->config().organisation;
  options.observer = &observer;
  const std::array<grpc::Service*, 1> services = {service.get()};
  ONEFOLD_ASSIGN_OR_RETURN(const auto server, rpc::RpcServer::Start(options, services));
  ONEFOLD_ASSIGN_OR_RETURN(const auto ops_server,
                           http::OpsServer::Start(agency->config().ops_listen, health, metrics));
  health.SetReady("node");
  ops::Emit(ops::Level::kInfo, "listening", "ready for extracts",
            {{"grpc_port", std::int64_t{server->port()}},
             {"ops_port", std::int64_t{ops_server->port()}}});
  if (!ports_file.empty()) {
    ONEFOLD_RETURN_IF_ERROR(ReplaceFile(
        ports_file,
        fmt::format("{{\"grpc\":{},\"ops\":{}}}\n", server->port(), ops_server->port())));
  }
  int signal = 0;
  sigwait(&signals, &signal);
  ops::Emit(ops::Level::kInfo, "stopping", "asked to stop", {{"signal", std::int64_t{signal}}});
  health.SetNotReady("node", "stopping");
  server->Shutdown(kGrace);
  ops_server->Stop();
  return OkStatus();
}

}  // namespace

int RunServe(const ServeOptions& options) {
  auto config = ReadAgencyConfig(options.config);
  if (!config.ok()) return Refuse(config.status());
  const Status loopback = RequireLoopback(config->listen);
  if (!loopback.ok()) return Refuse(loopback);
  if (options.check) {
    fmt::print("{}", config->effective_toml);
    return 0;
  }
  const sigset_t signals = BlockStopSignals();
  ops::StartDiagnostics(std::string(kProgram));
  const Status served = Serve(*std::move(config), options.ports_file, signals);
  if (served.ok()) return 0;
  ops::Emit(ops::Level::kError, "failed", Message(served));
  return Refuse(served);
}

}  // namespace onefold::agency
