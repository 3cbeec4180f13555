#include "services/lab/attack/assignment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

namespace onefold::lab::attack {
namespace {

using Rows = std::vector<std::vector<Edge>>;

// Every way to give rows columns or nothing.
double LeastCost(const Rows& rows, const std::vector<double>& alone, std::size_t row,
                 unsigned used) {
  if (row == rows.size()) return 0;
  double least = alone[row] + LeastCost(rows, alone, row + 1, used);
  for (const Edge& edge : rows[row]) {
    if ((used >> edge.column & 1) != 0) continue;
    least = std::min(least, edge.cost + LeastCost(rows, alone, row + 1, used | 1u << edge.column));
  }
  return least;
}

RC_GTEST_PROP(Assign, CostsAsLittleAsTheBestOfAllAssignments, ()) {
  const auto row_count = *rc::gen::inRange<std::size_t>(1, 7);
  const auto columns = *rc::gen::inRange<std::uint32_t>(1, 7);
  Rows rows(row_count);
  std::vector<double> alone;
  for (auto& row : rows) {
    for (std::uint32_t column = 0; column < columns; ++column) {
      if (*rc::gen::inRange(0, 3) > 0) row.push_back({column, double(*rc::gen::inRange(-9, 10))});
    }
    alone.push_back(*rc::gen::inRange(-5, 30));
  }
  const std::vector<std::uint32_t> chosen = Assign(rows, columns, alone);
  double cost = 0;
  std::vector<int> taken(columns);
  for (std::size_t row = 0; row < row_count; ++row) {
    if (chosen[row] == kUnassigned) {
      cost += alone[row];
      continue;
    }
    RC_ASSERT(++taken[chosen[row]] == 1);
    const auto edge = std::find_if(rows[row].begin(), rows[row].end(),
                                   [&](const Edge& e) { return e.column == chosen[row]; });
    RC_ASSERT(edge != rows[row].end());
    cost += edge->cost;
  }
  RC_ASSERT(cost == LeastCost(rows, alone, 0, 0));
}

RC_GTEST_PROP(AssignAll, IsTheCheapestPermutation, ()) {
  const auto size = *rc::gen::inRange<std::uint32_t>(1, 7);
  std::vector<double> cost;
  for (std::uint32_t i = 0; i < size * size; ++i) cost.push_back(*rc::gen::inRange(0, 20));
  const auto total = [&](const std::vector<std::uint32_t>& order) {
    double sum = 0;
    for (std::uint32_t row = 0; row < size; ++row) sum += cost[row * size + order[row]];
    return sum;
  };
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0u);
  double least = total(order);
  while (std::next_permutation(order.begin(), order.end())) least = std::min(least, total(order));
  std::vector<std::uint32_t> chosen = AssignAll(cost, size);
  RC_ASSERT(total(chosen) == least);
  std::sort(chosen.begin(), chosen.end());
  std::iota(order.begin(), order.end(), 0u);
  RC_ASSERT(chosen == order);
}

TEST(Assign, ARowWithoutCandidatesStaysAlone) {
  EXPECT_EQ(Assign({{}, {{0, 1.0}}}, 1, {5, 5}), (std::vector<std::uint32_t>{kUnassigned, 0}));
}

TEST(Assign, YieldsWhenAnotherGainsMore) {
  // The first row's cheapest column serves the second row better.
  EXPECT_EQ(Assign({{{0, 1.0}, {1, 2.0}}, {{0, 1.0}, {1, 9.0}}}, 2, {50, 50}),
            (std::vector<std::uint32_t>{1, 0}));
}

}  // namespace
}  // namespace onefold::lab::attack
