#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

struct Scene {
  std::vector<CaseRef> cases;
  std::vector<Source> sources;
  Entities entities;
};

// Two lists of n records each; the first `links` persons are on both, with merges of the given
// weight.
Scene TwoLists(std::size_t n, std::size_t links, std::int32_t weight, bool clean = true) {
  Scene run;
  run.sources = {{"a", clean}, {"b", clean}};
  for (std::size_t i = 0; i < 2 * n; ++i) {
    run.cases.push_back({{}, static_cast<std::uint16_t>(i / n)});
    run.entities.entity_of.push_back(static_cast<std::uint32_t>(i < n           ? i
                                                                : i - n < links ? i - n
                                                                                : i - links));
  }
  run.entities.count = static_cast<std::uint32_t>(2 * n - links);
  run.entities.merges.assign(links, {weight, 1, 7});
  return run;
}

UniqueEstimate Estimate(const Scene& run) {
  return EstimateUnique(run.cases, run.sources, run.entities);
}

TEST(EstimateUnique, SureLinksGiveTheEntities) {
  const auto estimate = Estimate(TwoLists(1000, 600, 40'000));
  EXPECT_EQ(estimate.records, 2000u);
  EXPECT_EQ(estimate.entities, 1400u);
  EXPECT_NEAR(static_cast<double>(estimate.estimate), 1400, 2);
  EXPECT_LE(estimate.low, 1400u);
  EXPECT_GE(estimate.high, 1400u);
  EXPECT_LT(estimate.high - estimate.low, 20u);
}

TEST(EstimateUnique, DoubtfulLinksRaiseTheNumber) {
  const auto sure = Estimate(TwoLists(1000, 600, 40'000));
  const auto doubtful = Estimate(TwoLists(1000, 600, 2'000));
  EXPECT_GT(doubtful.estimate, sure.estimate + 50);
  EXPECT_GT(doubtful.false_merges, 50);
  EXPECT_GT(doubtful.high - doubtful.low, sure.high - sure.low);
}

TEST(EstimateUnique, RejectedMergesLowerIt) {
  Scene run = TwoLists(1000, 600, 40'000);
  run.entities.rejected.assign(200, -1'000);
  const auto estimate = Estimate(run);
  EXPECT_GT(estimate.missed_merges, 30);
  EXPECT_LT(estimate.estimate, 1370u);
}

TEST(EstimateUnique, RareSightingsSuggestUnseenLinks) {
  Scene run = TwoLists(1000, 600, 40'000);
  // Both records of 40 persons were seen together by one pass, those of 20 by two, the others by
  // three.
  run.entities.passes_of.assign(2000, 0);
  for (std::size_t i = 0; i < 600; ++i) {
    run.entities.passes_of[i] = run.entities.passes_of[1000 + i] = i < 40   ? 0b1
                                                                   : i < 60 ? 0b11
                                                                            : 0b111;
  }
  const auto estimate = Estimate(run);
  const double alike = 40.0 * 39 / (2 * 21), different = 40.0 * 39 / 21;  // by hand
  EXPECT_NEAR(estimate.missed_by_blocking, (alike + different) / 2, 1e-9);
  EXPECT_GT(estimate.standard_error, Estimate(TwoLists(1000, 600, 40'000)).standard_error + 10);
}

TEST(EstimateUnique, NothingIsNothing) {
  const auto estimate = EstimateUnique({}, {}, {});
  EXPECT_EQ(estimate.estimate, 0u);
  EXPECT_EQ(estimate.high, 0u);
}

RC_GTEST_PROP(EstimateUniqueProperty, StaysWithinTheHardBounds, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 300);
  Scene run = TwoLists(n, *rc::gen::inRange<std::size_t>(0, n + 1), 0, *rc::gen::arbitrary<bool>());
  for (Merge& merge : run.entities.merges) {
    merge.weight_sum = *rc::gen::inRange(-40'000, 40'000);
  }
  run.entities.passes_of =
      *rc::gen::container<std::vector<std::uint32_t>>(2 * n, rc::gen::inRange(0u, 8u));
  run.entities.rejected =
      *rc::gen::container<std::vector<std::int32_t>>(rc::gen::inRange(-9000, 3000));
  const auto estimate = Estimate(run);
  const std::uint64_t largest = run.sources[0].clean ? n : 1;
  RC_ASSERT(estimate.low >= largest);
  RC_ASSERT(estimate.low <= estimate.estimate);
  RC_ASSERT(estimate.estimate <= estimate.high);
  RC_ASSERT(estimate.high <= 2 * n);
}

}  // namespace
}  // namespace onefold::count
