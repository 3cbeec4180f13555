// Where a server listens: "127.0.0.1:8080", "[::1]:8080", "localhost:0". Port 0 = any free one.
// Other host names are not looked up: what a daemon listens on must not depend on a name server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/status.h"

namespace onefold::http {

struct Address {
  std::string ip;  // in its canonical spelling
  std::uint16_t port = 0;
  bool loopback = false;
};

// InvalidArgument when it is anything else.
StatusOr<Address> ParseAddress(std::string_view text);

}  // namespace onefold::http
