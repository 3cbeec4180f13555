// The report of a run as one HTML page with charts: no script, nothing loaded from elsewhere.
#pragma once

#include <string>

#include "linkage/report/run_report.h"

namespace onefold::report {

std::string FormatPage(const RunReport& report);

}  // namespace onefold::report
