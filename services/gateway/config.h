// gateway.toml:
//
//   listen = "127.0.0.1:8080"        # a web server with TLS stands in front of it
//   publish_dir = "publish"          # holds matcher/, counter/, releases/
//   title = "…"                      # optional
//   public_url = "https://…"         # optional: where readers reach it, for the commands on the
//   page ops_listen = "127.0.0.1:9445"    # optional: /livez /readyz /metrics, loopback only
//   threads = 2                      # optional
//   max_connections = 256            # optional
#pragma once

#include <optional>
#include <string>

#include "crypto/status.h"
#include "services/gateway/site.h"
#include "services/http/server.h"

namespace onefold::gateway {

struct GatewayConfig {
  SiteOptions site;  // public_url may be "": not configured
  http::ServerOptions server;
  std::optional<std::string> ops_listen;
  std::string effective_toml;  // for --check
};

// InvalidArgument lists every error of the file.
StatusOr<GatewayConfig> ReadGatewayConfig(const std::string& path);

}  // namespace onefold::gateway
