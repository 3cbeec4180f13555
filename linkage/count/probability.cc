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

double BinaryLogarithm(double x) {
  int whole = 0;
  double rest = 2 * std::frexp(x, &whole);  // 1 <= rest < 2
  double logarithm = whole - 1;
  double digit = 0.5;
  for (int i = 0; i < 40; ++i, digit /= 2) {
    rest *= rest;
    if (rest < 2) continue;
    rest /= 2;
    logarithm += digit;
  }
  return logarithm;
}

}  // namespace onefold::count
