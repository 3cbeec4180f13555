#include "linkage/match/weigh.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using testing::MakeLayout;

TEST(Log2Millibits, AgreesWithTheFloatingOne) {
  for (std::uint32_t value = 1; value < 1'000'000; value += value < 5000 ? 1 : 997) {
    EXPECT_NEAR(Log2Millibits(value), 1000 * std::log2(value), 0.51) << value;
  }
  EXPECT_EQ(Log2Millibits(1), 0);
  EXPECT_EQ(Log2Millibits(1024), 10'000);
}

TEST(BlockSizeClass, IsFloorOfLog2) {
  EXPECT_EQ(BlockSizeClass(1), 0u);
  EXPECT_EQ(BlockSizeClass(2), 1u);
  EXPECT_EQ(BlockSizeClass(3), 1u);
  EXPECT_EQ(BlockSizeClass(4), 2u);
  EXPECT_EQ(BlockSizeClass(std::size_t{1} << 40), kBlockSizeClasses - 1);
}

TEST(PatternCode, TooManyLevelsDoNotFit) {
  std::vector<testing::FilterShape> shapes(8, {64, {900, 500}});
  EXPECT_TRUE(PatternCode(MakeLayout(shapes)).fits);
  shapes.resize(40, {64, {900, 500}});
  EXPECT_FALSE(PatternCode(MakeLayout(shapes)).fits);
}

// Draws pattern counts of a known mixture: three filters with three levels, missing one time in
// ten.
struct Known {
  double prior, m_top, u_top;
};

std::vector<PatternCount> DrawPatterns(const PatternCode& code, const Known& known,
                                       std::size_t pairs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::map<std::uint64_t, std::uint64_t> counts;
  for (std::size_t i = 0; i < pairs; ++i) {
    const bool link = uniform(random) < known.prior;
    std::uint64_t pattern = BlockSizeClass(8);
    for (std::size_t f = 0; f < code.stride.size(); ++f) {
      const double top = link ? known.m_top : known.u_top;
      const double x = uniform(random);
      std::uint64_t level = x < top ? 0 : x < top + (1 - top) / 2 ? 1 : 2;
      if (uniform(random) < 0.1) level = 3;
      pattern += level * static_cast<std::uint64_t>(code.stride[f]);
    }
    ++counts[pattern];
  }
  std::vector<PatternCount> patterns;
  for (const auto& [pattern, count] : counts) patterns.push_back({pattern, count});
  return patterns;
}

struct KnownRow {
  const char* name;
  Known known;
};

TEST(LearnWeights, FindsAKnownMixture) {
  const auto layout = MakeLayout({{64, {900, 500}}, {64, {900, 500}}, {64, {900, 500}}});
  const PatternCode code(layout);
  const KnownRow rows[] = {{"few links", {0.02, 0.9, 0.02}},
                           {"even", {0.5, 0.85, 0.1}},
                           {"mostly links", {0.9, 0.9, 0.05}}};
  for (const KnownRow& row : rows) {
    const Weights weights = LearnWeights(layout, code, DrawPatterns(code, row.known, 200'000, 5));
    EXPECT_TRUE(weights.learned) << row.name;
    for (const FilterWeights& filter : weights.filters) {
      EXPECT_NEAR(filter.levels[0].m_ppm / 1e6, row.known.m_top, 0.05) << row.name;
      EXPECT_NEAR(filter.levels[0].u_ppm / 1e6, row.known.u_top, 0.05) << row.name;
    }
    const double expected_prior = 1000 * std::log2(row.known.prior / (1 - row.known.prior));
    EXPECT_NEAR(weights.mean_prior_millibits, expected_prior, 200) << row.name;
    EXPECT_NEAR(weights.prior_millibits[BlockSizeClass(8)], expected_prior, 200) << row.name;
  }
}

TEST(LearnWeights, HigherLevelsNeverWeighLess) {
  const auto layout = MakeLayout({{64, {900, 800, 700, 600}}, {64, {900, 500}}});
  const PatternCode code(layout);
  std::mt19937_64 random(9);
  for (int round = 0; round < 30; ++round) {
    std::map<std::uint64_t, std::uint64_t> counts;
    for (int i = 0; i < 60; ++i) {
      const std::uint64_t pattern = random() % 10 +
                                    random() % 6 * static_cast<std::uint64_t>(code.stride[0]) +
                                    random() % 4 * static_cast<std::uint64_t>(code.stride[1]);
      counts[pattern] += 1 + random() % 500;
    }
    std::vector<PatternCount> patterns;
    for (const auto& [pattern, count] : counts) patterns.push_back({pattern, count});
    for (const FilterWeights& filter : LearnWeights(layout, code, patterns).filters) {
      for (std::size_t l = 1; l < filter.levels.size(); ++l) {
        EXPECT_GE(filter.levels[l - 1].weight, filter.levels[l].weight);
      }
    }
  }
}

TEST(LearnWeights, TooFewPairsKeepTheStart) {
  const auto layout = MakeLayout({{64, {900, 500}}});
  const PatternCode code(layout);
  const std::vector<PatternCount> patterns = {{1, kMinimumPairs - 1}};
  const Weights weights = LearnWeights(layout, code, patterns);
  EXPECT_FALSE(weights.learned);
  EXPECT_EQ(weights.iterations, 0u);
  EXPECT_FALSE(weights.warnings.empty());
  EXPECT_GT(weights.filters[0].levels.front().weight, 2'000);
  EXPECT_LT(weights.filters[0].levels.back().weight, -2'000);
  EXPECT_EQ(LearnWeights(layout, code, {}).filters[0].levels.front().weight,
            weights.filters[0].levels.front().weight);
}

TEST(LearnWeights, AFieldThatAlwaysAgreesWeighsLittle) {
  // The block's own field: every pair agrees.
  const auto layout =
      MakeLayout({{64, {900, 500}}, {64, {900, 500}}, {64, {900, 500}}, {64, {900, 500}}});
  const PatternCode code(layout);
  std::vector<PatternCount> patterns = DrawPatterns(code, {0.05, 0.9, 0.05}, 100'000, 4);
  std::map<std::uint64_t, std::uint64_t> agreed;
  for (const PatternCount& pattern : patterns) {
    const auto stride = static_cast<std::uint64_t>(code.stride[3]);
    agreed[pattern.code % stride] += pattern.count;
  }
  patterns.clear();
  for (const auto& [pattern, count] : agreed) patterns.push_back({pattern, count});
  const Weights weights = LearnWeights(layout, code, patterns);
  EXPECT_LT(std::abs(weights.filters[3].levels[0].weight), 200);
  EXPECT_GT(weights.filters[0].levels[0].weight, 3'000);
}

}  // namespace
}  // namespace onefold::match
