// onefold-gateway: shows what is published, and nothing else. It reads files; it knows no key.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <ctime>

#include "crypto/random.h"
#include "services/audit/files.h"
#include "services/gateway/config.h"
#include "services/http/ops_endpoint.h"
#include "services/ops/diagnostics.h"
#include "services/ops/metrics.h"

namespace {

using namespace onefold;  // NOLINT(google-build-using-namespace): the program's own

constexpr char kProgram[] = "onefold-gateway";
constexpr time_t kHealthIntervalSeconds = 5;

// Before any thread starts, so that all leave the signals to Wait.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Until asked to stop; looks after the publish directory meanwhile.
int WaitForStop(const sigset_t& signals, const gateway::Site& site) {
  const timespec interval{kHealthIntervalSeconds, 0};
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &interval);
    if (signal > 0) return signal;
    if (errno == EAGAIN) site.RefreshHealth();
  }
}

Status WritePorts(const std::string& path, int http_port, int ops_port) {
  std::string json = "{\"http\":" + std::to_string(http_port);
  if (ops_port != 0) json += ",\"ops\":" + std::to_string(ops_port);
  return audit::ReplaceFile(path, AsBytes(json + "}\n"));
}

Status Serve(gateway::GatewayConfig config, const std::string& ports_file,
             const sigset_t& signals) {
  ops::Metrics metrics;
  metrics.AddProcessMetrics();
  config.server.metrics = &metrics;
  gateway::Site site(config.site);
  ONEFOLD_ASSIGN_OR_RETURN(const auto server,
                           http::Server::Start(config.server, [&site](const http::Request& r) {
                             return site.Answer(r);
                           }));
  std::unique_ptr<http::OpsServer> ops_server;
  if (config.ops_listen) {
    ONEFOLD_ASSIGN_OR_RETURN(ops_server,
                             http::OpsServer::Start(*config.ops_listen, site.health(), metrics));
  }
  const int ops_port = ops_server == nullptr ? 0 : ops_server->port();
  ops::Emit(ops::Level::kInfo, "listening", "serving the publish directory",
            {{"http_port", std::int64_t{server->port()}}, {"ops_port", std::int64_t{ops_port}}});
  if (!ports_file.empty()) {
    ONEFOLD_RETURN_IF_ERROR(WritePorts(ports_file, server->port(), ops_port));
  }
  const int signal = WaitForStop(signals, site);
  ops::Emit(ops::Level::kInfo, "stopping", "asked to stop", {{"signal", std::int64_t{signal}}});
  site.SetStopping();
  server->Stop();
  if (ops_server != nullptr) ops_server->Stop();
  return OkStatus();
}

int Refuse(const Status& status) {
  std::fprintf(stderr, "%s: %s\n", kProgram, std::string(Message(status)).c_str());
  return 1;
}

int RunServe(const std::string& config_path, bool check, const std::string& ports_file) {
  auto config = gateway::ReadGatewayConfig(config_path);
  if (!config.ok()) return Refuse(config.status());
  if (check) {
    std::fputs(config->effective_toml.c_str(), stdout);
    return 0;
  }
  const sigset_t signals = BlockStopSignals();
  ops::StartDiagnostics(kProgram);
  const Status served = Serve(*std::move(config), ports_file, signals);
  return served.ok() ? 0 : Refuse(served);
}

}  // namespace

int main(int argc, char** argv) {
  crypto::InitializeCrypto();
  CLI::App app("Serves published releases and logs to the public. Reads files, writes none.",
               kProgram);
  app.set_version_flag("--version", "onefold-gateway " ONEFOLD_VERSION);
  app.require_subcommand(1);
  app.footer(
      "\nExamples:\n"
      "  onefold-gateway serve --config gateway.toml --check\n"
      "  onefold-gateway serve --config gateway.toml\n"
      "Exit codes: 0 done, 1 refused or failed, 2 usage.");
  std::string config, ports_file;
  bool check = false;
  CLI::App* const serve = app.add_subcommand("serve", "Serve the publish directory over HTTP.");
  serve->add_option("--config", config, "The gateway's TOML file")->required();
  serve->add_flag("--check", check, "Print the configuration in force and exit");
  serve->add_option("--ports-file", ports_file, "Write {\"http\":N,\"ops\":N} when ready");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return RunServe(config, check, ports_file);
}
