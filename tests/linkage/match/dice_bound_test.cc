#include "linkage/match/dice_bound.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "linkage/match/packed_filters.h"
#include "tests/linkage/match/filters.h"

namespace onefold::match {
namespace {

bool Reaches(std::uint64_t common, std::uint64_t sum, DiceThreshold t) {
  return common > 0 && 2 * common * t.denominator >= t.numerator * sum;
}

TEST(DiceBound, RefusesThresholdsOutsideOfZeroToOne) {
  for (const DiceThreshold t : {DiceThreshold{0, 1}, DiceThreshold{2, 1}, DiceThreshold{0, 0},
                                DiceThreshold{1, std::uint64_t{1} << 32}}) {
    EXPECT_EQ(DiceBound::Make(t, 64).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(DiceBound, ExactlyAtTheThresholdIsEnough) {
  const auto bound = DiceBound::Make({3, 4}, 1024);
  ASSERT_TRUE(bound.ok());
  EXPECT_EQ(bound->need()[201 + 335], 201);
  EXPECT_EQ(bound->greatest_partner(201), 335u);
  EXPECT_EQ(bound->least_partner(335), 201u);
  EXPECT_EQ(bound->need()[0], 1);
}

RC_GTEST_PROP(DiceBoundProperty, TablesSayWhatTheDefinitionSays, ()) {
  const auto bits = *rc::gen::inRange<std::uint32_t>(1, 90);
  const auto denominator = *rc::gen::inRange<std::uint64_t>(1, 2000);
  const DiceThreshold t = {*rc::gen::inRange<std::uint64_t>(1, denominator + 1), denominator};
  const auto bound = DiceBound::Make(t, bits);
  RC_ASSERT(bound.ok());
  std::int32_t distance = -1;
  for (std::uint32_t sum = 0; sum <= 2 * bits; ++sum) {
    std::uint32_t least = 1;
    while (!Reaches(least, sum, t)) ++least;
    RC_ASSERT(bound->need()[sum] == static_cast<std::int32_t>(least));
    distance = std::max(distance, static_cast<std::int32_t>(sum) - 2 * bound->need()[sum]);
    RC_ASSERT(bound->max_distance()[sum] == distance);
  }
  for (std::uint32_t a = 1; a <= bits; ++a) {
    for (std::uint32_t b = 1; b <= bits; ++b) {
      const bool can = Reaches(std::min(a, b), a + b, t);
      RC_ASSERT(can == (b >= bound->least_partner(a) && b <= bound->greatest_partner(a)));
    }
  }
}

TEST(PackedFilters, RanksAscendByPopcountThenRow) {
  std::mt19937_64 random(1);
  std::vector<testing::Filter> rows(100);
  for (auto& row : rows) row = testing::RandomFilter(72, random() % 4 * 100, random);
  const PackedFilters packed = testing::Pack(72, rows);
  EXPECT_EQ(packed.words(), 2u);
  EXPECT_EQ(packed.size() + packed.empty_rows(), rows.size());
  EXPECT_GT(packed.empty_rows(), 10u);
  for (std::size_t rank = 0; rank < packed.size(); ++rank) {
    const testing::Filter& row = rows[packed.row_number(rank)];
    EXPECT_EQ(packed.popcounts()[rank], testing::Popcount(row));
    EXPECT_EQ(std::memcmp(packed.row(rank), row.data(), row.size()), 0);
    EXPECT_EQ(packed.row(rank)[1] >> 8, 0u);
    if (rank == 0) continue;
    EXPECT_LT(std::pair(packed.popcounts()[rank - 1], packed.row_number(rank - 1)),
              std::pair(packed.popcounts()[rank], packed.row_number(rank)));
  }
}

TEST(PackedFilters, SamplesKeepTheirRowNumbers) {
  std::mt19937_64 random(1);
  std::vector<testing::Filter> rows(50);
  for (auto& row : rows) row = testing::RandomFilter(64, 500, random);
  const PackedFilters packed = testing::Pack(64, rows), sample = packed.Sample(7);
  ASSERT_EQ(sample.size(), 8u);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    EXPECT_EQ(sample.row_number(i), packed.row_number(7 * i));
    EXPECT_EQ(sample.row(i)[0], packed.row(7 * i)[0]);
  }
}

TEST(PackedFilters, RefusesOddWidths) {
  for (const std::size_t bits : {0, 4, 65'544}) {
    EXPECT_EQ(PackedFilters::Pack(bits, 0, {}).status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace onefold::match
