#include "linkage/count/unseen.h"

#include <gtest/gtest.h>

#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

constexpr std::int64_t kSure = 40'000;

std::vector<Merge> Merges(std::size_t count, std::int64_t weight, std::uint32_t passes) {
  return std::vector<Merge>(count, Merge{0, 1, weight, 1, passes});
}

std::vector<Merge> operator+(std::vector<Merge> a, const std::vector<Merge>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(ProbabilityOf, IsThatOfTheMeanWeight) {
  EXPECT_DOUBLE_EQ(ProbabilityOf({0, 1, 0, 1, 0}), 0.5);
  EXPECT_NEAR(ProbabilityOf({0, 1, 1'000, 1, 0}), 2.0 / 3, 1e-9);
  EXPECT_NEAR(ProbabilityOf({0, 1, -12'000, 6, 0}), 0.2, 1e-9);
}

TEST(EstimateUnseen, SameAsByHand) {
  // f1 = 40, f2 = 20, three passes.
  const auto unseen = EstimateUnseen(Merges(30, kSure, 0b1) + Merges(10, kSure, 0b100) +
                                     Merges(20, kSure, 0b11) + Merges(500, kSure, 0b111));
  EXPECT_EQ(unseen.passes, 3u);
  EXPECT_NEAR(unseen.least, 24.761905, 1e-6);   // 40 * 39 / (2 * 21) * 2 / 3
  EXPECT_NEAR(unseen.likely, 43.333333, 1e-6);  // 1.75 times that
  EXPECT_NEAR(unseen.most, 74.285714, 1e-6);    // 3 times that, more than 40 * 2 / 3
  EXPECT_NEAR(unseen.sd, 27.798406, 1e-4);
}

TEST(EstimateUnseen, TheJackknifeIsTheMostWhenFewRestOnOnePass) {
  // f1 = 10, f2 = 100, five passes.
  const auto unseen =
      EstimateUnseen(Merges(10, kSure, 0b1) + Merges(100, kSure, 0b11) + Merges(1, kSure, 0b11111));
  EXPECT_EQ(unseen.passes, 5u);
  EXPECT_NEAR(unseen.least, 0.356436, 1e-6);  // 10 * 9 / (2 * 101) * 4 / 5
  EXPECT_NEAR(unseen.likely, 0.623762, 1e-6);
  EXPECT_NEAR(unseen.most, 8, 1e-6);  // 10 * 4 / 5
}

TEST(EstimateUnseen, DoubtfulMergesCountByHowSureTheyAre) {
  // f1 = 40 / 2, f2 = 30 / 3.
  const auto unseen = EstimateUnseen(Merges(40, 0, 0b1) + Merges(30, -1'000, 0b110));
  EXPECT_NEAR(unseen.least, 20.0 * 19 / 22 * 2 / 3, 1e-6);
}

TEST(EstimateUnseen, NothingIsMissingWhenAllWereSeenOften) {
  const auto unseen = EstimateUnseen(Merges(100, kSure, 0b111));
  EXPECT_EQ(unseen.likely, 0);
  EXPECT_EQ(unseen.most, 0);
  EXPECT_EQ(unseen.sd, 0);
}

TEST(EstimateUnseen, OnePassSaysNothing) {
  const auto unseen = EstimateUnseen(Merges(100, kSure, 0b1000));
  EXPECT_EQ(unseen.passes, 1u);
  EXPECT_EQ(unseen.most, 0);
  EXPECT_EQ(EstimateUnseen({}).passes, 0u);
}

TEST(EstimateUnseen, AtMostOneSeenOnceSaysNothingIsMissing) {
  EXPECT_EQ(EstimateUnseen(Merges(1, kSure, 0b1) + Merges(50, kSure, 0b110)).least, 0);
}

// Sources a, b and c: two records of a with one of b; one of b with one of c; and two more of c
// that stay alone.
TEST(EstimateUnseenBySource, AMergeCountsForTheSourceOfItsLoneRecord) {
  const std::vector<Source> sources = {{"a"}, {"b"}, {"c"}};
  const std::vector<CaseRef> cases = Cases({0, 0, 1, 1, 2, 2, 2});
  Entities entities;
  entities.entity_of = {0, 0, 0, 1, 1, 2, 3};
  entities.count = 4;
  entities.merges = {{0, 1, kSure, 1, 0b1}, {0, 2, 2 * kSure, 2, 0b10}, {3, 4, kSure, 1, 0b110}};
  const auto strata = EstimateUnseenBySource(cases, sources, entities);
  ASSERT_EQ(strata.size(), 4u);
  // a and a: the person without one of its records of a is still on a, and on b.
  EXPECT_EQ(strata[0].like, (std::vector<Join>{{0b1, 0b11}}));
  EXPECT_EQ(strata[0].unseen.passes, 1u);
  EXPECT_EQ(strata[1].like, (std::vector<Join>{{0b10, 0b1}}));  // b attached to a and a
  EXPECT_EQ(strata[2].like,
            (std::vector<Join>{{0b100, 0b10}}));  // c: more of its records are alone
  EXPECT_EQ(strata[2].unseen.passes, 2u);
  EXPECT_TRUE(strata[3].like.empty());
}

TEST(EstimateUnseenBySource, MergesOfLargerClustersComeLast) {
  const std::vector<Source> sources = {{"a"}, {"b"}};
  Entities entities;
  entities.entity_of = {0, 0, 0, 0};
  entities.count = 1;
  entities.merges = {{0, 1, kSure, 1, 0b1}, {2, 3, kSure, 1, 0b1}, {0, 2, 4 * kSure, 4, 0b11}};
  const auto strata = EstimateUnseenBySource(Cases({0, 0, 1, 1}), sources, entities);
  ASSERT_EQ(strata.size(), 3u);
  EXPECT_EQ(strata[2].like, (std::vector<Join>{{0b1, 0b10}}));
  EXPECT_EQ(strata[2].unseen.passes, 2u);
}

TEST(EstimateUnseenBySource, ExamplesAreThoseThatTheFewestPassesShowed) {
  const std::vector<Source> sources = {{"a"}, {"b"}};
  std::vector<std::uint16_t> sources_of;
  Entities entities;
  for (std::uint32_t i = 0; i < 60; ++i) {
    // The first 30 join a and b and rest on one pass; the others join a and a.
    sources_of.insert(sources_of.end(), {0, static_cast<std::uint16_t>(i < 30)});
    entities.entity_of.insert(entities.entity_of.end(), {i, i});
    entities.merges.push_back({2 * i, 2 * i + 1, kSure, 1, i < 30 ? 0b1u : 0b11u});
  }
  entities.count = 60;
  // As many records of a as of b stay alone, none: the higher number decides.
  const auto strata = EstimateUnseenBySource(Cases(sources_of), sources, entities);
  EXPECT_EQ(strata[1].like, std::vector<Join>(30, {0b10, 0b1}));
  EXPECT_EQ(strata[0].like, std::vector<Join>(30, {0b1, 0b1}));
}

TEST(Sum, OfStrata) {
  const UnseenMerges sum =
      Sum(std::vector<UnseenStratum>{{{1, 2, 5, 3, 2}, {}}, {{2, 3, 7, 4, 5}, {}}});
  EXPECT_EQ(sum.least, 3);
  EXPECT_EQ(sum.likely, 5);
  EXPECT_EQ(sum.most, 12);
  EXPECT_EQ(sum.sd, 5);
  EXPECT_EQ(sum.passes, 5u);
}

}  // namespace
}  // namespace onefold::count
