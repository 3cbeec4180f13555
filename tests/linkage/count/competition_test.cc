#include "linkage/count/competition.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

struct Pairs {
  std::uint32_t true_pairs = 0, leftover = 0, chance = 0;
  std::int32_t true_weight = 0, rival_weight = 0, chance_weight = 0;
};

// Two lists. Person i is on both, in cases 2 i and 2 i + 1. Each record of the first `true_pairs`
// persons has a rival, the other record of the next person; the `leftover` persons weigh as little
// as a rival but have none; `chance` pairs are two persons.
Scene TwoLists(const Pairs& pairs, bool clean) {
  Scene scene;
  scene.sources = {{"a", clean}, {"b", clean}};
  const std::uint32_t persons = pairs.true_pairs + pairs.leftover + pairs.chance;
  std::vector<std::uint16_t> sources_of;
  for (std::uint32_t i = 0; i < persons; ++i) {
    sources_of.insert(sources_of.end(), {0, 1});
    const std::int32_t weight = i < pairs.true_pairs                    ? pairs.true_weight
                                : i < pairs.true_pairs + pairs.leftover ? pairs.rival_weight
                                                                        : pairs.chance_weight;
    scene.evidence.push_back({2 * i, 2 * i + 1, weight, 0b1});
    if (i + 1 < pairs.true_pairs) {
      scene.evidence.push_back({2 * i, 2 * i + 3, pairs.rival_weight, 0b1});
    }
  }
  scene.cases = Cases(sources_of);
  return scene;
}

Entities RunCluster(const Scene& scene) {
  return Cluster(scene.cases, scene.sources, scene.evidence, {});
}

double Probability(double bits) { return 1 / (1 + std::exp2(-bits)); }
double LogOdds(double p) { return std::log2(p / (1 - p)); }

TEST(CompetitionShift, RivalsOfBetterPairsLetLeftoverPairsMerge) {
  const Scene scene = TwoLists({101, 10, 0, 6'000, -1'000, 0}, true);
  const Entities entities = RunCluster(scene);
  EXPECT_GT(entities.competition_shift, 1'000);
  EXPECT_EQ(entities.count, 111u);
  for (std::uint32_t person = 0; person < 111; ++person) {
    EXPECT_EQ(entities.entity_of[2 * person], person);
    EXPECT_EQ(entities.entity_of[2 * person + 1], person);
  }
  EXPECT_TRUE(entities.rejected.empty());
  // Merges carry the weights that counted.
  EXPECT_EQ(entities.merges.back().weight_sum, -1'000 + entities.competition_shift);
}

TEST(CompetitionShift, AgreesWithItself) {
  // 100 rejected rivals; 101 pairs, 10 leftover and 90 chance pairs remain.
  const Scene scene = TwoLists({101, 10, 90, 6'000, -500, -8'000}, true);
  const double shift = RunCluster(scene).competition_shift / 1'000.0;
  const double all = (101 * Probability(6) + 110 * Probability(-0.5) + 90 * Probability(-8)) / 301;
  const double left = (101 * Probability(6 + shift) + 10 * Probability(-0.5 + shift) +
                       90 * Probability(-8 + shift)) /
                      201;
  EXPECT_GT(shift, 0.1);
  EXPECT_LT(shift, 2);
  EXPECT_NEAR(LogOdds(left) - LogOdds(all), shift, 0.002);
}

TEST(CompetitionShift, NoneWithoutRivals) {
  const Entities entities = RunCluster(TwoLists({1, 10, 5, 6'000, -1'000, -8'000}, true));
  EXPECT_EQ(entities.competition_shift, 0);
  EXPECT_EQ(entities.merges.size(), 1u);
}

TEST(CompetitionShift, NoneForDirtySources) {
  Scene scene = TwoLists({101, 10, 0, 6'000, -1'000, 0}, false);
  EXPECT_EQ(RunCluster(scene).competition_shift, 0);
  scene.sources[0].clean = true;  // one clean list has no pairs of clean sources
  EXPECT_EQ(RunCluster(scene).competition_shift, 0);
}

TEST(CompetitionShift, ShiftsPairsOfCleanSourcesOnly) {
  Scene scene = TwoLists({101, 10, 0, 6'000, -1'000, 0}, true);
  scene.sources.push_back({"dirty"});
  const auto first = static_cast<std::uint32_t>(scene.cases.size());
  std::vector<std::uint16_t> sources_of;
  for (const CaseRef& one : scene.cases) sources_of.push_back(one.source);
  sources_of.insert(sources_of.end(), {2, 0});
  scene.cases = Cases(sources_of);
  scene.evidence.push_back({first, first + 1, -400, 0b1});
  const Entities entities = RunCluster(scene);
  EXPECT_GT(entities.competition_shift, 1'000);
  EXPECT_NE(entities.entity_of[first], entities.entity_of[first + 1]);
  EXPECT_EQ(entities.rejected, (std::vector<Merge>{{first, first + 1, -400, 1, 0b1}}));
}

TEST(CompetitionShift, IsBounded) {
  // Nothing but links remains: the share of links that agrees with itself is 1.
  EXPECT_EQ(RunCluster(TwoLists({1'001, 0, 0, 20'000, 0, 0}, true)).competition_shift, 6'000);
}

TEST(CompetitionShift, IsNeverNegative) {
  // Rivals as strong as links: what remains holds fewer links than all pairs together.
  const Entities entities = RunCluster(TwoLists({101, 0, 400, 6'000, 5'000, -9'000}, true));
  EXPECT_EQ(entities.competition_shift, 0);
  EXPECT_EQ(entities.merges.size(), 101u);
}

}  // namespace
}  // namespace onefold::count
