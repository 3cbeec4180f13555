#include "services/lab/attack/block_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace onefold::lab::attack {
namespace {

// A block of `size` items with one slot, all figures different.
Figures OneBlock(std::uint32_t size, std::uint32_t seed) {
  std::mt19937 random(seed);
  Figures figures;
  figures.slots = 1;
  figures.block_begin = {0, size};
  figures.pair_begin = {0, std::size_t{size} * (size - 1) / 2};
  for (std::uint32_t i = 0; i < size; ++i) figures.ones.push_back(float(random() % 1000));
  for (std::size_t p = 0; p < figures.pair_begin[1]; ++p) {
    figures.distances.push_back(float(random() % 1000));
  }
  return figures;
}

Expectation Expecting(const Figures& figures) {
  Expectation expected;
  expected.mean = figures;
  expected.ones_precision.assign(figures.ones.size(), 1);
  expected.distance_precision.assign(figures.distances.size(), 1);
  expected.block_log = {0};
  expected.ones_scale = expected.distance_scale = {1};
  return expected;
}

// Item i of the result is item order[i].
Figures Reorder(const Figures& figures, const std::vector<std::uint32_t>& order) {
  Figures out = figures;
  for (std::size_t j = 0; j < order.size(); ++j) {
    out.ones[j] = figures.ones[order[j]];
    for (std::size_t i = 0; i < j; ++i) {
      out.distances[PairIndex(i, j)] =
          figures.distances[PairIndex(std::min(order[i], order[j]), std::max(order[i], order[j]))];
    }
  }
  return out;
}

class FitBlockOfSize : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(FitBlockOfSize, FindsTheOrderThatExplainsTheBlock) {
  const std::uint32_t size = GetParam();
  const Figures figures = OneBlock(size, size);
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), std::mt19937(size));
  const BlockFit fit = FitBlock(Reorder(figures, order), 0, Expecting(figures), 0, {});
  EXPECT_EQ(fit.order, order);
  EXPECT_NEAR(fit.cost, 0, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(ExactAndRough, FitBlockOfSize, ::testing::Values(1, 2, 3, 6, 7, 20, 70));

TEST(FitBlock, SumsSquaresTimesPrecision) {
  Figures victims = OneBlock(2, 1);
  Expectation expected = Expecting(victims);
  victims.ones[0] += 3;
  victims.distances[0] += 2;
  expected.ones_precision.assign(2, 0.5f);
  expected.distance_precision = {0.25f};
  expected.block_log = {10};
  EXPECT_NEAR(FitBlock(victims, 0, expected, 0, {}).cost, 9 * 0.5 + 4 * 0.25 + 10, 1e-4);
}

// The victims' block is the attacker's and two padding items at known places.
class FitPaddedBlockOfSize : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(FitPaddedBlockOfSize, LeavesPaddingOut) {
  const std::uint32_t size = GetParam();
  const Figures padded = OneBlock(size + 2, size);
  Figures real = padded;  // without its last two items, whose pairs come last
  real.block_begin[1] = size;
  real.pair_begin[1] = std::size_t{size} * (size - 1) / 2;
  real.ones.resize(size);
  real.distances.resize(real.pair_begin[1]);
  std::vector<std::uint32_t> order(size + 2);
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), std::mt19937(size));
  const Background background{{500}, {1e-6f}, {500}, {1e-6f}};
  const BlockFit fit = FitBlock(Reorder(padded, order), 0, Expecting(real), 0, background);
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(std::min(fit.order[i], size), std::min(order[i], size)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(ExactAndRough, FitPaddedBlockOfSize, ::testing::Values(1, 2, 3, 4, 20));

}  // namespace
}  // namespace onefold::lab::attack
