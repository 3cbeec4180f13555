#include "linkage/encode/padding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace onefold::encode {
namespace {

linkage::Schema SchemaOf(std::uint32_t diffusion, std::uint32_t largest_block) {
  linkage::Schema schema;
  schema.diffusion = diffusion;
  schema.passes.resize(1);
  schema.passes[0].largest_block = largest_block;
  return schema;
}

// Blocks of these sizes, numbered from 100; rows in the order of the blocks.
BatchPlan Plan(const linkage::Schema& schema, const std::vector<std::size_t>& sizes) {
  std::vector<std::uint64_t> blocks;
  for (std::size_t b = 0; b < sizes.size(); ++b) blocks.insert(blocks.end(), sizes[b], 100 + b);
  std::vector<std::uint32_t> rows(blocks.size());
  std::iota(rows.begin(), rows.end(), 0u);
  return PlanBatch(schema, 0, rows, blocks);
}

TEST(PaddingTest, BatchesHaveEightSizesBetweenPowersOfTwo) {
  const std::pair<std::uint64_t, std::uint64_t> sizes[] = {
      {0, 0},   {1, 8},     {8, 8},     {9, 9},       {15, 15},     {16, 16},
      {17, 18}, {100, 104}, {128, 128}, {1000, 1024}, {1025, 1152}, {1'000'000, 1'048'576}};
  for (const auto& [items, padded] : sizes) EXPECT_EQ(PaddedBatch(items), padded) << items;
  for (std::uint64_t items = 1; items < 5'000; ++items) {
    EXPECT_GE(PaddedBatch(items), items);
    if (items >= 8) {
      EXPECT_LE(PaddedBatch(items) * 8, items * 9 + 8);
    }
    EXPECT_LE(PaddedBatch(items), PaddedBatch(items + 1));
  }
}

TEST(PaddingTest, BlocksGrowToPowersOfTwo) {
  const BatchPlan plan = Plan(SchemaOf(10, 0), {1, 2, 3, 4, 5, 17});
  EXPECT_EQ(plan.rows.size(), 32u);
  EXPECT_EQ(plan.kept_back, 0u);
  std::map<std::uint32_t, int> dummies;  // by row whose block they join
  for (const std::uint32_t row : plan.alike) ++dummies[row];
  // Blocks begin at rows 0, 1, 3, 6, 10, 15.
  EXPECT_EQ(dummies[3], 1);
  EXPECT_EQ(dummies[10], 3);
  EXPECT_EQ(dummies[15], 1) << "the next step";
  EXPECT_EQ(plan.items(), PaddedBatch(32 + 5));
  EXPECT_EQ(dummies[kOwnBlock], static_cast<int>(plan.items()) - 32 - 5);
}

TEST(PaddingTest, LargeBlocksStayAtHome) {
  const BatchPlan plan = Plan(SchemaOf(10, 3), {3, 4, 1});
  EXPECT_EQ(plan.rows, (std::vector<std::uint32_t>{0, 1, 2, 7}));
  EXPECT_EQ(plan.kept_back, 4u);
  for (const std::uint32_t row : plan.alike) EXPECT_TRUE(row == 0 || row == kOwnBlock);
}

TEST(PaddingTest, WithoutHardeningNothingIsAdded) {
  const BatchPlan plan = Plan(SchemaOf(0, 0), {1, 3, 7});
  EXPECT_EQ(plan.rows.size(), 11u);
  EXPECT_TRUE(plan.alike.empty());
}

TEST(PaddingTest, OrderOfRowsDoesNotMatter) {
  const std::vector<std::uint32_t> rows{4, 9, 2, 7, 5}, sorted{2, 4, 5, 7, 9};
  const std::vector<std::uint64_t> blocks{1, 1, 2, 1, 2}, sorted_blocks{2, 1, 2, 1, 1};
  const BatchPlan one = PlanBatch(SchemaOf(10, 0), 0, rows, blocks);
  const BatchPlan other = PlanBatch(SchemaOf(10, 0), 0, sorted, sorted_blocks);
  EXPECT_EQ(one.rows, other.rows);
  EXPECT_EQ(one.alike, other.alike);
}

TEST(PaddingTest, ADummyKeepsItsBlockOrHasOneOfItsOwn) {
  const Bytes key(32, 1);
  const Bytes item(linkage::kFiltersOffset + 128, 0x5A);
  Bytes joined = item, alone = item;
  MakeDummy({key, 3}, true, joined);
  MakeDummy({key, 3}, false, alone);
  const auto token = [](const Bytes& of) { return ToBytes(linkage::TokenOf(of)); };
  EXPECT_EQ(token(joined), token(item));
  EXPECT_NE(token(alone), token(item));
  for (const Bytes* dummy : {&joined, &alone}) {
    EXPECT_EQ(ToBytes(linkage::SealedPseudonymOf(*dummy)), Bytes(64, 0x5A)) << "sealed later";
    EXPECT_LT(std::count(dummy->begin() + linkage::kFiltersOffset, dummy->end(), 0x5A), 10);
  }
  EXPECT_NE(DummyHandle({key, 3}), DummyHandle({key, 4}));
}

}  // namespace
}  // namespace onefold::encode
