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

TEST(GroupByToken, LargeBlocksAreCountedNotListed) {
  const auto layout = MakeLayout({{64, {500}}});
  Bytes buffer;
  const Blocks all = BlocksOfSizes({6, 1, 5, 9, 2}, buffer);
  std::vector<ItemRef> items;
  for (std::size_t at = 0; at < buffer.size(); at += layout.item_bytes)
    items.push_back({0, &buffer[at]});
  const Blocks blocks = GroupByToken(items, 5);
  EXPECT_EQ(blocks.oversized, (std::vector<std::uint64_t>{9, 6}));
  EXPECT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks.pairs, 10u + 1u);
  EXPECT_TRUE(all.oversized.empty());
}

TEST(JudgeOversizedBlocks, RefusesWithWhatToDoOrReportsWhatWasLeftOut) {
  const auto layout = MakeLayout({{64, {500}}});
  Blocks blocks;
  blocks.first = {0};
  blocks.oversized = {9, 6};
  Parameters parameters;
  parameters.max_block = 5;
  PassReport report;
  const Status refused = JudgeOversizedBlocks(layout, parameters, blocks, report);
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted);
  for (const char* part : {layout.name.c_str(), "2 blocks", "more than 5 items", "largest 9",
                           "51 comparisons", "finer pass", "max_block", "skip_and_report"}) {
    EXPECT_NE(Message(refused).find(part), std::string_view::npos) << part;
  }

  parameters.skip_oversized_blocks = true;
  report = {};
  ASSERT_TRUE(JudgeOversizedBlocks(layout, parameters, blocks, report).ok());
  EXPECT_EQ(report.oversized_blocks, blocks.oversized);
  EXPECT_EQ(report.oversized_comparisons, 36u + 15u);
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_NE(report.warnings[0].find("51 comparisons"), std::string::npos);

  blocks.oversized.clear();
  parameters.skip_oversized_blocks = false;
  EXPECT_TRUE(JudgeOversizedBlocks(layout, parameters, blocks, report).ok());
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

TEST(Columns, ScoresLevelsAndMissing) {
  const auto layout = MakeLayout({{64, {1000, 500}}, {128, {1000}}});
  const linkage::OutcomeSpace space(layout);
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
    Columns columns(layout, space, kernel);
    columns.Add(items, members);
    columns.Clear();
    columns.Add(items, std::span(members).first(1));
    columns.Add(items, std::span(members).subspan(1));
    EXPECT_EQ(columns.size(), 4u);
    const std::vector<RowPair> pairs = {{0, 1}, {0, 2}, {0, 3}, {2, 3}};
    std::vector<std::int64_t> sums = {100, 100, 100, 0};
    columns.Score(pairs, terms, sums);
    EXPECT_EQ(sums[0], 111) << kernel.name;
    EXPECT_EQ(sums[1], 114) << kernel.name;
    EXPECT_EQ(sums[2] % 10, 2) << kernel.name;
    EXPECT_EQ(sums[2] / 10, 12) << kernel.name;
    EXPECT_EQ(sums[3] % 10, 4) << kernel.name << ": the empty filter on the left";
  }
}

}  // namespace
}  // namespace onefold::match
