#include "linkage/outcome.h"

#include <gtest/gtest.h>

#include "linkage/schema.h"
#include "tests/linkage/match/items.h"

namespace onefold::linkage {
namespace {

using match::testing::FilterShape;
using match::testing::MakeLayout;

TEST(BlockSizeClass, IsFloorOfLog2) {
  EXPECT_EQ(BlockSizeClass(1), 0u);
  EXPECT_EQ(BlockSizeClass(2), 1u);
  EXPECT_EQ(BlockSizeClass(3), 1u);
  EXPECT_EQ(BlockSizeClass(4), 2u);
  EXPECT_EQ(BlockSizeClass(std::size_t{1} << 40), kBlockSizeClasses - 1);
}

TEST(AgreementLevelOf, CutsAreReachedExactly) {
  const std::vector<std::uint16_t> cuts{999, 500, 250};
  const struct {
    std::uint32_t bits, distance;
    std::size_t level;
  } rows[] = {{512, 0, 0},   {512, 1, 1},   {512, 128, 1}, {512, 129, 2}, {512, 192, 2},
              {512, 193, 3}, {512, 256, 3}, {512, 512, 3}, {4096, 2, 0},  {4096, 3, 1}};
  for (const auto& row : rows) {
    EXPECT_EQ(AgreementLevelOf(row.bits, row.distance, cuts), row.level)
        << row.bits << ' ' << row.distance;
  }
  EXPECT_EQ(AgreementLevelOf(512, 512, {}), 0u) << "one level only";
}

TEST(LevelOf, CutsAreReachedExactly) {
  const std::vector<std::uint16_t> cuts = {1000, 900, 667, 500};
  struct Row {
    std::uint32_t a, b, c;
    std::size_t level;
  };
  const Row rows[] = {
      {10, 10, 10, 0},       {10, 11, 10, 1},        // 952
      {10, 10, 9, 1},                                // 900: the cut itself
      {1000, 1000, 899, 2},                          // 899
      {3, 3, 2, 3},                                  // 666.7 does not reach 667
      {1000, 1000, 667, 2},  {2, 2, 1, 3},           // 500: the cut itself
      {2, 3, 1, 4},          {5, 7, 0, 4},           // below all
      {4096, 4096, 4096, 0}, {4096, 4096, 4095, 1},  // the longest filters
      {4096, 4096, 2048, 3}, {4096, 4096, 2047, 4},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(LevelOf(row.a, row.b, row.c, cuts), row.level)
        << row.a << " " << row.b << " " << row.c;
  }
  EXPECT_EQ(LevelOf(5, 5, 5, {}), 0u) << "one level only";
}

TEST(OutcomeSpace, GroupsOfOneToFourFilters) {
  const std::vector<FilterShape> shapes = {
      {64, {900}},                 // group 0: 3 outcomes
      {64, {900, 500}}, {64, {}},  // group 1: 4 * 2
      {64, {900}},      {64, {900, 800, 700}},
      {64, {900, 500}},  // group 2: 3 * 5 * 4
      {64, {900}},      {64, {900}},
      {64, {900}},      {64, {900, 1}},  // group 3: 3*3*3*4
  };
  const OutcomeSpace space(MakeLayout(shapes, true, {0, 1, 1, 2, 2, 2, 7, 7, 7, 7}));
  ASSERT_TRUE(space.fits);
  ASSERT_EQ(space.groups.size(), 4u);
  const std::uint32_t sizes[] = {3, 8, 60, 108};
  const std::size_t firsts[] = {0, 1, 3, 6};
  std::uint64_t stride = kBlockSizeClasses;
  for (std::size_t g = 0; g < 4; ++g) {
    EXPECT_EQ(space.groups[g].size, sizes[g]);
    EXPECT_EQ(space.groups[g].first_filter, firsts[g]);
    EXPECT_EQ(space.stride[g], stride);
    stride *= sizes[g];
  }
  EXPECT_EQ(space.groups[2].levels, (std::vector<std::uint32_t>{2, 4, 3}));
  EXPECT_EQ(space.groups[2].stride, (std::vector<std::uint32_t>{1, 3, 15}));
}

TEST(OutcomeSpace, EveryPatternComesBack) {
  const OutcomeSpace space(
      MakeLayout({{64, {900}}, {64, {900, 500}}, {64, {800}}, {64, {}}}, true, {0, 1, 1, 2}));
  ASSERT_TRUE(space.fits);
  const OutcomeGroup& pair = space.groups[1];
  std::uint64_t last = 0;
  for (std::uint32_t z = 0; z < space.groups[2].size; ++z) {
    for (std::uint32_t second = 0; second <= pair.levels[1]; ++second) {
      for (std::uint32_t first = 0; first <= pair.levels[0]; ++first) {
        for (std::uint32_t x = 0; x < space.groups[0].size; ++x) {
          const std::uint32_t y = pair.stride[0] * first + pair.stride[1] * second;
          ASSERT_LT(y, pair.size);
          EXPECT_EQ(pair.LevelOf(y, 0), first);
          EXPECT_EQ(pair.LevelOf(y, 1), second);
          EXPECT_EQ(pair.IsMissing(y, 0), first == 3);
          EXPECT_EQ(pair.IsMissing(y, 1), second == 2);
          const std::uint64_t pattern =
              31 + x * space.stride[0] + y * space.stride[1] + z * space.stride[2];
          EXPECT_GT(pattern, last) << "no two are alike";
          last = pattern;
          EXPECT_EQ(pattern % kBlockSizeClasses, 31u);
          EXPECT_EQ(space.OutcomeOf(pattern, 0), x);
          EXPECT_EQ(space.OutcomeOf(pattern, 1), y);
          EXPECT_EQ(space.OutcomeOf(pattern, 2), z);
        }
      }
    }
  }
}

TEST(OutcomeSpace, WhatDoesNotFit) {
  // Patterns: 57 bits are left, two for each filter with three levels.
  std::vector<FilterShape> shapes(28, {64, {900, 500}});
  EXPECT_TRUE(OutcomeSpace(MakeLayout(shapes)).fits);
  shapes.resize(29, {64, {900, 500}});
  EXPECT_FALSE(OutcomeSpace(MakeLayout(shapes)).fits);
  // A group: a million outcomes.
  shapes.resize(9);  // 4^9 = 262,144
  EXPECT_TRUE(OutcomeSpace(MakeLayout(shapes, true, std::vector<std::uint32_t>(9))).fits);
  shapes.resize(10, {64, {900, 500}});
  EXPECT_FALSE(OutcomeSpace(MakeLayout(shapes, true, std::vector<std::uint32_t>(10))).fits);
}

TEST(OutcomeSpace, AGroupIsTiedToTheBlockWhenOneOfItsFiltersIs) {
  auto layout = MakeLayout({{64, {900}}, {64, {900}}, {64, {900}}}, true, {0, 0, 1});
  layout.filters[1].tied_to_block = true;
  const OutcomeSpace space(layout);
  EXPECT_TRUE(space.groups[0].tied_to_block);
  EXPECT_FALSE(space.groups[1].tied_to_block);
}

std::vector<std::string> Tied(const PassLayout& layout) {
  std::vector<std::string> names;
  for (const FilterSlot& slot : layout.filters) {
    if (slot.tied_to_block) names.push_back(slot.name);
  }
  return names;
}

TEST(TiedToBlock, ByTheColumnsThatFieldsAreMadeOf) {
  const std::string text = R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"a","type":"name"},{"name":"b","type":"name"},{"name":"c","type":"date"},
              {"name":"d","type":"code"},
              {"name":"ab","type":"name","from":["a","b"]},
              {"name":"year","type":"code","from":[{"field":"c","as":"year"}]}],
    "passes":[{"name":"direct","block":[{"field":"d"}]},
              {"name":"of_a_union","block":[{"field":"a","as":"phonetic"}]},
              {"name":"by_a_union","block":[{"field":"ab"}]},
              {"name":"of_a_part","block":[{"field":"c"}]},
              {"name":"by_a_part","block":[{"field":"year"},{"field":"d"}]},
              {"name":"any_order","block":[{"any_order":[{"field":"a"},{"field":"b"}]}]},
              {"name":"grouped","block":[{"field":"a"}],"compare":[["a","b"],"c",["ab","d"]]},
              {"name":"chosen","block":[{"field":"d"}],"compare":["a","c"]},
              {"name":"joined","block":[{"field":"a"}],"filters":"joined"},
              {"name":"joined_apart","block":[{"field":"d"}],"filters":"joined","compare":["a","c"]}]})";
  const auto schema = ParseLinkageSchema(AsBytes(text));
  ASSERT_TRUE(schema.ok()) << schema.status();
  const auto layouts = PassLayoutsOf(*schema);
  using Names = std::vector<std::string>;
  const std::vector<std::pair<std::string, Names>> expected = {
      {"direct", {"d"}},
      {"of_a_union", {"a", "ab"}},
      {"by_a_union", {"a", "b", "ab"}},
      {"of_a_part", {"c", "year"}},
      {"by_a_part", {"c", "d", "year"}},
      {"any_order", {"a", "b", "ab"}},
      {"grouped", {"a", "b", "ab", "d"}},
      {"chosen", {}},
      {"joined", {"joined"}},
      {"joined_apart", {}},
  };
  ASSERT_EQ(layouts.size(), expected.size());
  for (std::size_t p = 0; p < layouts.size(); ++p) {
    EXPECT_EQ(layouts[p].name, expected[p].first);
    EXPECT_EQ(Tied(layouts[p]), expected[p].second) << layouts[p].name;
  }
}

}  // namespace
}  // namespace onefold::linkage
