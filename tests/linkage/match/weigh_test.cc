#include "linkage/match/weigh.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "linkage/match/log_odds.h"
#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using linkage::BlockSizeClass;
using linkage::ChanceTable;
using linkage::OutcomeSpace;
using testing::MakeLayout;

TEST(Log2Millibits, AgreesWithTheFloatingOne) {
  for (std::uint32_t value = 1; value < 1'000'000; value += value < 5000 ? 1 : 997) {
    EXPECT_NEAR(Log2Millibits(value), 1000 * std::log2(value), 0.51) << value;
  }
  EXPECT_EQ(Log2Millibits(1), 0);
  EXPECT_EQ(Log2Millibits(1024), 10'000);
}

// A made-up truth: filters with three levels each; a filter's level is drawn from its shares, or,
// when it has a twin, taken over from the filter before it with probability `copied`.
struct Truth {
  struct Filter {
    double m[3], u[3];  // share of each level among links and non-links
    bool twin = false;
  };
  double prior = 0.1;
  std::vector<Filter> filters;
  double copied = 0, missing = 0.1;

  std::vector<std::size_t> Draw(bool link, std::mt19937_64& random) const {
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<std::size_t> levels;
    for (const Filter& filter : filters) {
      const double* share = link ? filter.m : filter.u;
      const double x = uniform(random);
      std::size_t level = x < share[0] ? 0 : x < share[0] + share[1] ? 1 : 2;
      if (filter.twin && uniform(random) < copied) level = levels.back();
      levels.push_back(level);
    }
    for (std::size_t& level : levels) {
      if (uniform(random) < missing) level = 3;
    }
    return levels;
  }
};

Truth::Filter Field(double m_top, double u_top) {
  return {{m_top, (1 - m_top) / 2, (1 - m_top) / 2}, {u_top, (1 - u_top) / 2, (1 - u_top) / 2}};
}

linkage::PassLayout LayoutOf(const Truth& truth, const std::vector<std::uint32_t>& groups = {}) {
  return MakeLayout(std::vector<testing::FilterShape>(truth.filters.size(), {64, {900, 500}}), true,
                    groups);
}

// By group.
std::vector<std::uint32_t> OutcomesOf(const OutcomeSpace& space,
                                      const std::vector<std::size_t>& levels) {
  std::vector<std::uint32_t> outcomes;
  for (const linkage::OutcomeGroup& group : space.groups) {
    std::uint32_t& outcome = outcomes.emplace_back(0);
    for (std::size_t f = 0; f < group.levels.size(); ++f) {
      outcome += group.stride[f] * static_cast<std::uint32_t>(levels[group.first_filter + f]);
    }
  }
  return outcomes;
}

std::vector<PatternCount> Sorted(const std::map<std::uint64_t, std::uint64_t>& counts) {
  std::vector<PatternCount> patterns;
  for (const auto& [pattern, count] : counts) patterns.push_back({pattern, count});
  return patterns;
}

std::vector<PatternCount> DrawPatterns(const OutcomeSpace& space, const Truth& truth,
                                       std::size_t pairs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::map<std::uint64_t, std::uint64_t> counts;
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto outcomes = OutcomesOf(space, truth.Draw(uniform(random) < truth.prior, random));
    std::uint64_t pattern = BlockSizeClass(8);
    for (std::size_t g = 0; g < outcomes.size(); ++g) pattern += space.stride[g] * outcomes[g];
    ++counts[pattern];
  }
  return Sorted(counts);
}

// What agencies count: non-links only.
ChanceTable DrawChance(const linkage::PassLayout& layout, const OutcomeSpace& space,
                       const Truth& truth, std::size_t pairs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  ChanceTable table;
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto outcomes = OutcomesOf(space, truth.Draw(false, random));
    ChanceTable one;
    for (std::size_t g = 0; g < outcomes.size(); ++g) {
      linkage::ChanceGroup& group = one.emplace_back();
      for (std::size_t f = 0; f < space.groups[g].levels.size(); ++f) {
        group.filters.push_back(layout.filters[space.groups[g].first_filter + f].name);
      }
      group.outcomes.push_back({outcomes[g], 1});
    }
    AddChance(table, one);
  }
  return table;
}

const OutcomeWeight* Find(const GroupWeights& group, std::uint32_t outcome) {
  for (const OutcomeWeight& row : group.outcomes) {
    if (row.outcome == outcome) return &row;
  }
  return nullptr;
}

// Of a pair with these levels, without the prior.
std::int32_t WeightOf(const Weights& weights, const OutcomeSpace& space,
                      const std::vector<std::size_t>& levels) {
  const auto outcomes = OutcomesOf(space, levels);
  std::int32_t sum = 0;
  for (std::size_t g = 0; g < outcomes.size(); ++g) {
    const OutcomeWeight* row = Find(weights.groups[g], outcomes[g]);
    EXPECT_NE(row, nullptr);
    if (row != nullptr) sum += row->weight;
  }
  return sum;
}

TEST(LearnWeights, FindsAKnownMixture) {
  struct Row {
    const char* name;
    double prior, m_top, u_top;
  };
  const Row rows[] = {
      {"few links", 0.02, 0.9, 0.02}, {"even", 0.5, 0.85, 0.1}, {"mostly links", 0.9, 0.9, 0.05}};
  for (const Row& row : rows) {
    const Truth truth{row.prior, std::vector<Truth::Filter>(3, Field(row.m_top, row.u_top))};
    const auto layout = LayoutOf(truth);
    const OutcomeSpace space(layout);
    const auto patterns = DrawPatterns(space, truth, 200'000, 5);
    for (const ChanceTable& chance : {ChanceTable{}, DrawChance(layout, space, truth, 20'000, 6)}) {
      const Weights weights = LearnWeights(layout, space, patterns, chance);
      EXPECT_TRUE(weights.learned) << row.name;
      for (const GroupWeights& group : weights.groups) {
        EXPECT_NEAR(group.outcomes[0].m_ppm / 1e6, row.m_top, 0.05) << row.name;
        EXPECT_NEAR(group.outcomes[0].u_ppm / 1e6, row.u_top, 0.05) << row.name;
      }
      const double expected_prior = 1000 * std::log2(row.prior / (1 - row.prior));
      EXPECT_NEAR(weights.mean_prior_millibits, expected_prior, 200) << row.name;
      EXPECT_NEAR(weights.prior_millibits[BlockSizeClass(8)], expected_prior, 200) << row.name;
    }
  }
}

// The last two filters are nearly copies of each other. Jointly weighed, their outcomes get their
// true weights; as two properties, the same evidence counts twice.
TEST(LearnWeights, WhatDependsOnEachOtherIsWeighedJointly) {
  Truth truth{0.1, {Field(0.9, 0.05), Field(0.9, 0.05), Field(0.85, 0.05), Field(0.85, 0.05)}, 0.9};
  truth.filters[3].twin = true;
  const auto share = [&](const double* of, std::size_t first, std::size_t second) {
    return of[first] * (truth.copied * (first == second) + (1 - truth.copied) * of[second]);
  };
  double worst[2] = {0, 0}, both_agree[2] = {0, 0};
  for (const bool joint : {true, false}) {
    const auto layout = LayoutOf(truth, joint ? std::vector<std::uint32_t>{0, 1, 2, 2}
                                              : std::vector<std::uint32_t>{0, 1, 2, 3});
    const OutcomeSpace space(layout);
    const Weights weights = LearnWeights(layout, space, DrawPatterns(space, truth, 400'000, 7),
                                         DrawChance(layout, space, truth, 50'000, 8));
    for (std::size_t first = 0; first < 3; ++first) {
      for (std::size_t second = 0; second < 3; ++second) {
        const double expected = 1000 * std::log2(share(truth.filters[2].m, first, second) /
                                                 share(truth.filters[2].u, first, second));
        const double learned = WeightOf(weights, space, {3, 3, first, second});
        const double error = std::abs(learned - expected);
        if (first == second) worst[joint] = std::max(worst[joint], error);
        if (first == 0 && second == 0) both_agree[joint] = learned - expected;
        // Rarer outcomes are shrunk towards independent filters.
        const bool common = 40'000 * share(truth.filters[2].m, first, second) > 200 &&
                            360'000 * share(truth.filters[2].u, first, second) > 200;
        if (joint && common) {
          EXPECT_LT(error, 400) << first << second;
        }
      }
    }
  }
  EXPECT_LT(worst[true], 150);
  EXPECT_GT(worst[false], 2'000);
  EXPECT_GT(both_agree[false], 2'000) << "counted twice";
}

// A pass whose block lets hardly anyone but the same person through. A fifth of the links are of
// persons who are written differently everywhere: the largest group of pairs that are unlike the
// rest. Only the chance counts say that pairs of different persons look quite otherwise.
TEST(LearnWeights, ImperfectLinksOfAPassOfLinksStayLinks) {
  const Truth::Filter clean{{0.98, 0.015, 0.005}, {0.01, 0.02, 0.97}};
  const Truth::Filter spelled{{0.3, 0.7, 0}, {0.01, 0.02, 0.97}};
  const Truth clear{0.99, {3, clean}, 0, 0}, doubtful{0.99, {3, spelled}, 0, 0};
  const auto layout = LayoutOf(clear);
  const OutcomeSpace space(layout);
  std::map<std::uint64_t, std::uint64_t> counts;
  for (const PatternCount& row : DrawPatterns(space, clear, 40'000, 9)) {
    counts[row.pattern] += row.count;
  }
  for (const PatternCount& row : DrawPatterns(space, doubtful, 10'000, 10)) {
    counts[row.pattern] += row.count;
  }
  const ChanceTable chance = DrawChance(layout, space, clear, 50'000, 11);
  const Weights with = LearnWeights(layout, space, Sorted(counts), chance);
  const Weights without = LearnWeights(layout, space, Sorted(counts), {});
  const auto weight = [&](const Weights& weights, const std::vector<std::size_t>& levels) {
    return weights.prior_millibits[BlockSizeClass(8)] + WeightOf(weights, space, levels);
  };
  for (const std::vector<std::size_t>& levels :
       std::vector<std::vector<std::size_t>>{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {1, 1, 1}}) {
    EXPECT_GT(weight(with, levels), 10'000);
    EXPECT_LT(weight(without, levels), -1'000) << "this is what chance counts cure";
  }
  EXPECT_GT(weight(with, {0, 0, 0}), weight(with, {0, 0, 1}));
  EXPECT_LT(weight(with, {2, 2, 2}), -5'000);
  EXPECT_NEAR(with.mean_prior_millibits, 1000 * std::log2(99), 200);
}

TEST(LearnWeights, ChanceIsNotUsedWhereTheBlockHasChosen) {
  const Truth truth{0.3, std::vector<Truth::Filter>(3, Field(0.9, 0.05))};
  auto layout = LayoutOf(truth);
  const ChanceTable chance = {{{"f0"}, {{0, 500}, {2, 500}}}};
  const auto learn = [&](const ChanceTable& table) {
    const OutcomeSpace space(layout);
    const Weights weights =
        LearnWeights(layout, space, DrawPatterns(space, truth, 20'000, 11), table);
    return weights.groups[0].outcomes[0].u_ppm;
  };
  EXPECT_NE(learn(chance), learn({}));
  layout.filters[0].tied_to_block = true;
  EXPECT_EQ(learn(chance), learn({}));
}

TEST(LearnWeights, HigherLevelsNeverWeighLess) {
  const auto layout = MakeLayout({{64, {900, 800, 700, 600}}, {64, {900, 500}}});
  const OutcomeSpace space(layout);
  std::mt19937_64 random(9);
  for (int round = 0; round < 30; ++round) {
    std::map<std::uint64_t, std::uint64_t> counts;
    for (int i = 0; i < 60; ++i) {
      const std::uint64_t pattern =
          random() % 10 + random() % 6 * space.stride[0] + random() % 4 * space.stride[1];
      counts[pattern] += 1 + random() % 500;
    }
    for (const GroupWeights& group : LearnWeights(layout, space, Sorted(counts), {}).groups) {
      ASSERT_EQ(group.levels.size(), 1u);
      for (std::size_t o = 1; o < group.outcomes.size(); ++o) {
        if (group.outcomes[o].outcome == group.levels[0]) continue;
        EXPECT_GE(group.outcomes[o - 1].weight, group.outcomes[o].weight);
      }
    }
  }
}

TEST(LearnWeights, MissingFiltersSayNothing) {
  Truth truth{0.2, std::vector<Truth::Filter>(4, Field(0.9, 0.05)), 0.5, 0.4};
  truth.filters[3].twin = true;
  const auto layout = LayoutOf(truth, {0, 1, 2, 2});
  const OutcomeSpace space(layout);
  const ChanceTable chance = DrawChance(layout, space, truth, 5'000, 13);
  for (const std::size_t pairs : {40u, 100'000u}) {  // starting values, and learned ones
    const Weights weights =
        LearnWeights(layout, space, DrawPatterns(space, truth, pairs, 12), chance);
    EXPECT_EQ(weights.learned, pairs >= kMinimumPairs);
    for (std::size_t g = 0; g < 3; ++g) {
      const OutcomeWeight* row = Find(weights.groups[g], space.groups[g].size - 1);
      ASSERT_NE(row, nullptr);
      EXPECT_EQ(row->weight, 0);
    }
    if (!weights.learned) continue;
    // One of two is missing: the other one speaks for itself.
    EXPECT_NEAR(WeightOf(weights, space, {3, 3, 0, 3}), 1000 * std::log2(0.9 / 0.05), 200);
    EXPECT_NEAR(WeightOf(weights, space, {3, 3, 3, 2}), 1000 * std::log2(0.05 / 0.475), 200);
  }
}

TEST(LearnWeights, TooFewPairsKeepTheStart) {
  const auto layout = MakeLayout({{64, {900, 500}}});
  const OutcomeSpace space(layout);
  const std::uint64_t size_class = 1;
  const std::vector<PatternCount> patterns = {{size_class, kMinimumPairs - 3},
                                              {size_class + 2 * space.stride[0], 2}};
  const Weights weights = LearnWeights(layout, space, patterns, {});
  EXPECT_FALSE(weights.learned);
  EXPECT_EQ(weights.iterations, 0u);
  EXPECT_FALSE(weights.warnings.empty());
  EXPECT_GT(weights.groups[0].outcomes.front().weight, 2'000);
  EXPECT_LT(weights.groups[0].outcomes.back().weight, -2'000);
  const std::vector<PatternCount> others = {{size_class, 1},
                                            {size_class + 2 * space.stride[0], 40}};
  const Weights again = LearnWeights(layout, space, others, {});
  for (std::size_t o = 0; o < 2; ++o) {
    EXPECT_EQ(again.groups[0].outcomes[o].weight, weights.groups[0].outcomes[o].weight);
  }
  const Weights empty = LearnWeights(layout, space, {}, {});
  ASSERT_EQ(empty.groups.size(), 1u);
  EXPECT_TRUE(empty.groups[0].outcomes.empty());
  // One pair more is enough.
  const std::vector<PatternCount> enough = {{size_class, kMinimumPairs}};
  EXPECT_TRUE(LearnWeights(layout, space, enough, {}).learned);
}

// The block's own field: every pair agrees.
TEST(LearnWeights, AFieldThatAlwaysAgreesWeighsLittle) {
  const Truth truth{0.05, {Field(0.9, 0.05), Field(0.9, 0.05), Field(0.9, 0.05), Field(1, 1)}};
  const auto layout = LayoutOf(truth);
  const OutcomeSpace space(layout);
  const Weights weights = LearnWeights(layout, space, DrawPatterns(space, truth, 100'000, 4), {});
  EXPECT_LT(std::abs(weights.groups[3].outcomes[0].weight), 200);
  EXPECT_GT(weights.groups[0].outcomes[0].weight, 3'000);
}

}  // namespace
}  // namespace onefold::match
