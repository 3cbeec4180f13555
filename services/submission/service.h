// The wire's SubmissionService over an Intake.
#pragma once

#include <memory>

#include "services/submission/intake.h"

namespace grpc {
class Service;
}

namespace onefold::submission {

// `intake` outlives the service.
std::unique_ptr<grpc::Service> MakeSubmissionService(Intake* intake);

}  // namespace onefold::submission
