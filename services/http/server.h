// A small HTTP/1.1 server (RFC 9110, 9112) for files and status pages: GET and HEAD, no bodies in,
// short time limits, a bounded number of connections. TLS is the business of a web server in front.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "crypto/status.h"
#include "services/http/message.h"
#include "services/ops/metrics.h"

namespace onefold::http {

struct ServerOptions {
  std::string listen;  // services/http/address.h
  int threads = 2;     // they run the handler as well
  // At the limit nothing is accepted until a connection ends; above three quarters of it every
  // response ends its connection.
  std::size_t max_connections = 256;
  // From the end of one response (or the start) to the end of the next request's header. It bounds
  // idle connections and those that send a byte now and then alike.
  std::chrono::milliseconds request_timeout{10'000};
  std::chrono::milliseconds response_timeout{60'000};  // to send one response
  std::chrono::milliseconds stop_grace{5'000};         // for responses under way at Stop
  // Optional: onefold_http_requests_total{code}, onefold_http_connections,
  // onefold_http_request_seconds. Outlives the server.
  ops::Metrics* metrics = nullptr;
};

class Server {
 public:
  // Listening when it returns. InvalidArgument for a malformed address, Unavailable when it cannot
  // be bound.
  static StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // Accepts nothing more, ends idle connections, lets responses under way finish within stop_grace.
  // When it returns, the handler is not running and will not be called again. Not from a handler.
  void Stop();

 private:
  class Core;
  explicit Server(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace onefold::http
