// Who may call what: one table, deny by default. The server asks it before any handler runs, for
// every call that arrives (services/rpc/server.cc), so a handler cannot forget to. A method that is
// not in the table does not exist for anybody; a test walks all services of proto/ and fails on a
// method without a row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "services/rpc/identity.h"

namespace onefold::rpc {

enum class Program : std::uint8_t { kMatcher, kCounter, kNode };

// A bit for every Role (and Program), as 1 << value.
using RoleSet = std::uint8_t;
using ProgramSet = std::uint8_t;
constexpr RoleSet Only(Role role) {
  return static_cast<RoleSet>(1u << static_cast<unsigned>(role));
}
constexpr ProgramSet Only(Program program) {
  return static_cast<ProgramSet>(1u << static_cast<unsigned>(program));
}

struct AccessRule {
  std::string_view method;  // "/package.Service/Method"
  ProgramSet programs;      // where it is served
  RoleSet roles;            // who may call it there
  bool same_organisation;   // and only from the server's own organisation
};

// All rules. Several rows of one method add up.
std::span<const AccessRule> AccessTable();

// PermissionDenied unless a row of the table allows it.
Status CheckAccess(std::string_view method, Program program, std::string_view own_organisation,
                   const Peer& peer);

}  // namespace onefold::rpc
