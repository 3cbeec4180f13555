// Probabilities and logarithms as integers: weights are millibits, thousandths of log2.
#pragma once

#include <cstdint>

namespace onefold::match {

inline constexpr std::uint32_t kPpm = 1'000'000;

// Rounded; at least 1 and at most kPpm - 1, so that every ratio has a logarithm.
std::uint32_t ToPpm(double probability);

// round(1000 * log2(value)) in integers; value >= 1.
std::int32_t Log2Millibits(std::uint32_t value);

std::int32_t LogOddsMillibits(double probability);

}  // namespace onefold::match
