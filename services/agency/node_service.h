// NodeService: an agency's own case-management systems check and submit extracts on loopback. Three
// thin handlers over intake.h and submission_submit.h; who may call is the role table's business
// (services/rpc/roles.h).
#pragma once

#include <memory>

#include "services/agency/agency.h"
#include "services/ops/metrics.h"

namespace grpc {
class Service;
}

namespace onefold::agency {

// Both outlive the service.
std::unique_ptr<grpc::Service> MakeNodeService(const Agency* agency, ops::Metrics* metrics);

}  // namespace onefold::agency
