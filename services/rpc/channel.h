// The client's side: a channel to a server of a known role, and a deadline on every call.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>

#include "services/rpc/server.h"
#include "services/rpc/tls.h"

namespace onefold::rpc {

inline constexpr std::chrono::seconds kCallDeadline{30};    // calls that answer at once
inline constexpr std::chrono::hours kTransferDeadline{12};  // uploads and runs

struct Server {
  std::string address;  // host:port
  Role role = Role::kMatcher;
  std::string organisation;  // "" = any
  int max_send_bytes = kMaxMessageBytes;
};

// Does not connect yet.
StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const Server& server, const TlsFiles& files);

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds after);

}  // namespace onefold::rpc
