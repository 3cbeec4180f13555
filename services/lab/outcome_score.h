// A linkage in memory against the truth.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/link.h"
#include "services/lab/score.h"

namespace onefold::lab {

// By record of the truth; Truth::kUnknown: not linked. Rows that the truth does not know are left
// out.
std::vector<std::uint32_t> EntityByRecord(const LinkOutcome& outcome, const Truth& truth);

}  // namespace onefold::lab
