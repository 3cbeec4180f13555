// The wire's CountService over runs and releases.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "services/counter/releases.h"
#include "services/counter/run_queue.h"
#include "services/submission/intake.h"

namespace onefold::counter {

// All outlive the service.
std::unique_ptr<grpc::Service> MakeCountService(RunQueue* runs, Releases* releases,
                                                const submission::Intake* intake);

}  // namespace onefold::counter
