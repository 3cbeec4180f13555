// What a daemon tells its own machine: is it alive, can it work, how much has it done.
//
//   GET /livez    200 "alive", or 503 with the reason: replace the process
//   GET /readyz   200 or 503, then one line a component: "[+] store" or "[-] store: why not"
//   GET /metrics  Prometheus text exposition format 0.0.4
//
// Unauthenticated, so it listens on loopback only.
#pragma once

#include <memory>
#include <string_view>

#include "crypto/status.h"
#include "services/http/message.h"
#include "services/http/server.h"
#include "services/ops/health.h"
#include "services/ops/metrics.h"

namespace onefold::http {

// The three paths; "/" and everything else is 404.
Response AnswerOps(const Request& request, const ops::Health& health, const ops::Metrics& metrics);

// /livez and /readyz alone, for a listener that others reach as well.
Response AnswerHealth(const Request& request, const ops::Health& health);

class OpsServer {
 public:
  // `listen`: see services/http/address.h; port 0 = any free one. `health` and `metrics` outlive
  // the server. InvalidArgument when the address is malformed or not loopback, Unavailable when it
  // cannot be bound.
  static StatusOr<std::unique_ptr<OpsServer>> Start(std::string_view listen,
                                                    const ops::Health& health,
                                                    const ops::Metrics& metrics);

  int port() const { return server_->port(); }
  // Lets requests under way finish. Also done by the destructor.
  void Stop() { server_->Stop(); }

 private:
  explicit OpsServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}
  std::unique_ptr<Server> server_;
};

}  // namespace onefold::http
