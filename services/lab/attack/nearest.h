// The nearest rows of one table for each row of another, by Euclidean distance.
#pragma once

#include <cstdint>
#include <vector>

namespace onefold::lab::attack {

// `dimensions` numbers a row, one row after the other.
struct Table {
  std::size_t dimensions = 0;
  std::vector<float> values;

  std::size_t rows() const { return dimensions == 0 ? 0 : values.size() / dimensions; }
};

struct Neighbour {
  std::uint32_t row = 0;  // of `among`
  float distance = 0;     // squared
};

// By row of `of`: its `count` nearest rows of `among` (all, when there are fewer), nearest first;
// equals in the order of `among`.
std::vector<std::vector<Neighbour>> FindNearest(Table of, Table among, std::size_t count,
                                                unsigned workers);

}  // namespace onefold::lab::attack
