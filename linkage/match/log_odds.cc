#include "linkage/match/log_odds.h"

#include <algorithm>
#include <bit>

namespace onefold::match {

std::uint32_t ToPpm(double probability) {
  const double scaled = probability * kPpm + 0.5;
  return std::clamp(static_cast<std::uint32_t>(scaled), 1u, kPpm - 1);
}

std::int32_t Log2Millibits(std::uint32_t value) {
  const int whole = std::bit_width(value) - 1;
  // Binary digits of the fraction by squaring a number in [1, 2), kept with 31 bits after the
  // point.
  std::uint64_t x = (std::uint64_t{value} << 31) >> whole;
  std::uint64_t fraction = 0;
  constexpr int kDigits = 24;
  for (int i = 0; i < kDigits; ++i) {
    x = (x * x) >> 31;
    fraction <<= 1;
    if (x >> 32 != 0) {
      x >>= 1;
      fraction |= 1;
    }
  }
  const std::uint64_t scaled = (fraction * 1000 + (std::uint64_t{1} << (kDigits - 1))) >> kDigits;
  return whole * 1000 + static_cast<std::int32_t>(scaled);
}

std::int32_t LogOddsMillibits(double probability) {
  const std::uint32_t ppm = ToPpm(probability);
  return Log2Millibits(ppm) - Log2Millibits(kPpm - ppm);
}

}  // namespace onefold::match
