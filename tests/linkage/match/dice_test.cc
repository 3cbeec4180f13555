#include "linkage/match/dice.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using testing::Item;
using testing::MakeItem;
using testing::MakeLayout;
using testing::NamedPair;
using testing::NamedPairs;

linkage::PassLayout Clk(std::size_t bits) { return MakeLayout({{bits, {}}}, false); }

std::vector<Item> RandomClks(const linkage::PassLayout& layout, std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Item> items;
  for (std::size_t i = 0; i < n; ++i) {
    Item item = MakeItem(layout, 0, i);
    if (!items.empty() && random() % 2 == 0) {  // near an earlier one
      testing::CopyFilter(item, layout.filters[0], items[random() % items.size()]);
      for (int k = 0; k < 3; ++k)
        testing::SetBit(item, layout.filters[0], random() % layout.filters[0].bits);
    } else {
      testing::FillFilter(item, layout.filters[0], random() % layout.filters[0].bits, random);
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<NamedPair> BruteForce(const linkage::PassLayout& layout, const std::vector<Item>& items,
                                  std::uint64_t threshold_ppm) {
  const auto& slot = layout.filters[0];
  std::vector<NamedPair> pairs;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = i + 1; j < items.size(); ++j) {
      std::uint64_t a = 0, b = 0, c = 0;
      for (std::size_t k = 0; k < slot.bits / 8; ++k) {
        const std::uint8_t x = items[i][slot.offset_bytes + k], y = items[j][slot.offset_bytes + k];
        a += std::popcount(x);
        b += std::popcount(y);
        c += std::popcount(static_cast<std::uint8_t>(x & y));
      }
      if (a == 0 || b == 0 || 2 * c * 1'000'000 < threshold_ppm * (a + b)) continue;
      const std::uint64_t dice_ppm = 2 * c * 1'000'000 / (a + b);
      pairs.push_back({i, j, static_cast<std::int32_t>(2 * (dice_ppm - threshold_ppm) / 5) + 1});
    }
  }
  return pairs;
}

TEST(LinkByDice, ThresholdIsExactForSubsets) {
  // 2 * 201 / (201 + 335) is .75 exactly.
  const auto layout = Clk(1024);
  Item small = MakeItem(layout, 0, 1), large = MakeItem(layout, 0, 2);
  for (std::size_t i = 0; i < 201; ++i) testing::SetBit(small, layout.filters[0], i);
  for (std::size_t i = 0; i < 335; ++i) testing::SetBit(large, layout.filters[0], i);
  Parameters parameters;
  parameters.dice_threshold_ppm = 750'000;
  const auto pairs = NamedPairs(layout, {small, large}, parameters);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].weight, 1);
  parameters.dice_threshold_ppm = 750'001;
  EXPECT_TRUE(NamedPairs(layout, {small, large}, parameters).empty());
}

TEST(LinkByDice, EqualFiltersHaveTheLargestWeight) {
  const auto layout = Clk(128);
  std::mt19937_64 random(1);
  Item a = MakeItem(layout, 0, 1);
  testing::FillFilter(a, layout.filters[0], 40, random);
  Item b = MakeItem(layout, 0, 2);
  testing::CopyFilter(b, layout.filters[0], a);
  const auto pairs = NamedPairs(layout, {a, b}, {});
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].weight, 120'001);
}

TEST(LinkByDice, EmptyFiltersAreReportedNotPaired) {
  const auto layout = Clk(128);
  const Bytes buffer = testing::Join({MakeItem(layout, 0, 1), MakeItem(layout, 0, 2)});
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), {});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->pairs.empty());
  EXPECT_EQ(result->report.warnings.size(), 1u);
}

TEST(LinkByDice, KeepsTheBestPartnersOfEither) {
  // Item 0 is like all others; each other one is like item 0 only.
  const auto layout = Clk(1024);
  std::vector<Item> items = {MakeItem(layout, 0, 0)};
  for (std::size_t bit = 0; bit < 1000; ++bit) testing::SetBit(items[0], layout.filters[0], bit);
  for (std::size_t i = 1; i <= 10; ++i) {
    items.push_back(MakeItem(layout, 0, i));
    for (std::size_t bit = 0; bit < 600 + i; ++bit) {
      testing::SetBit(items[i], layout.filters[0], (i % 2 == 0 ? bit : 999 - bit));
    }
  }
  Parameters parameters;
  parameters.dice_threshold_ppm = 600'000;
  parameters.dice_partners = 1;
  const auto pairs = NamedPairs(layout, items, parameters);
  for (const NamedPair& pair : pairs) {
    std::int32_t best_left = 0, best_right = 0;
    parameters.dice_partners = 1000;
    for (const NamedPair& other : NamedPairs(layout, items, parameters)) {
      if (other.left == pair.left || other.right == pair.left)
        best_left = std::max(best_left, other.weight);
      if (other.left == pair.right || other.right == pair.right)
        best_right = std::max(best_right, other.weight);
    }
    EXPECT_TRUE(pair.weight == best_left || pair.weight == best_right);
  }
  EXPECT_LE(pairs.size(), items.size());
  EXPECT_GE(pairs.size(), items.size() / 2);
}

TEST(LinkByDice, RefusesImpossibleThresholds) {
  Parameters parameters;
  for (const std::uint32_t threshold : {0u, 1'000'001u}) {
    parameters.dice_threshold_ppm = threshold;
    EXPECT_EQ(LinkPass(Clk(64), {}, parameters).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(LinkByDice, ProgressEndsAtItsTotal) {
  const auto layout = Clk(128);
  const Bytes buffer = testing::Join(RandomClks(layout, 1500, 3));
  const ItemBuffer one{0, buffer};
  Progress progress;
  ASSERT_TRUE(LinkPass(layout, std::span(&one, 1), {}, &progress).ok());
  EXPECT_GT(progress.total, 0u);
  EXPECT_EQ(progress.done, progress.total);
}

TEST(LinkByDice, CancelStopsIt) {
  const auto layout = Clk(128);
  const Bytes buffer = testing::Join(RandomClks(layout, 500, 3));
  const ItemBuffer one{0, buffer};
  Progress progress;
  progress.cancel = true;
  EXPECT_EQ(LinkPass(layout, std::span(&one, 1), {}, &progress).status().code(),
            StatusCode::kCancelled);
}

RC_GTEST_PROP(LinkByDiceProperty, SameAsEveryPairByHand, ()) {
  const auto layout = Clk(64 * *rc::gen::inRange<std::size_t>(1, 5));
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  auto items = RandomClks(layout, *rc::gen::inRange<std::size_t>(0, 300), seed);
  Parameters parameters;
  parameters.dice_threshold_ppm = *rc::gen::inRange(1u, 1'000'001u);
  const auto expected = BruteForce(layout, items, parameters.dice_threshold_ppm);
  std::shuffle(items.begin(), items.end(), std::mt19937_64(seed));
  parameters.threads = *rc::gen::inRange(1u, 4u);
  parameters.dice_partners = 1000;
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);
}

RC_GTEST_PROP(LinkByDiceProperty, KeepsThePairsAmongTheBestOfEither, ()) {
  const auto layout = Clk(64);  // few bits: many equal weights
  auto items = RandomClks(layout, *rc::gen::inRange<std::size_t>(0, 60),
                          *rc::gen::arbitrary<std::uint64_t>());
  Parameters parameters;
  parameters.dice_threshold_ppm = *rc::gen::inRange(1u, 700'001u);
  parameters.dice_partners = 1000;
  const auto all = NamedPairs(layout, items, parameters);

  parameters.dice_partners = *rc::gen::inRange(1u, 8u);
  auto best_first = all;  // stable: of equal weights the lower pair first
  std::stable_sort(best_first.begin(), best_first.end(),
                   [](const NamedPair& a, const NamedPair& b) { return a.weight > b.weight; });
  std::map<std::uint64_t, std::uint32_t> taken;
  std::vector<NamedPair> expected;
  for (const NamedPair& pair : best_first) {
    const bool left = taken[pair.left]++ < parameters.dice_partners;
    const bool right = taken[pair.right]++ < parameters.dice_partners;
    if (left || right) expected.push_back(pair);
  }
  std::sort(expected.begin(), expected.end());
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);

  linkage::MemorySpill spill;
  parameters.spill = &spill;
  parameters.max_pairs_in_memory = *rc::gen::inRange<std::uint64_t>(1, 30);
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);
}

}  // namespace
}  // namespace onefold::match
