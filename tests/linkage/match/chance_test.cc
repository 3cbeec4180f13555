#include "linkage/chance.h"

#include <gtest/gtest.h>

#include "tests/linkage/match/items.h"

namespace onefold::linkage {
namespace {

using Counts = std::vector<OutcomeCount>;

TEST(AddChance, AddsByGroupAndOutcome) {
  ChanceTable sum;
  AddChance(sum, {{{"b"}, {{0, 1}, {2, 5}}}, {{"b", "c"}, {{7, 1}}}});
  AddChance(sum, {{{"a"}, {{1, 3}}}, {{"b"}, {{1, 10}, {2, 6}}}});
  const ChanceTable expected = {
      {{"a"}, {{1, 3}}}, {{"b"}, {{0, 1}, {1, 10}, {2, 11}}}, {{"b", "c"}, {{7, 1}}}};
  EXPECT_EQ(sum, expected);
  AddChance(sum, {});
  EXPECT_EQ(sum, expected);
}

TEST(AddChance, OrderDoesNotMatter) {
  const ChanceTable one = {{{"z"}, {{0, 1}}}, {{"a"}, {{3, 2}, {9, 4}}}};
  const ChanceTable other = {{{"a"}, {{0, 7}, {3, 1}}}};
  ChanceTable there, back;
  AddChance(there, one);
  AddChance(there, other);
  AddChance(back, other);
  AddChance(back, one);
  EXPECT_EQ(there, back);
  EXPECT_EQ(there[0].outcomes, (Counts{{0, 7}, {3, 3}, {9, 4}}));
}

TEST(ChanceOf, ByTheNamesOfAGroupInOrder) {
  // f0 alone: 3 outcomes; f1 and f2 together: 12.
  const PassLayout layout =
      match::testing::MakeLayout({{64, {900}}, {64, {900, 500}}, {64, {900}}}, true, {0, 1, 1});
  const OutcomeSpace space(layout);
  const Counts single = {{0, 4}, {2, 5}}, joint = {{0, 1}, {11, 9}};
  using Rows = std::vector<Counts>;
  EXPECT_EQ(ChanceOf({{{"f0"}, single}, {{"f1", "f2"}, joint}}, layout, space),
            (Rows{single, joint}));
  EXPECT_EQ(ChanceOf({{{"f1", "f2"}, joint}}, layout, space), (Rows{{}, joint}));
  EXPECT_EQ(ChanceOf({}, layout, space), (Rows{{}, {}}));
  for (const std::vector<std::string>& names : std::vector<std::vector<std::string>>{
           {"f2", "f1"}, {"f1"}, {"f1", "f2", "f3"}, {"f1", "x"}}) {
    EXPECT_EQ(ChanceOf({{names, {{0, 1}}}}, layout, space), (Rows{{}, {}}));
  }
}

TEST(ChanceOf, AnOutcomeThatTheGroupCannotHaveMakesItUnknown) {
  const PassLayout layout = match::testing::MakeLayout({{64, {900}}, {64, {900}}});
  const OutcomeSpace space(layout);
  const auto counts =
      ChanceOf({{{"f0"}, {{0, 4}, {3, 1}}}, {{"f1"}, {{0, 4}, {2, 1}}}}, layout, space);
  EXPECT_TRUE(counts[0].empty()) << "outcomes are 0, 1 and 2";
  EXPECT_EQ(counts[1], (Counts{{0, 4}, {2, 1}}));
}

}  // namespace
}  // namespace onefold::linkage
