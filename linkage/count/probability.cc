#include "linkage/count/probability.h"

namespace onefold::count {

double PowerOfTwo(double x) {
  const double whole = std::floor(x);
  double fraction = x - whole;
  double power = std::ldexp(1.0, static_cast<int>(whole));
  double root = std::sqrt(2.0);
  for (int digit = 0; digit < 30; ++digit) {
    fraction *= 2;
    if (fraction >= 1) {
      power *= root;
      fraction -= 1;
    }
    root = std::sqrt(root);
  }
  return power;
}

}  // namespace onefold::count
