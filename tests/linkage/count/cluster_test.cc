#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

std::vector<CaseRef> Cases(const std::vector<std::uint16_t>& sources) {
  std::vector<CaseRef> cases;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CaseRef one;
    one.handle[0] = static_cast<std::uint8_t>(i >> 8);
    one.handle[1] = static_cast<std::uint8_t>(i);
    one.source = sources[i];
    cases.push_back(one);
  }
  return cases;
}

using Labels = std::vector<std::uint32_t>;

TEST(Cluster, NoEvidenceLeavesEveryCaseAlone) {
  const auto cases = Cases({0, 0, 1});
  const std::vector<Source> sources = {{"a"}, {"b"}};
  const Entities entities = Cluster(cases, sources, {}, {});
  EXPECT_EQ(entities.count, 3u);
  EXPECT_EQ(entities.entity_of, (Labels{0, 1, 2}));
  EXPECT_TRUE(entities.merges.empty());
  EXPECT_EQ(Cluster({}, sources, {}, {}).count, 0u);
}

TEST(Cluster, MergesAboveTheCutOnly) {
  const auto cases = Cases({0, 0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 1, 5000, 0b111}, {2, 3, -500, 0b1}};
  const Entities entities = Cluster(cases, sources, evidence, {});
  EXPECT_EQ(entities.entity_of, (Labels{0, 0, 1, 2}));
  ASSERT_EQ(entities.merges.size(), 1u);
  EXPECT_EQ(entities.merges[0].weight_sum, 5000);
  EXPECT_EQ(entities.merges[0].pairs, 1u);
  EXPECT_EQ(entities.merges[0].sightings, 3u);
  EXPECT_EQ(entities.rejected, (std::vector<std::int32_t>{-500}));
  EXPECT_EQ(entities.passes_of, (std::vector<std::uint32_t>{0b111, 0b111, 0, 0}));
}

TEST(Cluster, AWeightAtTheCutIsNotEnough) {
  const auto cases = Cases({0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 1, 700, 1}};
  EXPECT_EQ(Cluster(cases, sources, evidence, {-6000, 700}).count, 2u);
  EXPECT_EQ(Cluster(cases, sources, evidence, {-6000, 699}).count, 1u);
}

TEST(Cluster, UnseenPairsSpeakAgainst) {
  // A chain a-b-c: b and c are surely one; a-b alone does not carry a into the pair when a-c was
  // never seen.
  const auto cases = Cases({0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 1, 4000, 1}, {1, 2, 9000, 1}};
  EXPECT_EQ(Cluster(cases, sources, evidence, {-6000, 0}).entity_of, (Labels{0, 1, 1}));
  EXPECT_EQ(Cluster(cases, sources, evidence, {-3000, 0}).entity_of, (Labels{0, 0, 0}));
}

TEST(Cluster, NegativeEvidenceStopsAChain) {
  const auto cases = Cases({0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 1, 7000, 1}, {0, 2, -20'000, 1}, {1, 2, 9000, 1}};
  EXPECT_EQ(Cluster(cases, sources, evidence, {}).entity_of, (Labels{0, 1, 1}));
}

TEST(Cluster, TwoRecordsOfACleanSourceAreTwoPersons) {
  const auto cases = Cases({0, 0, 1});
  const std::vector<Source> clean = {{"a", true}, {"b", true}};
  const std::vector<Evidence> evidence = {{0, 1, 30'000, 1}, {0, 2, 9000, 1}, {1, 2, 8000, 1}};
  EXPECT_EQ(Cluster(cases, clean, evidence, {}).entity_of, (Labels{0, 1, 0}));
  const std::vector<Source> dirty = {{"a", false}, {"b", true}};
  EXPECT_EQ(Cluster(cases, dirty, evidence, {}).count, 1u);
}

TEST(Cluster, TiesGoToTheLowestCases) {
  const auto cases = Cases({0, 1, 1});
  const std::vector<Source> sources = {{"a", true}, {"b", true}};
  const std::vector<Evidence> evidence = {{0, 1, 8000, 1}, {0, 2, 8000, 1}};
  EXPECT_EQ(Cluster(cases, sources, evidence, {}).entity_of, (Labels{0, 0, 1}));
}

TEST(Cluster, ACutBelowTheUnseenWeightIsRaised) {
  const auto cases = Cases({0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 1, -8000, 1}};
  EXPECT_EQ(Cluster(cases, sources, evidence, {-6000, -20'000}).count, 3u);
}

TEST(Cluster, GroupsDoNotTouchEachOther) {
  std::vector<std::uint16_t> sources_of(1000);
  const auto cases = Cases(sources_of);
  const std::vector<Source> sources = {{"a"}};
  std::vector<Evidence> evidence;
  for (std::uint32_t i = 0; i < 1000; i += 2) evidence.push_back({i, i + 1, 5000, 1});
  const Entities entities = Cluster(cases, sources, evidence, {});
  EXPECT_EQ(entities.count, 500u);
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(entities.entity_of[i], i / 2);
}

// --- Properties, against a slow version that follows the definition
// --------------------------------------

struct Scene {
  std::vector<CaseRef> cases;
  std::vector<Source> sources;
  std::vector<Evidence> evidence;
};

Scene MakeScene(std::uint64_t seed, std::size_t n, std::size_t pairs, bool clean) {
  std::mt19937_64 random(seed);
  Scene scene;
  scene.sources = {{"a", clean && random() % 2 == 0}, {"b", clean}, {"c", false}};
  std::vector<std::uint16_t> sources_of;
  for (std::size_t i = 0; i < n; ++i)
    sources_of.push_back(static_cast<std::uint16_t>(random() % 3));
  scene.cases = Cases(sources_of);
  std::map<std::pair<std::uint32_t, std::uint32_t>, Evidence> rows;
  for (std::size_t p = 0; n > 1 && p < pairs; ++p) {
    auto left = static_cast<std::uint32_t>(random() % n),
         right = static_cast<std::uint32_t>(random() % n);
    if (left == right) continue;
    if (left > right) std::swap(left, right);
    // Few different weights: many ties.
    const auto weight = static_cast<std::int32_t>(random() % 12) * 2000 - 10'000;
    rows[{left, right}] = {left, right, weight, static_cast<std::uint32_t>(1 + random() % 7)};
  }
  for (const auto& [key, row] : rows) scene.evidence.push_back(row);
  return scene;
}

// Agglomeration by the definition: in every round look at all pairs of clusters.
Labels SlowCluster(const Scene& scene, const ClusterParameters& parameters) {
  const std::size_t n = scene.cases.size();
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> weight;
  for (const Evidence& row : scene.evidence) weight[{row.left, row.right}] = row.weight;
  std::vector<std::vector<std::uint32_t>> clusters(n);
  for (std::uint32_t i = 0; i < n; ++i) clusters[i] = {i};
  for (;;) {
    std::optional<std::pair<std::size_t, std::size_t>> best;
    std::int64_t best_sum = 0, best_pairs = 1;
    for (std::size_t x = 0; x < clusters.size(); ++x) {
      for (std::size_t y = x + 1; y < clusters.size(); ++y) {
        std::int64_t sum = 0;
        bool conflict = false;
        for (const std::uint32_t i : clusters[x]) {
          for (const std::uint32_t j : clusters[y]) {
            const auto at = weight.find(std::minmax(i, j));
            sum += at == weight.end() ? parameters.unseen_weight : at->second;
            conflict = conflict || (scene.cases[i].source == scene.cases[j].source &&
                                    scene.sources[scene.cases[i].source].clean);
          }
        }
        const auto pairs = static_cast<std::int64_t>(clusters[x].size() * clusters[y].size());
        if (conflict || sum <= parameters.cut * pairs) continue;
        if (!best ||
            sum * best_pairs > best_sum * pairs) {  // earlier clusters first: ties to the lowest
          best = {x, y};
          best_sum = sum;
          best_pairs = pairs;
        }
      }
    }
    if (!best) break;
    auto& into = clusters[best->first];
    auto& from = clusters[best->second];
    into.insert(into.end(), from.begin(), from.end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(best->second));
    std::sort(clusters.begin(), clusters.end(), [](const auto& a, const auto& b) {
      return *std::min_element(a.begin(), a.end()) < *std::min_element(b.begin(), b.end());
    });
  }
  Labels labels(n);
  for (std::uint32_t c = 0; c < clusters.size(); ++c) {
    for (const std::uint32_t i : clusters[c]) labels[i] = c;
  }
  return labels;
}

RC_GTEST_PROP(ClusterProperty, SameAsTheDefinition, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(1, 18),
                                *rc::gen::inRange<std::size_t>(0, 60), seed % 2 == 0);
  const ClusterParameters parameters = {-5000, *rc::gen::element(-3000, 0, 2000)};
  RC_ASSERT(Cluster(scene.cases, scene.sources, scene.evidence, parameters).entity_of ==
            SlowCluster(scene, parameters));
}

RC_GTEST_PROP(ClusterProperty, OrderOfEvidenceDoesNotMatter, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(2, 200),
                          *rc::gen::inRange<std::size_t>(0, 1000), seed % 2 == 0);
  const Entities first = Cluster(scene.cases, scene.sources, scene.evidence, {});
  std::shuffle(scene.evidence.begin(), scene.evidence.end(), std::mt19937_64(seed));
  const Entities second = Cluster(scene.cases, scene.sources, scene.evidence, {});
  RC_ASSERT(first.entity_of == second.entity_of);
  RC_ASSERT(first.rejected == second.rejected);
  RC_ASSERT(first.merges.size() == second.merges.size());
  for (std::size_t i = 0; i < first.merges.size(); ++i) {
    RC_ASSERT(first.merges[i].weight_sum == second.merges[i].weight_sum);
    RC_ASSERT(first.merges[i].sightings == second.merges[i].sightings);
  }
}

RC_GTEST_PROP(ClusterProperty, CleanSourcesAndNumberingHold, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(1, 300),
                                *rc::gen::inRange<std::size_t>(0, 3000), true);
  const Entities entities = Cluster(scene.cases, scene.sources, scene.evidence, {});
  std::set<std::pair<std::uint32_t, std::uint16_t>> met;
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < scene.cases.size(); ++i) {
    RC_ASSERT(entities.entity_of[i] <= next);
    if (entities.entity_of[i] == next) ++next;
    if (!scene.sources[scene.cases[i].source].clean) continue;
    RC_ASSERT(met.insert({entities.entity_of[i], scene.cases[i].source}).second);
  }
  RC_ASSERT(next == entities.count);
  RC_ASSERT(entities.merges.size() + entities.count == scene.cases.size());
}

}  // namespace
}  // namespace onefold::count
