// The part of the first page that shows the latest release. Internal to services/gateway.
#pragma once

#include <string>

#include "services/gateway/page.h"

namespace onefold::gateway {

// The total with its interval, the sources, the overlaps and the files; or why there is none.
std::string ReleaseSections(const PageModel& model);

}  // namespace onefold::gateway
