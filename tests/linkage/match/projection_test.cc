#include "linkage/match/projection.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "linkage/match/kernels/dice_amx.h"
#include "tests/linkage/match/filters.h"

namespace onefold::match {
namespace {

using testing::Filter;

bool HaveAmx() { return DiceKernels().back().name == "amx"; }

// Rows of a few shapes each with its own frequent bits, as a projection likes them, and rows that
// it does not like: full, single bits.
std::vector<Filter> Rows(std::size_t bits, std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Filter> shapes, rows;
  for (int s = 0; s < 7; ++s) shapes.push_back(testing::RandomFilter(bits, 380, random));
  for (std::size_t i = 0; i < n; ++i) {
    Filter row = shapes[random() % shapes.size()];
    testing::FlipBits(row, random() % (bits / 3), random);
    if (random() % 30 == 0) row = testing::FirstBits(bits, 0, bits);
    if (random() % 30 == 0) row = testing::FirstBits(bits, i % bits, i % bits + 1);
    rows.push_back(row);
  }
  return rows;
}

// A row of a sketch out of its tiles.
std::vector<int> Row(const ProjectionSketch& sketch, std::size_t blocks, bool is_left,
                     std::size_t rank) {
  std::vector<int> row;
  for (std::size_t k = 0; k < 64 * blocks; ++k) {
    const std::size_t tile = (rank / 16 * blocks + k / 64) * 1024;
    const std::size_t at =
        is_left ? rank % 16 * 64 + k % 64 : k % 64 / 4 * 64 + rank % 16 * 4 + k % 4;
    row.push_back(sketch.tiles[tile + at]);
  }
  return row;
}

bool IsWhole(const ProjectionSketch& sketch, std::size_t rank) {
  return std::binary_search(sketch.whole.begin(), sketch.whole.end(), rank);
}

TEST(Projection, ProjectsExactly) {
  if (!HaveAmx()) GTEST_SKIP() << "no AMX";
  std::mt19937_64 random(1);
  constexpr std::size_t kBits = 192, kDimensions = 56;
  std::vector<std::int16_t> directions(kDimensions * kBits);
  for (auto& value : directions) value = static_cast<std::int16_t>(random());
  std::vector<std::uint64_t> rows(16 * kBits / 64);
  for (auto& word : rows) word = random();
  const AmxDirections tiles(directions.data(), kBits, kDimensions);
  std::vector<std::int32_t> projected(16 * tiles.stride());
  tiles.Project(rows.data(), projected.data());
  for (std::size_t r = 0; r < 16; ++r) {
    for (std::size_t d = 0; d < kDimensions; ++d) {
      std::int32_t sum = 0;
      for (std::size_t k = 0; k < kBits; ++k) {
        if (rows[r * kBits / 64 + k / 64] >> k % 64 & 1) sum += directions[d * kBits + k];
      }
      ASSERT_EQ(projected[r * tiles.stride() + d], sum) << r << " " << d;
    }
  }
}

TEST(Projection, RoundingIsMeasuredExactly) {
  if (!HaveAmx()) GTEST_SKIP() << "no AMX";
  const std::int32_t projected[8] = {10, -10, 5, 1'000'000, -1'000'000, 3, 0, 7};
  const std::int32_t center[8] = {0, 0, 5, 0, 0, 0, 0, 8};
  std::int8_t row[8];
  const AmxRounded rounded = AmxRound(projected, center, 8, .25, row);
  const std::int8_t expected[8] = {2, -2, 0, 127, -127, 1, 0, 0};
  double length = 0, error = 0;
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(row[i], expected[i]) << i;
    const double off = expected[i] - .25 * (projected[i] - center[i]);
    length += expected[i] * expected[i];
    error += off * off;
  }
  EXPECT_EQ(rounded.length_squared, length);
  EXPECT_EQ(rounded.error_squared, error);
}

// The promise of projection.h: no pair that reaches the threshold has a sum below zero, whatever
// the scale, unless a row has no sketch.
RC_GTEST_PROP(ProjectionProperty, NoHitIsLost, ()) {
  if (!HaveAmx()) return;
  const std::size_t bits = 64 * *rc::gen::inRange<std::size_t>(1, 6);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto left_rows = Rows(bits, 90, seed), right_rows = Rows(bits, 90, seed + 1);
  const PackedFilters left = testing::Pack(bits, left_rows);
  const PackedFilters right = testing::Pack(bits, right_rows);
  const std::size_t blocks = *rc::gen::inRange<std::size_t>(1, 5);
  const ProjectionBasis basis = MakeProjectionBasis(left, right, blocks);
  const DiceThreshold threshold = {*rc::gen::inRange<std::uint64_t>(300, 1001), 1000};
  ProjectionScale scale = ChooseProjectionScale(basis, blocks, threshold, left, right);
  scale.scale *= *rc::gen::elementOf(std::vector<double>{1, .25, 4, 32});
  const ProjectionSketch left_sketch = MakeProjectionSketch(basis, scale, left, true, 1);
  const ProjectionSketch right_sketch = MakeProjectionSketch(basis, scale, right, false, 1);
  const auto bound = DiceBound::Make(threshold, bits);
  for (std::size_t i = 0; i < left.padded_size(); ++i) {
    const std::vector<int> a = Row(left_sketch, blocks, true, i);
    for (std::size_t j = 0; j < right.padded_size(); ++j) {
      const std::vector<int> b = Row(right_sketch, blocks, false, j);
      int sum = 0;
      for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
      if (i >= left.size() || j >= right.size() || IsWhole(left_sketch, i) ||
          IsWhole(right_sketch, j)) {
        RC_ASSERT(sum < 0);
        continue;
      }
      const auto common =
          static_cast<std::int32_t>(CountCommon(left.row(i), right.row(j), left.words()));
      if (common >= bound->need()[left.popcounts()[i] + right.popcounts()[j]]) {
        RC_ASSERT(sum >= 0);
      }
    }
  }
}

// Without it, a sketch that lets everything pass would pass all other tests.
TEST(Projection, SortsOutMostPairsOfRowsOfAFewShapes) {
  if (!HaveAmx()) GTEST_SKIP() << "no AMX";
  std::mt19937_64 random(3);
  std::vector<Filter> shapes, rows;
  for (int s = 0; s < 40; ++s) shapes.push_back(testing::RandomFilter(1024, 380, random));
  for (int i = 0; i < 1'000; ++i) {
    rows.push_back(shapes[random() % shapes.size()]);
    testing::FlipBits(rows.back(), 10, random);
  }
  const PackedFilters set = testing::Pack(1024, rows);
  DiceSearchOptions options;
  options.threshold = {9, 10};
  options.kernel = "amx";
  options.filter = "projection2";
  const auto found = testing::Search(set, nullptr, options);
  ASSERT_TRUE(found.ok());
  EXPECT_GT(found->hits.size(), 5'000u);
  EXPECT_LT(found->report.candidates, 2 * found->report.hits);
}

}  // namespace
}  // namespace onefold::match
