// The counter's process.
#pragma once

#include <string>

#include "crypto/status.h"

namespace onefold::counter {

// Runs until SIGTERM or SIGINT. With `check_only`, prints the configuration in force instead.
Status Serve(const std::string& config_path, bool check_only, const std::string& ports_file,
             const std::string& version);

}  // namespace onefold::counter
