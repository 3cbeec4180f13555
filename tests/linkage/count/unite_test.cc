#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

TEST(UnitePasses, TakesTheMaximumAndRemembersThePasses) {
  const auto united =
      UnitePasses({{1, 2, 0, 500}, {2, 1, 3, 900}, {0, 5, 1, -100}, {1, 2, 2, -700}});
  ASSERT_EQ(united.size(), 2u);
  EXPECT_EQ(united[0].left, 0u);
  EXPECT_EQ(united[0].right, 5u);
  EXPECT_EQ(united[0].weight, -100);
  EXPECT_EQ(united[0].passes, 0b10u);
  EXPECT_EQ(united[1].left, 1u);
  EXPECT_EQ(united[1].weight, 900);
  EXPECT_EQ(united[1].passes, 0b1101u);
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
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<std::int32_t, std::uint32_t>>
      expected;
  for (const auto& [left, right, pass, weight] : raw) {
    pairs.push_back({left, right, pass, weight});
    if (left == right) continue;
    const auto key = std::minmax(left, right);
    auto [at, fresh] = expected.try_emplace({key.first, key.second}, weight, 1u << pass);
    if (!fresh) {
      at->second.first = std::max(at->second.first, weight);
      at->second.second |= 1u << pass;
    }
  }
  std::reverse(pairs.begin(), pairs.end());
  const auto united = UnitePasses(pairs);
  RC_ASSERT(united.size() == expected.size());
  auto at = expected.begin();
  for (const Evidence& row : united) {
    RC_ASSERT(std::pair(row.left, row.right) == at->first);
    RC_ASSERT(std::pair(row.weight, row.passes) == at->second);
    ++at;
  }
}

}  // namespace
}  // namespace onefold::count
