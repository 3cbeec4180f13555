#pragma once

namespace onefold::count {

// Whether two ascending ranges have an element in common.
template <typename Range>
bool Intersect(const Range& a, const Range& b) {
  auto x = a.begin(), y = b.begin();
  while (x != a.end() && y != b.end()) {
    if (*x == *y) return true;
    *x < *y ? ++x : ++y;
  }
  return false;
}

}  // namespace onefold::count
