#include <gtest/gtest.h>

#include <algorithm>

#include "linkage/count/count.h"
#include "linkage/count/draws.h"
#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

constexpr bool kMust = true, kCannot = false;

TEST(Constraints, MustLinkJoinsWhatWeightsRefuse) {
  Scene scene{Cases({0, 0, 0}), {{"a"}}, {{0, 1, -30'000, 0}}, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1, 2}));
  scene.constraints = {{1, 0, kMust}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1}));
}

TEST(Constraints, MustLinkJoinsWhatNoPassShowed) {
  const Scene scene{Cases({0, 0, 0}), {{"a"}}, {}, {{0, 2, kMust}}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1, 0}));
}

TEST(Constraints, MustLinkIsStrongerThanACleanSource) {
  Scene scene{Cases({0, 0, 1}), {{"a", true}, {"b", true}}, {{0, 1, 9000, 1}}, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1, 2}));
  scene.constraints = {{0, 1, kMust}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1}));
}

TEST(Constraints, ARepeatedOneIsOne) {
  const Scene scene{
      Cases({0, 0}),
      {{"a"}},
      {},
      {{0, 1, kMust}, {1, 0, kMust}, {0, 1, kMust}, {0, 1, kCannot}, {1, 0, kCannot}}};
  const Entities entities =
      Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
  EXPECT_EQ(entities.count, 2u);
  EXPECT_EQ(entities.contradictions, 1u);
}

TEST(Constraints, MustLinksJoinInAChain) {
  const Scene scene{Cases({0, 0, 0, 0}), {{"a"}}, {}, {{0, 2, kMust}, {2, 3, kMust}}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1, 0, 0}));
}

TEST(Constraints, WhatAMustLinkJoinsIsWeighedAsOne) {
  // 2 leans to 0, but surely is not 1.
  Scene scene{Cases({0, 0, 0}), {{"a"}}, {{0, 2, 4000, 1}, {1, 2, -9000, 0}}, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1, 0}));
  scene.constraints = {{0, 1, kMust}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1}));
}

TEST(Constraints, AMustLinkIsAMergeThatNoDrawUndoes) {
  const Scene scene{Cases({0, 1, 1}), {{"a"}, {"b"}}, {{0, 1, -8000, 0b1}}, {{0, 1, kMust}}};
  const Entities entities =
      Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
  EXPECT_EQ(entities.merges, (std::vector<Merge>{{0, 1, kMustLinkWeight, 1, 0b1}}));
  const Draws draws = DrawLinkages(scene.cases, scene.sources, entities, {});
  for (const std::uint64_t persons : draws.persons) EXPECT_EQ(persons, 2u);
  for (const auto& by_history : draws.by_history) {
    EXPECT_EQ(by_history, (std::map<std::uint32_t, std::uint64_t>{{0b11, 1}, {0b10, 1}}));
  }
}

TEST(Constraints, AMustLinkInACleanSourceLowersTheLeastNumberOfPersons) {
  const Scene scene{Cases({0, 0, 0}), {{"a", true}}, {}, {{0, 1, kMust}}};
  const Entities entities =
      Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
  const auto estimate = EstimateUnique(scene.cases, scene.sources, entities);
  EXPECT_EQ(estimate.estimate, 2u);
  EXPECT_EQ(estimate.low, 2u);
}

TEST(Constraints, CannotLinkKeepsApartWhatWeightsJoin) {
  Scene scene{Cases({0, 0}), {{"a"}}, {{0, 1, 30'000, 0b11}}, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0}));
  scene.constraints = {{1, 0, kCannot}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 1}));
  // Nor is it named among those that a lower cut would make.
  EXPECT_TRUE(
      Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints).rejected.empty());
}

TEST(Constraints, CannotLinkHoldsThroughAThirdRecord) {
  // 1 could be 0 or 2; the stronger takes it, and the other stays alone.
  Scene scene{Cases({0, 0, 0}), {{"a"}}, {{0, 1, 20'000, 1}, {1, 2, 19'000, 1}}, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 0}));
  scene.constraints = {{0, 2, kCannot}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1}));
}

TEST(Constraints, CannotLinkHoldsThroughMergesOnBothSides) {
  // {0, 1} and {2, 3} grow first; 1 and 2 are strangers, and hold the larger clusters apart.
  const std::vector<Evidence> evidence = {{0, 1, 20'000, 1}, {0, 2, 15'000, 1}, {0, 3, 15'000, 1},
                                          {1, 2, 15'000, 1}, {1, 3, 15'000, 1}, {2, 3, 20'000, 1}};
  Scene scene{Cases({0, 0, 0, 0}), {{"a"}}, evidence, {}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 0, 0}));
  scene.constraints = {{1, 2, kCannot}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1, 1}));
}

TEST(Constraints, CannotLinkHoldsThroughMustLinks) {
  const Scene scene{Cases({0, 0, 0}),
                    {{"a"}},
                    {{0, 2, 9000, 1}, {1, 2, 9000, 1}},
                    {{0, 1, kMust}, {1, 2, kCannot}}};
  EXPECT_EQ(LabelsOf(scene), (Labels{0, 0, 1}));
}

TEST(Constraints, ContradictionsAreCountedAndCannotLinkHolds) {
  Scene scene{Cases({0, 0, 0}), {{"a"}}, {{0, 1, 9000, 1}}, {{0, 1, kMust}, {0, 1, kCannot}}};
  const auto run = [&] {
    return Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
  };
  EXPECT_EQ(run().contradictions, 1u);
  EXPECT_EQ(run().entity_of, (Labels{0, 1, 2}));
  // Through a third record: one of the two must-links cannot hold.
  scene.constraints = {{1, 2, kMust}, {0, 2, kCannot}, {0, 1, kMust}};
  EXPECT_EQ(run().contradictions, 1u);
  EXPECT_EQ(run().entity_of, (Labels{0, 0, 1}));
  scene.constraints = {{0, 1, kMust}, {1, 2, kCannot}};
  EXPECT_EQ(run().contradictions, 0u);
}

TEST(Constraints, TheOrderGivenDoesNotMatter) {
  Scene scene{Cases({0, 0, 0, 0}), {{"a"}}, {{0, 3, 9000, 1}}, {}};
  std::vector<Constraint> constraints = {
      {0, 1, kMust}, {1, 2, kMust}, {0, 2, kCannot}, {2, 3, kMust}};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    scene.constraints.clear();
    for (const std::size_t at : order) scene.constraints.push_back(constraints[at]);
    const Entities entities =
        Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
    EXPECT_EQ(entities.entity_of, (Labels{0, 0, 1, 1}));
    EXPECT_EQ(entities.contradictions, 1u);
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace
}  // namespace onefold::count
