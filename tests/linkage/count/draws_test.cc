#include "linkage/count/draws.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <tuple>

#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

constexpr std::int64_t kSure = 40'000;

// Sources a, b and c. `links` persons are on a and b, `singles` more on each of the three alone.
struct World {
  std::vector<CaseRef> cases;
  std::vector<Source> sources = {{"a"}, {"b"}, {"c"}};
  Entities entities;

  World(std::uint32_t links, std::uint32_t singles, std::int64_t weight, std::uint32_t passes) {
    std::vector<std::uint16_t> sources_of;
    for (std::uint32_t i = 0; i < links; ++i) {
      sources_of.insert(sources_of.end(), {0, 1});
      entities.merges.push_back({2 * i, 2 * i + 1, weight, 1, passes});
      entities.entity_of.insert(entities.entity_of.end(), {i, i});
    }
    entities.count = links;
    for (std::uint32_t i = 0; i < 3 * singles; ++i) {
      sources_of.push_back(static_cast<std::uint16_t>(i % 3));
      entities.entity_of.push_back(entities.count++);
    }
    cases = Cases(sources_of);
  }
  Draws Draw(const UnseenMerges& unseen = {}) const {
    // All of the last stratum that has merges.
    auto strata = EstimateUnseenBySource(cases, sources, entities);
    std::size_t last = 0;
    for (std::size_t s = 0; s < strata.size(); ++s) {
      if (strata[s].unseen.passes > 0) last = s;
      strata[s].unseen = {};
    }
    strata[last].unseen = unseen;
    return DrawLinkages(cases, sources, entities, strata);
  }
};

// Exactly so many in every draw.
UnseenMerges Always(double count) { return {count, count, count, 0, 2}; }

std::set<std::uint64_t> Values(const Draws& draws) {
  return {draws.persons.begin(), draws.persons.end()};
}

TEST(DrawLinkages, IsDeterministic) {
  const World world(200, 50, 500, 0b1);
  const UnseenMerges unseen{5, 10, 30, 4, 2};
  const Draws one = world.Draw(unseen), other = world.Draw(unseen);
  EXPECT_EQ(one.persons.size(), kDraws);
  EXPECT_EQ(one.persons, other.persons);
  EXPECT_EQ(one.by_history, other.by_history);
  EXPECT_GT(Values(one).size(), 20u);  // and yet no two draws need be the same
}

// Handles are random: the same records submitted again get others, and stand in another order.
TEST(DrawLinkages, WhatRecordsAreCalledChangesNothing) {
  std::mt19937_64 random(7);
  constexpr std::uint32_t kRecords = 900;
  std::vector<std::uint16_t> sources_of;
  for (std::uint32_t i = 0; i < kRecords; ++i) {
    sources_of.push_back(static_cast<std::uint16_t>(random() % 3));
  }
  std::vector<Evidence> evidence;
  for (std::uint32_t i = 0; i < kRecords; ++i) {
    for (std::uint32_t j = i + 1; j < std::min(i / 4 * 4 + 4, kRecords); ++j) {
      evidence.push_back({i, j, static_cast<std::int32_t>(random() % 20'000) - 8'000,
                          static_cast<std::uint32_t>(random() % 8)});
    }
  }
  const std::vector<Source> sources = {{"a"}, {"b", true}, {"c"}};
  std::vector<std::uint32_t> number(kRecords);
  std::iota(number.begin(), number.end(), 0u);
  Draws first;
  for (int run = 0; run < 4; ++run) {
    std::vector<std::uint16_t> renumbered(kRecords);
    std::vector<Evidence> pairs = evidence;
    for (std::uint32_t i = 0; i < kRecords; ++i) renumbered[number[i]] = sources_of[i];
    for (Evidence& pair : pairs) {
      std::tie(pair.left, pair.right) = std::minmax(number[pair.left], number[pair.right]);
    }
    std::sort(pairs.begin(), pairs.end(), [](const Evidence& a, const Evidence& b) {
      return std::pair(a.left, a.right) < std::pair(b.left, b.right);
    });
    const std::vector<CaseRef> cases = Cases(renumbered);
    const Entities entities = Cluster(cases, sources, pairs, {});
    const Draws draws =
        DrawLinkages(cases, sources, entities, EstimateUnseenBySource(cases, sources, entities));
    if (run == 0) first = draws;
    EXPECT_EQ(draws.persons, first.persons);
    EXPECT_TRUE(draws.by_history == first.by_history);
    std::shuffle(number.begin(), number.end(), random);
  }
  EXPECT_GT(Values(first).size(), 20u);
}

TEST(DrawLinkages, EveryPersonHasOneHistory) {
  World world(200, 50, 500, 0b1);
  world.entities.rejected = {{400, 401, -200, 1, 0}, {0, 402, -900, 1, 0}};
  const Draws draws = world.Draw({5, 10, 30, 4, 2});
  ASSERT_EQ(draws.by_history.size(), kDraws);
  for (std::size_t d = 0; d < kDraws; ++d) {
    std::uint64_t sum = 0;
    for (const auto& [history, persons] : draws.by_history[d]) {
      EXPECT_NE(history, 0u);
      EXPECT_GT(persons, 0u);
      sum += persons;
    }
    EXPECT_EQ(sum, draws.persons[d]);
  }
}

TEST(DrawLinkages, SureMergesNeverChange) {
  const Draws sure = World(500, 20, 20'000, 0b11).Draw();
  EXPECT_EQ(Values(sure), (std::set<std::uint64_t>{560}));
  for (const auto& by_history : sure.by_history) {
    EXPECT_EQ(by_history, (std::map<std::uint32_t, std::uint64_t>{
                              {0b1, 20}, {0b10, 20}, {0b11, 500}, {0b100, 20}}));
  }
  EXPECT_GT(Values(World(500, 20, 5'000, 0b11).Draw()).size(), 1u);
}

TEST(DrawLinkages, MergesAreKeptAboutAsOftenAsTheyAreRight) {
  const Draws draws = World(1'000, 0, 0, 0b11).Draw();
  double sum = 0;
  for (const std::uint64_t persons : draws.persons) sum += static_cast<double>(persons);
  EXPECT_NEAR(sum / kDraws, 1'500, 40);
}

TEST(DrawLinkages, RejectedMergesAreMadeByTheirProbability) {
  World world(0, 2, 0, 0);
  world.entities.rejected = {{0, 1, 60'000, 1, 0}};
  EXPECT_EQ(Values(world.Draw()), (std::set<std::uint64_t>{5}));
  world.entities.rejected = {{0, 1, -60'000, 1, 0}};
  EXPECT_EQ(Values(world.Draw()), (std::set<std::uint64_t>{6}));
  world.entities.rejected = {{0, 1, -500, 1, 0}};
  EXPECT_EQ(Values(world.Draw()), (std::set<std::uint64_t>{5, 6}));
}

TEST(DrawLinkages, UnseenMergesJoinWhatRarelySeenOnesJoined) {
  // Those that rest on one pass join a and b: so do the unseen ones, and c is left alone.
  const Draws draws = World(100, 30, kSure, 0b1).Draw(Always(10));
  for (const auto& by_history : draws.by_history) {
    EXPECT_EQ(by_history, (std::map<std::uint32_t, std::uint64_t>{
                              {0b1, 20}, {0b10, 20}, {0b11, 110}, {0b100, 30}}));
  }
}

TEST(DrawLinkages, OftenSeenMergesAreNoModelForUnseenOnes) {
  World world(100, 30, kSure, 0b1111);
  // 25 more merges join c and c, and rest on one pass.
  for (std::uint32_t i = 0; i < 25; ++i) {
    const auto next = static_cast<std::uint32_t>(world.cases.size());
    for (int twice = 0; twice < 2; ++twice) {
      CaseRef one;
      one.source = 2;
      world.cases.push_back(one);
      world.entities.entity_of.push_back(world.entities.count);
    }
    ++world.entities.count;
    world.entities.merges.push_back({next, next + 1, kSure, 1, 0b1});
  }
  for (const auto& by_history : world.Draw(Always(10)).by_history) {
    EXPECT_EQ(by_history, (std::map<std::uint32_t, std::uint64_t>{
                              {0b1, 30}, {0b10, 30}, {0b11, 100}, {0b100, 45}}));
  }
}

TEST(DrawLinkages, NoMoreUnseenMergesThanThereAreRecordsToJoin) {
  const World world(100, 30, kSure, 0b1);
  EXPECT_EQ(Values(world.Draw(Always(31))), (std::set<std::uint64_t>{160}));
  EXPECT_EQ(Values(world.Draw(Always(1e12))), (std::set<std::uint64_t>{160}));
  EXPECT_EQ(Values(World(0, 30, kSure, 0).Draw(Always(5))), (std::set<std::uint64_t>{90}));
}

TEST(DrawLinkages, UnseenCountsSpreadFromLeastToMost) {
  auto persons = World(200, 100, kSure, 0b1).Draw({10, 20, 60, 0, 2}).persons;
  std::sort(persons.begin(), persons.end());
  EXPECT_NEAR(static_cast<double>(persons[kDraws / 40]), 500 - 60, 4);
  EXPECT_NEAR(static_cast<double>(persons[kDraws / 2]), 500 - 20, 2);
  EXPECT_NEAR(static_cast<double>(persons[kDraws - kDraws / 40]), 500 - 10, 2);
}

TEST(DrawLinkages, BeyondThirtyTwoSourcesHistoriesAreLeftOut) {
  World world(100, 30, kSure, 0b1);
  world.sources.resize(33);
  const Draws draws = world.Draw(Always(10));
  EXPECT_TRUE(draws.by_history.empty());
  EXPECT_EQ(Values(draws), (std::set<std::uint64_t>{180}));
}

}  // namespace
}  // namespace onefold::count
