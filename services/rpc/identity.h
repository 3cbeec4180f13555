// Who is at the other end of a connection: the SAN URI of its certificate,
// "onefold://<role>/<organisation>".
#pragma once

#include <string>
#include <string_view>

#include "crypto/status.h"

namespace onefold::rpc {

enum class Role { kAgency, kMatcher, kCounter, kCoordinator, kClient, kAuditor };

struct Peer {
  Role role = Role::kClient;
  std::string organisation;  // lower-case letters, digits and inner '-', at most 63
  friend bool operator==(const Peer&, const Peer&) = default;
};

std::string_view RoleName(Role role);  // "agency", "matcher", ...
bool IsOrganisationName(std::string_view text);

// Unauthenticated for anything else than exactly one role and one organisation name.
StatusOr<Peer> ParsePeerUri(std::string_view uri);
std::string FormatPeerUri(const Peer& peer);

}  // namespace onefold::rpc
