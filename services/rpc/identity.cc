#include "services/rpc/identity.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onefold::rpc {
namespace {

constexpr std::string_view kScheme = "onefold://";
constexpr std::array<std::pair<Role, std::string_view>, 6> kRoles = {{
    {Role::kAgency, "agency"},
    {Role::kMatcher, "matcher"},
    {Role::kCounter, "counter"},
    {Role::kCoordinator, "coordinator"},
    {Role::kClient, "client"},
    {Role::kAuditor, "auditor"},
}};

}  // namespace

std::string_view RoleName(Role role) {
  for (const auto& [value, name] : kRoles) {
    if (value == role) return name;
  }
  return "unknown";
}

bool IsOrganisationName(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

StatusOr<Peer> ParsePeerUri(std::string_view uri) {
  const auto refuse = [] {
    return UnauthenticatedError("the certificate's URI is not onefold://<role>/<organisation>");
  };
  if (!uri.starts_with(kScheme)) return refuse();
  uri.remove_prefix(kScheme.size());
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos) return refuse();
  const std::string_view organisation = uri.substr(slash + 1);
  if (!IsOrganisationName(organisation)) return refuse();
  for (const auto& [role, name] : kRoles) {
    if (name == uri.substr(0, slash)) return Peer{role, std::string(organisation)};
  }
  return refuse();
}

std::string FormatPeerUri(const Peer& peer) {
  return std::string(kScheme) + std::string(RoleName(peer.role)) + "/" + peer.organisation;
}

}  // namespace onefold::rpc
