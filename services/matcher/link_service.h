// The wire's LinkService over a Linker.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "services/matcher/linker.h"

namespace onefold::matcher {

// `linker` outlives the service. `threads`: of the comparison, 0 = all cores.
std::unique_ptr<grpc::Service> MakeLinkService(Linker* linker, unsigned threads);

}  // namespace onefold::matcher
