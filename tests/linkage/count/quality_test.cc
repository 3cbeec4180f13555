#include "linkage/count/quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

// Sources a (clean) and b. Records 0 to 3 are of a, 4 to 9 of b; 0 and 4 are one person, 1 with 5
// and 6, 7 and 8; 2, 3 and 9 stay alone, though 3 and 9 were thought of.
Scene Example() {
  Scene scene;
  scene.sources = {{"a", true}, {"b"}};
  scene.cases = Cases({0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
  scene.evidence = {
      {0, 4, 12'300, 0b111}, {1, 5, 8'000, 0b011}, {1, 6, 7'000, 0b001},
      {3, 9, -2'000, 0b000}, {5, 6, 9'000, 0b110}, {7, 8, 25'000, 0b100},
  };
  return scene;
}

Quality Measure(const Scene& scene, std::size_t passes = 3) {
  return *MeasureQuality(scene.cases, scene.sources, EvidenceInMemory(scene.evidence),
                         Cluster(scene.cases, scene.sources, scene.evidence, {-10'000, 0}), passes);
}

std::uint64_t EntitiesAt(const Quality& quality, std::int32_t cut) {
  const auto at = std::find_if(quality.by_cut.begin(), quality.by_cut.end(),
                               [&](const EntitiesAtCut& one) { return one.cut == cut; });
  return at == quality.by_cut.end() ? 0 : at->entities;
}

TEST(MeasureQuality, EntitiesByCutAreThoseOfARunWithThatCut) {
  const Scene scene = Example();
  const Quality quality = Measure(scene);
  for (const EntitiesAtCut& at : quality.by_cut) {
    EXPECT_EQ(at.entities,
              Cluster(scene.cases, scene.sources, scene.evidence, {-10'000, at.cut}).count)
        << at.cut;
  }
  EXPECT_EQ(EntitiesAt(quality, 0), 6u);
  EXPECT_EQ(EntitiesAt(quality, -2'500), 5u);
  EXPECT_EQ(EntitiesAt(quality, 8'000), 7u);
}

TEST(MeasureQuality, ScoresAreCountedByBit) {
  const Quality quality = Measure(Example());
  const auto bin = [&](std::int32_t from) {
    for (const WeightBin& one : quality.weights) {
      if (one.from == from) return one;
    }
    return WeightBin{};
  };
  EXPECT_EQ(bin(12'000).pairs, 1u);
  EXPECT_EQ(bin(12'000).made, 1u);
  EXPECT_EQ(bin(19'000).made, 1u);  // the last holds all higher ones
  EXPECT_EQ(bin(-2'000).rejected, 1u);
  EXPECT_EQ(bin(7'000).pairs, 1u);
  EXPECT_EQ(bin(7'000).made, 1u);  // the mean of 7,000 and 8,000
  std::uint64_t pairs = 0, made = 0;
  for (const WeightBin& one : quality.weights) {
    pairs += one.pairs;
    made += one.made;
  }
  EXPECT_EQ(pairs, 6u);
  EXPECT_EQ(made, 4u);
}

TEST(MeasureQuality, OnePassAgainstAllOthers) {
  const Quality quality = Measure(Example());
  EXPECT_EQ(quality.links, 5u);  // 3 and 9 are not one entity
  ASSERT_EQ(quality.passes.size(), 3u);
  const PassCapture& first = quality.passes[0];
  EXPECT_EQ(first.found, 3u);      // 0-4, 1-5, 1-6
  EXPECT_EQ(first.by_others, 4u);  // all but 1-6
  EXPECT_EQ(first.by_both, 2u);
  EXPECT_EQ(first.only_here, 1u);
  EXPECT_NEAR(first.links, 4.0 * 5 / 3 - 1, 1e-9);
  EXPECT_NEAR(quality.passes[1].links, 4.0 * 6 / 4 - 1, 1e-9);  // 3, 5, 3
  EXPECT_NEAR(quality.passes[2].links, 4.0 * 5 / 3 - 1, 1e-9);  // 3, 4, 2
  EXPECT_NEAR(quality.pair_completeness, 5 / (4.0 * 5 / 3 - 1), 1e-9);
  EXPECT_NEAR(quality.pair_completeness_high, 1, 1e-9);
}

TEST(MeasureQuality, OnePassCannotSayWhatItMisses) {
  Scene scene = Example();
  for (Evidence& pair : scene.evidence) pair.passes = pair.passes == 0 ? 0 : 1;
  const Quality quality = Measure(scene, 1);
  EXPECT_EQ(quality.links, 5u);
  EXPECT_EQ(quality.pair_completeness, 0);
}

TEST(MeasureQuality, WhoWasLinked) {
  const Quality quality = Measure(Example());
  ASSERT_EQ(quality.sources.size(), 2u);
  const SourceProfile &a = quality.sources[0], &b = quality.sources[1];
  EXPECT_EQ(a.records, 4u);
  EXPECT_EQ(a.linked, 2u);
  EXPECT_EQ(a.linked_elsewhere, 2u);
  EXPECT_EQ(a.entities, 4u);
  EXPECT_EQ(b.records, 6u);
  EXPECT_EQ(b.linked, 5u);
  EXPECT_EQ(b.linked_elsewhere, 3u);  // 7 and 8 are of b both
  EXPECT_EQ(b.entities, 4u);
  EXPECT_EQ(quality.entity_sizes, (std::vector<std::uint64_t>{3, 2, 1, 0, 0, 0}));
  EXPECT_EQ(quality.possible_pairs, 45u - 6);  // a is clean
}

TEST(MeasureQuality, OfNothing) {
  const Quality quality = *MeasureQuality({}, {}, EvidenceInMemory({}), {}, 0);
  EXPECT_EQ(quality.links, 0u);
  EXPECT_EQ(quality.possible_pairs, 0u);
  EXPECT_EQ(EntitiesAt(quality, 0), 0u);
  EXPECT_EQ(std::accumulate(quality.entity_sizes.begin(), quality.entity_sizes.end(), 0u), 0u);
}

}  // namespace
}  // namespace onefold::count
