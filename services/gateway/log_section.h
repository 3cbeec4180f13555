// The part of the first page that shows the logs. Internal to services/gateway.
#pragma once

#include <string>

#include "services/gateway/page.h"

namespace onefold::gateway {

// The state of both logs, and how to check them without trusting this site.
std::string LogSections(const PageModel& model);

}  // namespace onefold::gateway
