#include "services/http/ops_endpoint.h"

#include <utility>

#include "services/http/address.h"

namespace onefold::http {
namespace {

Response Liveness(const ops::HealthReport& report) {
  return report.live ? PlainResponse(200, "alive")
                     : PlainResponse(503, "failed: " + report.failure);
}

Response Readiness(const ops::HealthReport& report) {
  std::string text = report.ready ? "ready" : "not ready";
  if (!report.live) text += "\n[-] process: " + report.failure;
  for (const ops::ComponentHealth& part : report.components) {
    text += part.ready ? "\n[+] " + part.component : "\n[-] " + part.component + ": " + part.reason;
  }
  return PlainResponse(report.ready ? 200 : 503, text);
}

}  // namespace

Response AnswerHealth(const Request& request, const ops::Health& health) {
  if (request.path == "/livez") return Liveness(health.Report());
  if (request.path == "/readyz") return Readiness(health.Report());
  return PlainResponse(404, "404 not found");
}

Response AnswerOps(const Request& request, const ops::Health& health, const ops::Metrics& metrics) {
  if (request.path != "/metrics") return AnswerHealth(request, health);
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics.Exposition();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

StatusOr<std::unique_ptr<OpsServer>> OpsServer::Start(std::string_view listen,
                                                      const ops::Health& health,
                                                      const ops::Metrics& metrics) {
  ONEFOLD_ASSIGN_OR_RETURN(const Address address, ParseAddress(listen));
  if (!address.loopback) {
    return InvalidArgumentError("ops_listen must be a loopback address: it is unauthenticated");
  }
  ServerOptions options;
  options.listen = std::string(listen);
  options.threads = 1;
  options.max_connections = 32;
  ONEFOLD_ASSIGN_OR_RETURN(
      auto server, Server::Start(std::move(options), [&health, &metrics](const Request& request) {
        return AnswerOps(request, health, metrics);
      }));
  return std::unique_ptr<OpsServer>(new OpsServer(std::move(server)));
}

}  // namespace onefold::http
