#include "linkage/match/block.h"

#include <gtest/gtest.h>

#include <set>

#include "linkage/match/compare.h"
#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using testing::Item;
using testing::MakeItem;
using testing::MakeLayout;

TEST(CanonicalItems, AscendBySealedPseudonymThenSource) {
  const auto layout = MakeLayout({{64, {500}}});
  const Bytes first = testing::Join({MakeItem(layout, 1, 9), MakeItem(layout, 1, 3)});
  const Bytes second = testing::Join({MakeItem(layout, 1, 5), MakeItem(layout, 1, 3)});
  const std::vector<ItemBuffer> buffers = {{1, first}, {0, second}};
  const auto items = CanonicalItems(layout, buffers);
  ASSERT_TRUE(items.ok());
  std::vector<std::pair<std::uint64_t, int>> order;
  for (const ItemRef& item : *items) order.push_back({testing::PseudonymOf(item), item.source});
  EXPECT_EQ(order, (std::vector<std::pair<std::uint64_t, int>>{{3, 0}, {3, 1}, {5, 0}, {9, 1}}));
}

TEST(CanonicalItems, RefusesHalfAnItem) {
  const auto layout = MakeLayout({{64, {500}}});
  const Bytes buffer(layout.item_bytes + 1);
  const ItemBuffer one{0, buffer};
  EXPECT_EQ(CanonicalItems(layout, std::span(&one, 1)).status().code(),
            StatusCode::kInvalidArgument);
}

Blocks BlocksOfSizes(const std::vector<std::size_t>& sizes, Bytes& buffer) {
  const auto layout = MakeLayout({{64, {500}}});
  std::vector<Item> items;
  for (std::size_t b = 0; b < sizes.size(); ++b) {
    for (std::size_t i = 0; i < sizes[b]; ++i) items.push_back(MakeItem(layout, b, items.size()));
  }
  buffer = testing::Join(items);
  const ItemBuffer one{0, buffer};
  return GroupByToken(*CanonicalItems(layout, std::span(&one, 1)));
}

TEST(GroupByToken, ListsBlocksOfTwoOrMore) {
  Bytes buffer;
  const Blocks blocks = BlocksOfSizes({1, 3, 1, 2}, buffer);
  EXPECT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks.singles, 2u);
  EXPECT_EQ(blocks.pairs, 3u + 1u);
  EXPECT_EQ(blocks.block(0).size(), 3u);
  EXPECT_EQ(blocks.block(1).size(), 2u);
}

TEST(GroupByToken, NothingFromNothing) {
  const Blocks blocks = GroupByToken({});
  EXPECT_EQ(blocks.size(), 0u);
  EXPECT_TRUE(CutIntoPieces(blocks, 10).empty());
}

TEST(CutIntoPieces, CoversEveryRowOnce) {
  Bytes buffer;
  const Blocks blocks = BlocksOfSizes({2, 40, 2, 2, 2, 700, 1, 3}, buffer);
  for (const std::uint64_t size : {1u, 5u, 100u, 100'000u}) {
    std::set<std::pair<std::size_t, std::size_t>> rows;
    for (const BlockRange& piece : CutIntoPieces(blocks, size)) {
      ASSERT_LT(piece.block, piece.block_end);
      for (std::size_t b = piece.block; b < piece.block_end; ++b) {
        const bool one = piece.block_end == piece.block + 1;
        const std::size_t begin = one ? piece.row_begin : 0;
        const std::size_t end = one ? piece.row_end : blocks.block(b).size() - 1;
        for (std::size_t r = begin; r < end; ++r) EXPECT_TRUE(rows.insert({b, r}).second);
      }
    }
    std::size_t expected = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) expected += blocks.block(b).size() - 1;
    EXPECT_EQ(rows.size(), expected) << size;
  }
}

TEST(CutIntoPieces, CutsALargeBlock) {
  Bytes buffer;
  EXPECT_GT(CutIntoPieces(BlocksOfSizes({700}, buffer), 1000).size(), 3u);
}

struct LevelRow {
  const char* name;
  std::uint32_t a, b, c;
  std::size_t level;
};

TEST(LevelOf, CutsAreExact) {
  const std::vector<std::uint16_t> cuts = {1000, 800, 500};
  const LevelRow rows[] = {
      {"equal sets", 10, 10, 10, 0},     {"one bit short of equal", 1000, 1000, 999, 1},
      {"exactly .8", 10, 10, 8, 1},      {"just below .8", 1000, 1001, 800, 2},
      {"exactly .5", 3, 5, 2, 2},        {"below all", 3, 5, 1, 3},
      {"nothing in common", 5, 5, 0, 3},
  };
  for (const LevelRow& row : rows)
    EXPECT_EQ(LevelOf(row.a, row.b, row.c, cuts), row.level) << row.name;
}

TEST(PackedBlock, ScoresLevelsAndMissing) {
  const auto layout = MakeLayout({{64, {1000, 500}}, {128, {1000}}});
  std::mt19937_64 random(3);
  Item a = MakeItem(layout, 0, 0);
  for (std::size_t bit = 22; bit < 42; ++bit) testing::SetBit(a, layout.filters[0], bit);
  testing::FillFilter(a, layout.filters[1], 30, random);
  Item same = a, empty = a, half = a;
  testing::ClearFilter(empty, layout.filters[0]);
  for (std::size_t i = 4; i < 8; ++i) half[layout.filters[0].offset_bytes + i] = 0;
  testing::ClearFilter(half, layout.filters[1]);
  testing::SetBit(half, layout.filters[1], 0);
  const Bytes buffer = testing::Join({a, same, empty, half});
  std::vector<ItemRef> items;
  for (std::size_t i = 0; i < 4; ++i) items.push_back({0, buffer.data() + i * layout.item_bytes});
  const std::vector<std::uint32_t> members = {0, 1, 2, 3};
  const Terms terms = {{1, 2, 3, 4}, {10, 20, 30}};
  for (const Kernel& kernel : Kernels()) {
    PackedBlock block(layout, kernel);
    block.Load(items, members);
    std::vector<std::int64_t> sums(3);
    block.ScoreRow(0, terms, 100, sums);
    EXPECT_EQ(sums[0], 111) << kernel.name;
    EXPECT_EQ(sums[1], 114) << kernel.name;
    EXPECT_EQ(sums[2] % 10, 2) << kernel.name;
    EXPECT_EQ(sums[2] / 10, 12) << kernel.name;
    block.ScoreRow(2, terms, 0, std::span(sums).first(1));  // the empty filter on the left
    EXPECT_EQ(sums[0] % 10, 4) << kernel.name;
  }
}

}  // namespace
}  // namespace onefold::match
