#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <set>

#include "linkage/count/count.h"
#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

struct World {
  std::vector<CaseRef> cases;
  std::vector<Source> sources;
  Entities entities;
};

// Two lists of n records each; the first `links` persons are on both, with merges of the given
// weight that three passes showed.
World TwoLists(std::uint32_t n, std::uint32_t links, std::int32_t weight, bool clean = true) {
  World world;
  world.sources = {{"a", clean, SourceType::kState}, {"b", clean, SourceType::kNgo}};
  std::vector<std::uint16_t> sources_of;
  for (std::uint32_t i = 0; i < 2 * n; ++i) {
    sources_of.push_back(static_cast<std::uint16_t>(i / n));
    world.entities.entity_of.push_back(i < n ? i : i - n < links ? i - n : i - links);
  }
  world.cases = Cases(sources_of);
  world.entities.count = 2 * n - links;
  for (std::uint32_t i = 0; i < links; ++i) {
    world.entities.merges.push_back({i, n + i, weight, 1, 0b111});
  }
  return world;
}

// Persons that are on one list only, and might be one.
void Reject(World& world, std::uint32_t links, std::uint32_t count, std::int32_t weight) {
  const auto n = static_cast<std::uint32_t>(world.cases.size() / 2);
  for (std::uint32_t i = links; i < links + count; ++i) {
    world.entities.rejected.push_back({i, n + i, weight, 1, 0});
  }
}

UniqueEstimate Estimate(const World& world) {
  return EstimateUnique(world.cases, world.sources, world.entities);
}

TEST(EstimateUnique, SureLinksGiveTheEntities) {
  const auto estimate = Estimate(TwoLists(1000, 600, 40'000));
  EXPECT_EQ(estimate.records, 2000u);
  EXPECT_EQ(estimate.entities, 1400u);
  EXPECT_EQ(estimate.estimate, 1400u);
  EXPECT_EQ(estimate.low, 1400u);
  EXPECT_EQ(estimate.high, 1400u);
  EXPECT_EQ(estimate.refusal, "");
  EXPECT_NEAR(estimate.separation, 1, 1e-9);
}

TEST(EstimateUnique, KeepsStructuresForWhatIsComputedFromAllHistories) {
  const auto sure = Estimate(TwoLists(1000, 600, 40'000));
  ASSERT_EQ(sure.drawn.size(), kKeptDraws);
  using Histories = std::map<std::uint32_t, std::uint64_t>;
  for (const auto& draw : sure.drawn) EXPECT_EQ(draw, (Histories{{1, 400}, {2, 400}, {3, 600}}));
  const auto doubtful = Estimate(TwoLists(1000, 600, 3'000));
  std::set<std::uint64_t> linked;
  for (const auto& draw : doubtful.drawn) {
    linked.insert(draw.at(3));
    EXPECT_EQ(draw.at(1) + draw.at(3), 1000u);
  }
  EXPECT_GT(linked.size(), 10u);
}

TEST(EstimateUnique, DoubtfulLinksRaiseTheNumber) {
  const auto sure = Estimate(TwoLists(1000, 600, 40'000));
  const auto doubtful = Estimate(TwoLists(1000, 600, 2'000));
  EXPECT_GT(doubtful.estimate, sure.estimate + 50);
  EXPECT_NEAR(doubtful.false_merges, 120, 1e-6);  // 600 * 1 / 5
  EXPECT_NEAR(doubtful.separation, 1 - 120.0 / static_cast<double>(doubtful.estimate), 1e-9);
  EXPECT_GT(doubtful.high - doubtful.low, 50u);
  EXPECT_EQ(doubtful.refusal, "");
}

TEST(EstimateUnique, RejectedMergesLowerIt) {
  World world = TwoLists(1000, 600, 40'000);
  Reject(world, 600, 200, -1'000);
  const auto estimate = Estimate(world);
  EXPECT_NEAR(estimate.missed_merges, 200.0 / 3, 1e-6);
  EXPECT_LT(estimate.estimate, 1370u);
  EXPECT_LT(estimate.low, estimate.estimate);
}

TEST(EstimateUnique, RarelySeenLinksSuggestUnseenOnes) {
  World world = TwoLists(1000, 600, 40'000);
  for (std::size_t i = 0; i < 60; ++i) world.entities.merges[i].passes = i < 40 ? 0b1 : 0b11;
  const auto estimate = Estimate(world);
  EXPECT_NEAR(estimate.missed_by_blocking, 1.75 * 40 * 39 / (2 * 21) * 2 / 3, 1e-6);
  EXPECT_NEAR(static_cast<double>(estimate.estimate), 1400 - 43, 2);
  // Sampling, and whether 74 or 25 are unseen, add up.
  EXPECT_NEAR(static_cast<double>(estimate.low), 1400 - 43 - 2 * std::hypot(27.8, 15.5), 5);
  EXPECT_LE(estimate.high, 1400u);
}

TEST(EstimateUnique, NothingIsNothing) {
  const auto estimate = EstimateUnique({}, {}, {});
  EXPECT_EQ(estimate.estimate, 0u);
  EXPECT_EQ(estimate.high, 0u);
  EXPECT_EQ(estimate.refusal, "");
}

// --- Refusals: low and high are then the hard bounds, one clean list and all records.

void ExpectRefusal(const World& world, const std::string& refusal) {
  const auto estimate = Estimate(world);
  EXPECT_EQ(estimate.refusal, refusal);
  EXPECT_EQ(estimate.low, world.cases.size() / 2);
  EXPECT_EQ(estimate.high, world.cases.size());
  EXPECT_LE(estimate.low, estimate.estimate);
  EXPECT_LE(estimate.estimate, estimate.high);
}

TEST(Refusal, OnePassAlone) {
  World world = TwoLists(100, 60, 40'000);
  for (Merge& merge : world.entities.merges) merge.passes = 0b100;
  ExpectRefusal(world, "one pass alone cannot say which links it misses");
  world.entities.merges[0].passes = 0b110;
  EXPECT_EQ(Estimate(world).refusal, "too many links rest on a single pass");
  EXPECT_EQ(Estimate(TwoLists(100, 0, 0)).refusal, "");  // no link at all: nothing to miss
}

TEST(Refusal, ScoresThatOverlap) {
  World world = TwoLists(1000, 500, 0);
  Reject(world, 500, 500, 0);
  // 250 false and 250 missed merges of about 1500 persons.
  EXPECT_EQ(Estimate(world).refusal, "");
  // The same two lists, but every doubtful pair has three more rivals.
  for (int rival = 1; rival <= 3; ++rival) Reject(world, 500, 500, 0);
  ExpectRefusal(world, "the scores of links and of chance agreements overlap");
}

TEST(Refusal, TooManyLinksOnASinglePass) {
  World world = TwoLists(1000, 600, 40'000);
  for (std::size_t i = 0; i < 600; ++i) world.entities.merges[i].passes = i < 300 ? 0b1 : 0b10;
  ExpectRefusal(world, "too many links rest on a single pass");
}

// --- Cells of the same draws.

RC_GTEST_PROP(EstimateUniqueProperty, CellsOfCertainDataAreThoseOfTheTally, ()) {
  World world;
  std::uint32_t with_type = 0;
  for (std::uint32_t s = 0, n = *rc::gen::inRange(1u, 6u); s < n; ++s) {
    const auto type = *rc::gen::element(SourceType::kState, SourceType::kNgo, SourceType::kOther);
    world.sources.push_back({std::string(1, static_cast<char>('a' + s)), false, type});
    if (type != SourceType::kOther) with_type |= 1u << s;
  }
  std::vector<std::uint16_t> sources_of;
  for (std::uint32_t p = 0, n = *rc::gen::inRange(1u, 40u); p < n; ++p) {
    const auto first = static_cast<std::uint32_t>(sources_of.size());
    for (std::uint32_t r = 0, records = *rc::gen::inRange(1u, 5u); r < records; ++r) {
      if (r > 0) {
        world.entities.merges.push_back({first, first + r, std::int64_t{r} * 40'000, r, 0b111});
      }
      sources_of.push_back(
          *rc::gen::inRange<std::uint16_t>(0, static_cast<std::uint16_t>(world.sources.size())));
      world.entities.entity_of.push_back(p);
    }
    world.entities.count = p + 1;
  }
  world.cases = Cases(sources_of);
  const auto estimate = Estimate(world);
  const auto tally = TallyEntities(world.cases, world.sources, world.entities,
                                   std::vector<std::uint64_t>(world.sources.size()));
  RC_ASSERT(tally.ok());
  const auto exactly = [](std::uint64_t count) { return Interval{count, count, count}; };
  RC_ASSERT(estimate.estimate == tally->unique);
  for (std::size_t s = 0; s < world.sources.size(); ++s) {
    RC_ASSERT(estimate.by_source[s] == exactly(tally->unique_by_source[s]));
    RC_ASSERT(estimate.only_this_source[s] == exactly(tally->only_this_source[s]));
  }
  RC_ASSERT(estimate.by_history.size() == tally->persons_by_history.size());
  auto at = estimate.by_history.begin();
  std::uint64_t others = 0;
  for (const auto& [history, persons] : tally->persons_by_history) {
    RC_ASSERT(at->history == history);
    RC_ASSERT(at->persons == exactly(persons));
    if ((history & with_type) == 0) others += persons;
    ++at;
  }
  RC_ASSERT(estimate.state_only.estimate + estimate.ngo_only.estimate + estimate.both.estimate +
                others ==
            tally->unique);
}

TEST(EstimateUnique, StateByNgo) {
  const auto sure = Estimate(TwoLists(1000, 600, 40'000));
  EXPECT_EQ(sure.state_only, (Interval{400, 400, 400}));
  EXPECT_EQ(sure.ngo_only, (Interval{400, 400, 400}));
  EXPECT_EQ(sure.both, (Interval{600, 600, 600}));
}

TEST(EstimateUnique, CellsOfDoubtfulDataMoveTogether) {
  World world = TwoLists(1000, 600, 3'000);
  Reject(world, 600, 200, -2'000);
  const auto estimate = Estimate(world);
  // Clean lists: the persons of each are its records, whatever is drawn.
  EXPECT_EQ(estimate.by_source[0], (Interval{1000, 1000, 1000}));
  EXPECT_EQ(estimate.by_source[1], (Interval{1000, 1000, 1000}));
  // And a person fewer is a person more on both.
  EXPECT_EQ(estimate.both.high + estimate.low, 2000u);
  EXPECT_EQ(estimate.both.low + estimate.high, 2000u);
  EXPECT_GT(estimate.high, estimate.low + 50);
}

TEST(EstimateUnique, BeyondThirtyTwoSourcesCellsAreLeftOut) {
  World world = TwoLists(100, 60, 40'000);
  world.sources.resize(33);
  const auto estimate = Estimate(world);
  EXPECT_EQ(estimate.estimate, 140u);
  EXPECT_TRUE(estimate.by_source.empty());
  EXPECT_TRUE(estimate.by_history.empty());
}

RC_GTEST_PROP(EstimateUniqueProperty, StaysWithinTheHardBounds, ()) {
  const auto n = *rc::gen::inRange<std::uint32_t>(1, 200);
  const auto links = *rc::gen::inRange<std::uint32_t>(0, n + 1);
  const bool clean = *rc::gen::arbitrary<bool>();
  World world = TwoLists(n, links, 0, clean);
  for (Merge& merge : world.entities.merges) {
    merge.weight_sum = *rc::gen::inRange(-40'000, 40'000);
    merge.passes = *rc::gen::inRange(0u, 16u);
  }
  Reject(world, links, n - links, 0);
  for (Merge& merge : world.entities.rejected) {
    merge.weight_sum = *rc::gen::inRange(-9'000, 3'000);
  }
  const auto estimate = Estimate(world);
  RC_ASSERT(estimate.low >= (clean ? n : 1));
  RC_ASSERT(estimate.low <= estimate.estimate);
  RC_ASSERT(estimate.estimate <= estimate.high);
  RC_ASSERT(estimate.high <= 2 * n);
  RC_ASSERT(estimate.separation >= 0 && estimate.separation <= 1);
}

}  // namespace
}  // namespace onefold::count
