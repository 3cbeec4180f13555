// Weights as probabilities, with the same bits on every machine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace onefold::count {

// 2^x by multiplication and square roots only; |x| < 1000.
double PowerOfTwo(double x);
// Its inverse, x > 0, to 40 binary digits.
double BinaryLogarithm(double x);

// 1 / (1 + 2^-bits).
inline double Logistic(double bits) { return 1 / (1 + PowerOfTwo(-std::clamp(bits, -60.0, 60.0))); }

// Weights by eighths of a bit, for tables over all of them. What lies beyond 40 bits is put there.
inline constexpr int kMostBits = 40, kStepsPerBit = 8;
inline constexpr std::size_t kWeightSteps = 2 * kMostBits * kStepsPerBit + 1;

inline std::size_t StepOfWeight(std::int64_t millibits) {
  const std::int64_t most = kMostBits * 1'000;
  return static_cast<std::size_t>((std::clamp(millibits, -most, most) + most) * kStepsPerBit /
                                  1'000);
}
inline double BitsOfStep(std::size_t step) {
  return static_cast<double>(step) / kStepsPerBit - kMostBits;
}

}  // namespace onefold::count
