// Wilson's score interval for a share (Wilson 1927): good for few trials and shares near 0 and 1.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace onefold::count {

struct ShareInterval {
  double low = 0, high = 1;
  friend bool operator==(const ShareInterval&, const ShareInterval&) = default;
};

// 95 %; it holds the share itself. Without a trial nothing is known: 0 to 1.
inline ShareInterval WilsonInterval(std::uint64_t successes, std::uint64_t trials) {
  if (trials == 0) return {};
  constexpr double kZ = 1.959963984540054;
  const double n = static_cast<double>(trials), p = static_cast<double>(successes) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  // At the ends rounding could leave the share outside by the last bit.
  return {std::max(0.0, std::min(p, (centre - reach) / scale)),
          std::min(1.0, std::max(p, (centre + reach) / scale))};
}

}  // namespace onefold::count
