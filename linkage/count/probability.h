// Weights as probabilities, with the same bits on every machine.
#pragma once

#include <algorithm>
#include <cmath>

namespace onefold::count {

// 2^x by multiplication and square roots only; |x| < 1000.
double PowerOfTwo(double x);

// 1 / (1 + 2^-bits).
inline double Logistic(double bits) { return 1 / (1 + PowerOfTwo(-std::clamp(bits, -60.0, 60.0))); }

}  // namespace onefold::count
