// Sums over the lattice of subsets. A log-linear model of capture histories has a design matrix of
// zeros and ones, "the term is a subset of the history", and these two sums are its products:
// nothing here ever writes that matrix down.
#pragma once

#include <cstddef>
#include <vector>

namespace onefold::estimate {

// out[s] = sum of values[w] over w that contain s; values.size() is a power of two.
template <typename T>
std::vector<T> SumOverSupersets(std::vector<T> values) {
  for (std::size_t bit = 1; bit < values.size(); bit <<= 1) {
    for (std::size_t s = 0; s < values.size(); ++s) {
      if ((s & bit) == 0) values[s] += values[s | bit];
    }
  }
  return values;
}

// out[w] = sum of values[s] over s contained in w.
template <typename T>
std::vector<T> SumOverSubsets(std::vector<T> values) {
  for (std::size_t bit = 1; bit < values.size(); bit <<= 1) {
    for (std::size_t w = 0; w < values.size(); ++w) {
      if ((w & bit) != 0) values[w] += values[w ^ bit];
    }
  }
  return values;
}

}  // namespace onefold::estimate
