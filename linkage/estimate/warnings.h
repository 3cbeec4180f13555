// What a reader of an estimate must know: the assumptions that no count can check, and what this
// table shows against its own estimate.
#pragma once

#include <string>
#include <vector>

#include "linkage/estimate/estimate.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

// Models that differ by more than this factor: the choice of a model makes the result.
inline constexpr double kUnstableFactor = 1.5;

// "rule: text" each; the assumptions first, always all of them.
std::vector<std::string> WarningsOf(const CaptureTable& table, const Estimate& estimate);

}  // namespace onefold::estimate
