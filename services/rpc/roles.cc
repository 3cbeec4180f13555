#include "services/rpc/roles.h"

#include <array>

namespace onefold::rpc {
namespace {

constexpr RoleSet kAgency = Only(Role::kAgency);
constexpr RoleSet kCounterRole = Only(Role::kCounter);
constexpr RoleSet kCoordinator = Only(Role::kCoordinator);
constexpr RoleSet kClient = Only(Role::kClient);
constexpr RoleSet kAnyRole = Only(Role::kAgency) | Only(Role::kMatcher) | Only(Role::kCounter) |
                             Only(Role::kCoordinator) | Only(Role::kClient) | Only(Role::kAuditor);

constexpr ProgramSet kMatcher = Only(Program::kMatcher);
constexpr ProgramSet kCounter = Only(Program::kCounter);
constexpr ProgramSet kNode = Only(Program::kNode);
constexpr ProgramSet kCentres = kMatcher | kCounter;
constexpr ProgramSet kAll = kCentres | kNode;

constexpr std::array kTable = {
    // Agencies, each for its own submissions: the handlers compare the organisation.
    AccessRule{"/onefold.v1.SubmissionService/Upload", kCentres, kAgency, false},
    AccessRule{"/onefold.v1.SubmissionService/Seal", kCentres, kAgency, false},
    AccessRule{"/onefold.v1.SubmissionService/GetSubmission", kCentres, kAgency, false},
    AccessRule{"/onefold.v1.SubmissionService/ListSubmissions", kCentres, kAgency, false},
    AccessRule{"/onefold.v1.SubmissionService/Withdraw", kCentres, kAgency, false},
    AccessRule{"/onefold.v1.SubmissionService/GetReceipt", kCentres, kAgency, false},
    // The coordination body sees at its counter what there is to be counted.
    AccessRule{"/onefold.v1.SubmissionService/GetSubmission", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.SubmissionService/ListSubmissions", kCounter, kCoordinator, false},

    AccessRule{"/onefold.v1.LinkService/Link", kMatcher, kCounterRole, false},

    AccessRule{"/onefold.v1.CountService/StartRun", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/GetRun", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/ListRuns", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/CancelRun", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/CreateRelease", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/GetRunReport", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/ListSealed", kCounter, kCoordinator, false},
    AccessRule{"/onefold.v1.CountService/EstimatePersons", kCounter, kCoordinator, false},

    // An agency's own case systems.
    AccessRule{"/onefold.v1.NodeService/Check", kNode, kClient, true},
    AccessRule{"/onefold.v1.NodeService/Submit", kNode, kClient, true},
    AccessRule{"/onefold.v1.NodeService/GetStatus", kNode, kClient, true},

    AccessRule{"/grpc.health.v1.Health/Check", kAll, kAnyRole, false},
    AccessRule{"/grpc.health.v1.Health/Watch", kAll, kAnyRole, false},
};

}  // namespace

std::span<const AccessRule> AccessTable() { return kTable; }

Status CheckAccess(std::string_view method, Program program, std::string_view own_organisation,
                   const Peer& peer) {
  for (const AccessRule& rule : kTable) {
    if (rule.method == method && (rule.programs & Only(program)) != 0 &&
        (rule.roles & Only(peer.role)) != 0 &&
        (!rule.same_organisation || peer.organisation == own_organisation)) {
      return OkStatus();
    }
  }
  return PermissionDeniedError("role " + std::string(RoleName(peer.role)) +
                               " may not make this call");
}

}  // namespace onefold::rpc
