// The wire's SubmissionService over an Intake.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "services/submission/intake.h"

namespace onefold::submission {

// `intake` outlives the service.
std::unique_ptr<grpc::Service> MakeSubmissionService(Intake* intake);

}  // namespace onefold::submission
