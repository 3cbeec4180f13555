// The linear assignment problem on few candidates a row: which row gets which column, each column
// at most once, at least total cost. Successive shortest paths with potentials (Jonker and
// Volgenant 1987, in the sparse form), exact. Debian 12's libraries do not serve: LEMON 1.3.1 does
// not compile as C++20, dlib's solver takes a dense matrix of integers and O(n^3).
#pragma once

#include <cstdint>
#include <vector>

namespace onefold::lab::attack {

inline constexpr std::uint32_t kUnassigned = 0xffffffff;

struct Edge {
  std::uint32_t column = 0;
  double cost = 0;
};

// By row: the column, or kUnassigned, which costs `unassigned_cost[row]`. Minimal in total.
std::vector<std::uint32_t> Assign(const std::vector<std::vector<Edge>>& rows, std::uint32_t columns,
                                  const std::vector<double>& unassigned_cost);

// Square and dense: cost[row * size + column]; every row gets a column.
std::vector<std::uint32_t> AssignAll(const std::vector<double>& cost, std::uint32_t size);

}  // namespace onefold::lab::attack
