#include "linkage/match/link.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <thread>

#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using testing::Item;
using testing::MakeItem;
using testing::MakeLayout;
using testing::MakePairs;
using testing::NamedPair;
using testing::NamedPairs;

linkage::PassLayout FourFields() {
  return MakeLayout(
      {{256, {999, 800, 600, 400}}, {256, {999, 800, 600, 400}}, {128, {1000, 600}}, {64, {1000}}});
}

TEST(LinkPass, FindsThePersons) {
  const auto layout = FourFields();
  const auto items = MakePairs(layout, 2000, 10, 15, 12, 1);
  Parameters parameters;
  parameters.emit_floor_millibits = 0;
  std::size_t right = 0, wrong = 0;
  for (const NamedPair& pair : NamedPairs(layout, items, parameters)) {
    (pair.left / 2 == pair.right / 2 ? right : wrong)++;
  }
  EXPECT_GT(right, 1900u);
  EXPECT_LT(wrong, 20u);
}

TEST(LinkPass, OnlyPairsOfOneBlock) {
  const auto layout = FourFields();
  const auto items = MakePairs(layout, 300, 7, 15, 12, 2);
  for (const NamedPair& pair : NamedPairs(layout, items, {})) {
    EXPECT_EQ(pair.left / 2 / 7, pair.right / 2 / 7);
    EXPECT_NE(pair.left, pair.right);
  }
}

TEST(LinkPass, PairsAscendAndAreUnique) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 300, 7, 15, 12, 2));
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), {});
  ASSERT_TRUE(result.ok());
  std::pair<std::uint32_t, std::uint32_t> before{0, 0};
  for (const WeightedPair& pair : result->pairs) {
    EXPECT_LT(pair.left, pair.right);
    EXPECT_LT(before, std::pair(pair.left, pair.right));
    before = {pair.left, pair.right};
  }
}

TEST(LinkPass, TheReportDescribesTheBlocks) {
  const auto layout = FourFields();
  auto items = MakePairs(layout, 100, 10, 15, 12, 3);  // ten blocks of 20
  items.push_back(MakeItem(layout, 999, 5000));        // alone in its block
  const Bytes buffer = testing::Join(items);
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), {});
  ASSERT_TRUE(result.ok());
  const PassReport& report = result->report;
  EXPECT_EQ(report.items, 201u);
  EXPECT_EQ(report.blocks, 11u);
  EXPECT_EQ(report.largest_block, 20u);
  EXPECT_EQ(report.candidate_pairs, 10u * 190u);
  EXPECT_EQ(report.emitted_pairs, result->pairs.size());
  EXPECT_EQ(report.block_size_histogram, (std::vector<std::uint64_t>{1, 0, 0, 0, 10}));
  EXPECT_EQ(report.prior_millibits_by_block_size.size(), 5u);
  EXPECT_TRUE(report.weights_learned);
  ASSERT_EQ(report.weights.size(), 4u);
  EXPECT_EQ(report.weights[0].levels.size(), 5u);
}

TEST(LinkPass, MissingIsNeutral) {
  const auto layout = FourFields();
  auto items = MakePairs(layout, 400, 10, 15, 1'000'000, 6);
  // Two records in a block of their own that differ in one field; and two more where that field is
  // empty.
  std::mt19937_64 random(1);
  Item a = MakeItem(layout, 1000, 10'000);
  for (const auto& slot : layout.filters) testing::FillFilter(a, slot, slot.bits / 4, random);
  const auto variant = [&](std::uint64_t token, std::uint64_t pseudonym, bool empty) {
    Item item = MakeItem(layout, token, pseudonym);
    for (const auto& slot : layout.filters) testing::CopyFilter(item, slot, a);
    testing::ClearFilter(item, layout.filters[0]);
    if (!empty) testing::FillFilter(item, layout.filters[0], 64, random);
    return item;
  };
  items.push_back(a);
  items.push_back(variant(1000, 10'001, false));
  items.push_back(variant(1001, 10'002, true));
  items.push_back(variant(1001, 10'003, true));
  Parameters parameters;
  parameters.emit_floor_millibits = -100'000;
  const Bytes buffer = testing::Join(items);
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), parameters);
  ASSERT_TRUE(result.ok());
  std::int32_t differing = 0, missing = 0;
  for (const WeightedPair& pair : result->pairs) {
    const std::uint64_t left = testing::PseudonymOf(result->items[pair.left]);
    if (left == 10'000) differing = pair.weight;
    if (left == 10'002) missing = pair.weight;
  }
  const auto& levels = result->report.weights[0].levels;
  EXPECT_EQ(missing - differing, -levels.back().weight);
}

TEST(LinkPass, NothingInNothingOut) {
  const auto result = LinkPass(FourFields(), {}, {});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->pairs.empty());
  EXPECT_FALSE(result->report.weights_learned);
}

TEST(LinkPass, RefusesALayoutThatDoesNotFit) {
  auto layout = FourFields();
  layout.filters[3].offset_bytes += 8;
  EXPECT_EQ(LinkPass(layout, {}, {}).status().code(), StatusCode::kInvalidArgument);
  layout = FourFields();
  layout.filters.clear();
  EXPECT_EQ(LinkPass(layout, {}, {}).status().code(), StatusCode::kInvalidArgument);
}

TEST(LinkPass, KeepsToItsLimits) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 500, 500, 15, 12, 1));
  const ItemBuffer one{0, buffer};
  Parameters parameters;
  parameters.emit_floor_millibits = -100'000;
  parameters.max_pairs_in_memory = 1000;
  EXPECT_EQ(LinkPass(layout, std::span(&one, 1), parameters).status().code(),
            StatusCode::kResourceExhausted);
  parameters = {};
  parameters.max_candidate_pairs = 1000;
  EXPECT_EQ(LinkPass(layout, std::span(&one, 1), parameters).status().code(),
            StatusCode::kResourceExhausted);
}

TEST(LinkPass, ProgressEndsAtItsTotal) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 500, 50, 15, 12, 1));
  const ItemBuffer one{0, buffer};
  Progress progress;
  ASSERT_TRUE(LinkPass(layout, std::span(&one, 1), {}, &progress).ok());
  EXPECT_GT(progress.total, 0u);
  EXPECT_EQ(progress.done, progress.total);
}

TEST(LinkPass, CancelIsPrompt) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 4000, 4000, 15, 12, 1));
  const ItemBuffer one{0, buffer};
  Progress progress;
  Parameters parameters;
  parameters.threads = 2;
  std::thread canceller([&] {
    while (progress.done == 0) std::this_thread::yield();
    progress.cancel = true;
  });
  const auto result = LinkPass(layout, std::span(&one, 1), parameters, &progress);
  canceller.join();
  EXPECT_EQ(result.status().code(), StatusCode::kCancelled);
  EXPECT_LT(progress.done, progress.total / 2);
}

RC_GTEST_PROP(LinkPassProperty, NeitherOrderNorThreadsNorSubmissionsMatter, ()) {
  const auto layout = FourFields();
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto persons = *rc::gen::inRange<std::size_t>(1, 150);
  const auto per_block = *rc::gen::inRange<std::size_t>(1, 60);
  auto items = MakePairs(layout, persons, per_block, 8, 8, seed);
  Parameters parameters;
  parameters.threads = 1;
  const auto expected = NamedPairs(layout, items, parameters);

  std::shuffle(items.begin(), items.end(), std::mt19937_64(seed + 1));
  parameters.threads = *rc::gen::inRange(1u, 5u);
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);
}

}  // namespace
}  // namespace onefold::match
