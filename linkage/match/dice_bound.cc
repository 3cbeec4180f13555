#include "linkage/match/dice_bound.h"

#include <algorithm>

namespace onefold::match {

StatusOr<DiceBound> DiceBound::Make(DiceThreshold threshold, std::size_t bits) {
  const std::uint64_t n = threshold.numerator, d = threshold.denominator;
  if (n == 0 || n > d || d >> 32 != 0) {
    return InvalidArgumentError("the Dice threshold must be above 0 and at most 1");
  }
  DiceBound bound;
  bound.threshold_ = threshold;
  std::int32_t greatest = -1;
  for (std::uint64_t sum = 0; sum <= 2 * bits; ++sum) {
    const std::uint64_t least = std::max<std::uint64_t>(1, (n * sum + 2 * d - 1) / (2 * d));
    bound.need_.push_back(static_cast<std::int32_t>(least));
    greatest =
        std::max(greatest, static_cast<std::int32_t>(sum) - 2 * static_cast<std::int32_t>(least));
    bound.max_distance_.push_back(greatest);
  }
  // The popcount of a partner moves with a: two pointers.
  std::uint32_t low = 1, high = 0;
  for (std::uint32_t a = 0; a <= bits; ++a) {
    const auto need = [&](std::uint32_t b) { return bound.need_[a + b]; };
    while (low < a && static_cast<std::int32_t>(low) < need(low)) ++low;
    while (high < bits && (high < a || static_cast<std::int32_t>(a) >= need(high + 1))) ++high;
    bound.least_.push_back(low);
    bound.greatest_.push_back(high);
  }
  return bound;
}

}  // namespace onefold::match
