#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>

#include "linkage/count/competition.h"
#include "linkage/count/count.h"
#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

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
  EXPECT_EQ(entities.merges, (std::vector<Merge>{{0, 1, 5000, 1, 0b111}}));
  EXPECT_EQ(entities.rejected, (std::vector<Merge>{{2, 3, -500, 1, 0b1}}));
}

TEST(Cluster, AMergeIsNamedByTheLowestCasesAndCountsItsUnseenPairs) {
  const auto cases = Cases({0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  const std::vector<Evidence> evidence = {{0, 2, 3000, 0b10}, {1, 2, 9000, 0b1}};
  const Entities entities = Cluster(cases, sources, evidence, {-1000, 0});
  EXPECT_EQ(entities.merges, (std::vector<Merge>{{1, 2, 9000, 1, 0b1}, {0, 1, 2000, 2, 0b10}}));
}

TEST(Cluster, WhatTheCutRejectsIsNamedUntilNothingSpeaksForIt) {
  const auto cases = Cases({0, 0, 0, 0});
  const std::vector<Source> sources = {{"a"}};
  // -1000 is the weight of a pair never seen: a pair of -1000 is not worth naming.
  const std::vector<Evidence> evidence = {{0, 1, -999, 0}, {2, 3, -1000, 0}};
  const Entities entities = Cluster(cases, sources, evidence, {-1000, 0});
  EXPECT_EQ(entities.count, 4u);
  EXPECT_EQ(entities.rejected, (std::vector<Merge>{{0, 1, -999, 1, 0}}));
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

// Properties, against a slow version that follows the definition.

Scene MakeScene(std::uint64_t seed, std::size_t n, std::size_t pairs, bool clean) {
  std::mt19937_64 random(seed);
  Scene scene;
  scene.sources = {{"a", clean && random() % 2 == 0}, {"b", clean}, {"c", false}};
  std::vector<std::uint16_t> sources_of;
  for (std::size_t i = 0; i < n; ++i) {
    sources_of.push_back(static_cast<std::uint16_t>(random() % 3));
  }
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
    if (random() % 8 == 0) {
      const bool link = random() % 2 == 0;
      const auto other = static_cast<std::uint32_t>(random() % n);
      if (other != left) scene.constraints.push_back({other, left, link});
    }
  }
  for (const auto& [key, row] : rows) scene.evidence.push_back(row);
  return scene;
}

// Agglomeration by the definition: in every round look at all pairs of clusters.
class SlowClusters {
 public:
  SlowClusters(const Scene& scene, const ClusterParameters& parameters)
      : scene_(scene), parameters_(parameters) {
    for (const Evidence& row : scene.evidence) evidence_[{row.left, row.right}] = row;
    for (const Constraint& one : scene.constraints) {
      (one.link ? must_ : cannot_).insert(std::minmax(one.left, one.right));
    }
    for (std::uint32_t i = 0; i < scene.cases.size(); ++i) clusters_.push_back({i});
  }

  Entities Run() {
    for (const auto& [left, right] : must_) MustLink(left, right);
    std::optional<Labels> found;
    while (const auto best = Best()) {
      const Merge merge = MergeOf(best->first, best->second);
      const auto pairs = static_cast<std::int64_t>(merge.pairs);
      if (merge.weight_sum <= parameters_.cut * pairs && !found) found = NumberedLabels();
      (found ? entities_.rejected : entities_.merges).push_back(merge);
      Join(best->first, best->second);
    }
    entities_.entity_of = found ? *found : NumberedLabels();
    for (const std::uint32_t label : entities_.entity_of) {
      entities_.count = std::max(entities_.count, label + 1);
    }
    return entities_;
  }

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  // Clusters stay ordered by their lowest case, which stands first.
  Merge MergeOf(std::size_t x, std::size_t y) const {
    Merge merge{clusters_[x][0], clusters_[y][0], 0, clusters_[x].size() * clusters_[y].size(), 0};
    for (const std::uint32_t i : clusters_[x]) {
      for (const std::uint32_t j : clusters_[y]) {
        const auto at = evidence_.find(std::minmax(i, j));
        merge.weight_sum += at == evidence_.end() ? parameters_.unseen_weight : at->second.weight;
        if (at != evidence_.end()) merge.passes |= at->second.passes;
      }
    }
    return merge;
  }
  bool Apart(std::size_t x, std::size_t y, bool also_clean) const {
    for (const std::uint32_t i : clusters_[x]) {
      for (const std::uint32_t j : clusters_[y]) {
        if (cannot_.contains(std::minmax(i, j))) return true;
        if (also_clean && scene_.cases[i].source == scene_.cases[j].source &&
            scene_.sources[scene_.cases[i].source].clean) {
          return true;
        }
      }
    }
    return false;
  }
  std::optional<std::pair<std::size_t, std::size_t>> Best() const {
    std::optional<std::pair<std::size_t, std::size_t>> best;
    std::int64_t best_sum = 0, best_pairs = 1;
    for (std::size_t x = 0; x < clusters_.size(); ++x) {
      for (std::size_t y = x + 1; y < clusters_.size(); ++y) {
        const Merge merge = MergeOf(x, y);
        const auto pairs = static_cast<std::int64_t>(merge.pairs);
        if (merge.weight_sum <= parameters_.unseen_weight * pairs || Apart(x, y, true)) continue;
        // Earlier clusters first: ties to the lowest.
        if (best && merge.weight_sum * best_pairs <= best_sum * pairs) continue;
        best = {x, y};
        best_sum = merge.weight_sum;
        best_pairs = pairs;
      }
    }
    return best;
  }
  void MustLink(std::uint32_t left, std::uint32_t right) {
    const auto holds = [&](std::uint32_t i) {
      std::size_t c = 0;
      while (std::count(clusters_[c].begin(), clusters_[c].end(), i) == 0) ++c;
      return c;
    };
    const auto [x, y] = std::minmax({holds(left), holds(right)});
    if (x == y) return;
    if (Apart(x, y, false)) {
      ++entities_.contradictions;
      return;
    }
    Merge merge = MergeOf(x, y);
    merge.weight_sum = static_cast<std::int64_t>(merge.pairs) * kMustLinkWeight;
    entities_.merges.push_back(merge);
    Join(x, y);
  }
  void Join(std::size_t x, std::size_t y) {
    clusters_[x].insert(clusters_[x].end(), clusters_[y].begin(), clusters_[y].end());
    clusters_.erase(clusters_.begin() + static_cast<std::ptrdiff_t>(y));
  }
  Labels NumberedLabels() const {
    Labels labels(scene_.cases.size());
    for (std::uint32_t c = 0; c < clusters_.size(); ++c) {
      for (const std::uint32_t i : clusters_[c]) labels[i] = c;
    }
    return labels;
  }

  const Scene& scene_;
  const ClusterParameters parameters_;
  std::map<Pair, Evidence> evidence_;
  std::set<Pair> must_, cannot_;
  std::vector<std::vector<std::uint32_t>> clusters_;
  Entities entities_;
};

Entities SlowCluster(Scene scene, const ClusterParameters& parameters) {
  const Entities first = SlowClusters(scene, parameters).Run();
  const std::int32_t shift =
      *CompetitionShift(scene.cases, scene.sources, EvidenceInMemory(scene.evidence), first);
  if (shift == 0) return first;
  for (Evidence& row : scene.evidence) {
    if (BothClean(scene.cases, scene.sources, row)) row.weight += shift;
  }
  Entities second = SlowClusters(scene, parameters).Run();
  second.competition_shift = shift;
  return second;
}

// Groups of cases may come in another order.
std::vector<Merge> Sorted(std::vector<Merge> merges) {
  std::sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
    return std::tie(a.left, a.right, a.pairs) < std::tie(b.left, b.right, b.pairs);
  });
  return merges;
}

Entities RunCluster(const Scene& scene, const ClusterParameters& parameters = {}) {
  return Cluster(scene.cases, scene.sources, scene.evidence, parameters, scene.constraints);
}

RC_GTEST_PROP(ClusterProperty, SameAsTheDefinition, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(1, 18),
                          *rc::gen::inRange<std::size_t>(0, 60), seed % 2 == 0);
  if (seed % 4 < 2) scene.constraints.clear();
  const ClusterParameters parameters = {-5000, *rc::gen::element(-3000, 0, 2000)};
  const Entities fast = RunCluster(scene, parameters), slow = SlowCluster(scene, parameters);
  RC_ASSERT(fast.entity_of == slow.entity_of);
  RC_ASSERT(fast.count == slow.count);
  RC_ASSERT(Sorted(fast.merges) == Sorted(slow.merges));
  RC_ASSERT(Sorted(fast.rejected) == Sorted(slow.rejected));
  RC_ASSERT(fast.contradictions == slow.contradictions);
  RC_ASSERT(fast.competition_shift == slow.competition_shift);
}

RC_GTEST_PROP(ClusterProperty, OrderOfEvidenceAndConstraintsDoesNotMatter, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(2, 200),
                          *rc::gen::inRange<std::size_t>(0, 1000), seed % 2 == 0);
  const Entities first = RunCluster(scene);
  std::mt19937_64 random(seed);
  std::shuffle(scene.evidence.begin(), scene.evidence.end(), random);
  std::shuffle(scene.constraints.begin(), scene.constraints.end(), random);
  for (Constraint& one : scene.constraints) {
    if (random() % 2 == 0) std::swap(one.left, one.right);
  }
  const Entities second = RunCluster(scene);
  RC_ASSERT(first.entity_of == second.entity_of);
  RC_ASSERT(first.merges == second.merges);
  RC_ASSERT(first.rejected == second.rejected);
  RC_ASSERT(first.contradictions == second.contradictions);
}

RC_GTEST_PROP(ClusterProperty, CleanSourcesAndNumberingHold, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Scene scene = MakeScene(seed, *rc::gen::inRange<std::size_t>(1, 300),
                          *rc::gen::inRange<std::size_t>(0, 3000), true);
  scene.constraints.clear();
  const Entities entities = RunCluster(scene);
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
