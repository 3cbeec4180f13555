// A log's published files over HTTP/1.1 (GET only, one connection kept open, nothing followed
// elsewhere).
#pragma once

#include <memory>
#include <string>

#include "crypto/status.h"
#include "services/audit/log_source.h"

namespace onefold::auditor {

// "http://host[:port]/prefix/" or a folder. InvalidArgument for another scheme or a malformed
// address.
StatusOr<std::unique_ptr<audit::LogSource>> OpenSource(const std::string& location);

}  // namespace onefold::auditor
