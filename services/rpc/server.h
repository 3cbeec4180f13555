// A gRPC server as all our programs run one: mutual TLS, the role table in front of every call, 1
// MiB messages (but for what a server may receive), bounded threads, health service, and an
// observer that hears of every call.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "crypto/status.h"
#include "services/rpc/roles.h"
#include "services/rpc/tls.h"

namespace grpc {
class Server;
class ServerContext;
class Service;
}  // namespace grpc

namespace onefold::rpc {

inline constexpr int kMaxMessageBytes = 1 << 20;
// What a counter takes: a run may be started with 100,000 constraints.
inline constexpr int kMaxRunRequestBytes = 32 << 20;

// Called from any thread.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  // A call that a handler answered. `code` is the canonical status code.
  virtual void CallFinished(std::string_view method, int code, double seconds) = 0;
  // A call that the role table refused before any handler ran.
  virtual void CallRefused(std::string_view role) = 0;
};

struct ServerOptions {
  std::string listen;  // host:port; port 0 = any free one
  TlsFiles tls;
  Program program = Program::kMatcher;
  std::string organisation;          // the server's own
  CallObserver* observer = nullptr;  // outlives the server
  int max_threads = 32;
  int max_receive_bytes = kMaxMessageBytes;
};

class RpcServer {
 public:
  // `services` outlive the server. Unavailable when the address cannot be bound.
  static StatusOr<std::unique_ptr<RpcServer>> Start(const ServerOptions& options,
                                                    std::span<grpc::Service* const> services);
  ~RpcServer();

  int port() const { return port_; }
  // Refuses new calls, gives those under way `grace`, then cancels them. Returns when all handlers
  // have returned.
  void Shutdown(std::chrono::milliseconds grace);

 private:
  struct Parts;
  RpcServer(std::unique_ptr<Parts> parts, int port);
  std::unique_ptr<Parts> parts_;
  int port_;
};

// The caller of a handler: the role table has accepted it already.
StatusOr<Peer> PeerOf(const grpc::ServerContext& context);

}  // namespace onefold::rpc
