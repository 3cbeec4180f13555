#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

TEST(UnitePasses, TakesTheMeanAndRemembersThePassesThatSpokeForTheLink) {
  const auto united =
      UnitePasses({{1, 2, 0, 500}, {2, 1, 3, 900}, {0, 5, 1, -100}, {1, 2, 2, -700}});
  ASSERT_EQ(united.size(), 2u);
  EXPECT_EQ(united[0].left, 0u);
  EXPECT_EQ(united[0].right, 5u);
  EXPECT_EQ(united[0].weight, -100);
  EXPECT_EQ(united[0].passes, 0u);
  EXPECT_EQ(united[1].left, 1u);
  EXPECT_EQ(united[1].weight, 233);  // 700 / 3
  EXPECT_EQ(united[1].passes, 0b1001u);
}

TEST(UnitePasses, AWeightOfZeroSpeaksForNothing) {
  const auto united = UnitePasses({{0, 1, 4, 0}, {0, 1, 5, 1}});
  ASSERT_EQ(united.size(), 1u);
  EXPECT_EQ(united[0].weight, 0);
  EXPECT_EQ(united[0].passes, 0b100000u);
}

TEST(UnitePasses, LatePassesShareTheLastBit) {
  const auto united = UnitePasses({{0, 1, 31, 10}, {0, 1, 200, 20}, {0, 1, 30, 30}});
  ASSERT_EQ(united.size(), 1u);
  EXPECT_EQ(united[0].weight, 20);
  EXPECT_EQ(united[0].passes, 0b11u << 30);
}

TEST(UnitePasses, SumsOfLargeWeightsDoNotOverflow) {
  const auto united = UnitePasses({{0, 1, 0, 2'000'000'000}, {0, 1, 1, 2'000'000'000}});
  ASSERT_EQ(united.size(), 1u);
  EXPECT_EQ(united[0].weight, 2'000'000'000);
}

TEST(UnitePasses, ARecordIsNoEvidenceAboutItself) {
  EXPECT_TRUE(UnitePasses({{4, 4, 0, 9000}}).empty());
  EXPECT_TRUE(UnitePasses({}).empty());
}

RC_GTEST_PROP(UnitePassesProperty, SameForEveryOrder, ()) {
  const auto raw = *rc::gen::container<
      std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint8_t, std::int32_t>>>(
      rc::gen::tuple(rc::gen::inRange<std::uint32_t>(0, 6), rc::gen::inRange<std::uint32_t>(0, 6),
                     rc::gen::inRange<std::uint8_t>(0, 8),
                     rc::gen::inRange<std::int32_t>(-9000, 9000)));
  std::vector<PassPair> pairs;
  struct Sum {
    std::int32_t weight = 0, passes = 0;
    std::uint32_t for_the_link = 0;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Sum> expected;
  for (const auto& [left, right, pass, weight] : raw) {
    pairs.push_back({left, right, pass, weight});
    if (left == right) continue;
    Sum& sum = expected[std::minmax(left, right)];
    sum.weight += weight;
    ++sum.passes;
    if (weight > 0) sum.for_the_link |= 1u << pass;
  }
  std::reverse(pairs.begin(), pairs.end());
  const auto united = UnitePasses(pairs);
  RC_ASSERT(united.size() == expected.size());
  auto at = expected.begin();
  for (const Evidence& row : united) {
    RC_ASSERT(std::pair(row.left, row.right) == at->first);
    RC_ASSERT(row.weight == at->second.weight / at->second.passes);
    RC_ASSERT(row.passes == at->second.for_the_link);
    ++at;
  }
}

}  // namespace
}  // namespace onefold::count
