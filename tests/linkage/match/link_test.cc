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

linkage::PassLayout FourFields(const std::vector<std::uint32_t>& groups = {},
                               linkage::Similarity similarity = linkage::Similarity::kDice) {
  return MakeLayout({{256, {999, 800, 600, 400}, similarity},
                     {256, {999, 800, 600, 400}, similarity},
                     {128, {1000, 600}, similarity},
                     {64, {1000}, similarity}},
                    true, groups);
}

// Every fifth item lacks the last field, each with a tag of its own.
void ChangeTags(const linkage::PassLayout& layout, std::vector<testing::Item>& items) {
  const linkage::FilterSlot& slot = layout.filters.back();
  if (!slot.tagged) return;
  for (std::size_t i = 0; i < items.size(); i += 5) {
    items[i][slot.offset_bytes + slot.bits / 8] = static_cast<std::uint8_t>(1 + i % 251);
  }
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

TEST(LinkPass, WeighsEveryPairOfABlockLargerThanABatchOnce) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 750, 750, 15, 12, 3));
  const ItemBuffer one{0, buffer};
  Parameters parameters;
  parameters.emit_floor_millibits = -1'000'000'000;
  const auto result = LinkPass(layout, std::span(&one, 1), parameters);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->report.largest_block, 1500u);
  EXPECT_EQ(result->pairs.size(), 1500u * 1499 / 2);
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const WeightedPair& pair : testing::AllPairs(*result)) seen.insert({pair.left, pair.right});
  EXPECT_EQ(seen.size(), 1500u * 1499 / 2);
}

TEST(LinkPass, SaysWhatAnItemNeeds) {
  const auto blocked = FourFields();
  const auto narrow = MakeLayout({{1024, {1000}}}, false),
             wide = MakeLayout({{4096, {1000}}}, false);
  Parameters parameters;
  parameters.dice_partners = 0;
  EXPECT_LT(MemoryPerItem(blocked, parameters), 100u);
  EXPECT_GT(MemoryPerItem(narrow, parameters), 3u * 128) << "packed, and in another layout";
  EXPECT_GE(MemoryPerItem(wide, parameters), MemoryPerItem(narrow, parameters) + 384);
  const std::uint64_t without = MemoryPerItem(narrow, parameters);
  parameters.dice_partners = 32;
  EXPECT_EQ(MemoryPerItem(narrow, parameters), without + 128);
}

TEST(LinkPass, PairsAscendAndAreUnique) {
  const auto layout = FourFields();
  const Bytes buffer = testing::Join(MakePairs(layout, 300, 7, 15, 12, 2));
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), {});
  ASSERT_TRUE(result.ok());
  std::pair<std::uint32_t, std::uint32_t> before{0, 0};
  for (const WeightedPair& pair : testing::AllPairs(*result)) {
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
  EXPECT_EQ(report.weights[0].levels, std::vector<std::uint32_t>{5});
  for (const GroupWeights& group : report.weights) {
    std::uint64_t pairs = 0;
    for (const OutcomeWeight& outcome : group.outcomes) pairs += outcome.pairs;
    EXPECT_EQ(pairs, report.candidate_pairs);
  }
}

// Straight from the definition: the items' bits one by one.
std::uint32_t OutcomeOf(const linkage::PassLayout& layout, const linkage::OutcomeGroup& group,
                        const ItemRef& a, const ItemRef& b) {
  std::uint32_t outcome = 0;
  for (std::size_t f = 0; f < group.levels.size(); ++f) {
    const linkage::FilterSlot& slot = layout.filters[group.first_filter + f];
    std::uint32_t in_a = 0, in_b = 0, common = 0;
    for (std::size_t bit = 0; bit < slot.bits; ++bit) {
      const auto has = [&](const ItemRef& item) {
        return (item.bytes[slot.offset_bytes + bit / 8] >> (7 - bit % 8)) & 1u;
      };
      in_a += has(a);
      in_b += has(b);
      common += has(a) & has(b);
    }
    std::uint32_t level = group.levels[f];
    if (slot.similarity == linkage::Similarity::kAgreement) {
      const auto tag = [&](const ItemRef& item) {
        return ByteView(item.bytes + slot.offset_bytes + slot.bits / 8, 8);
      };
      if (std::ranges::equal(tag(a), tag(b))) {
        const double unequal = in_a + in_b - 2.0 * common;
        const double agreement = 1000.0 * (1 - 2 * unequal / static_cast<double>(slot.bits));
        for (level = 0; level < slot.levels_permille.size(); ++level) {
          if (agreement >= slot.levels_permille[level]) break;
        }
      }
    } else if (in_a != 0 && in_b != 0) {
      for (level = 0; level < slot.levels_permille.size(); ++level) {
        if (2000.0 * common / (in_a + in_b) >= slot.levels_permille[level]) break;
      }
    }
    outcome += group.stride[f] * level;
  }
  return outcome;
}

class LinkPassBySimilarity : public ::testing::TestWithParam<linkage::Similarity> {};

TEST_P(LinkPassBySimilarity, APairWeighsWhatTheReportSaysOfItsOutcomes) {
  for (const std::vector<std::uint32_t>& groups :
       std::vector<std::vector<std::uint32_t>>{{}, {0, 0, 1, 1}, {0, 1, 1, 1}, {0, 0, 0, 0}}) {
    const auto layout = FourFields(groups, GetParam());
    const linkage::OutcomeSpace space(layout);
    auto items = MakePairs(layout, 120, 10, 6, 6, 4);
    ChangeTags(layout, items);
    const Bytes buffer = testing::Join(items);
    const ItemBuffer one{0, buffer};
    Parameters parameters;
    parameters.emit_floor_millibits = -1'000'000;
    const auto result = LinkPass(layout, std::span(&one, 1), parameters);
    ASSERT_TRUE(result.ok()) << result.status();
    const auto pairs = testing::AllPairs(*result);
    ASSERT_EQ(pairs.size(), 12u * 190u);
    ASSERT_EQ(result->report.weights.size(), space.groups.size());
    for (const WeightedPair& pair : pairs) {
      std::int32_t expected = result->report.prior_millibits_by_block_size[4];  // blocks of 20
      for (std::size_t g = 0; g < space.groups.size(); ++g) {
        const std::uint32_t outcome =
            OutcomeOf(layout, space.groups[g], result->items[pair.left], result->items[pair.right]);
        const auto& known = result->report.weights[g].outcomes;
        const auto at = std::find_if(known.begin(), known.end(), [&](const OutcomeWeight& row) {
          return row.outcome == outcome;
        });
        ASSERT_NE(at, known.end());
        expected += at->weight;
      }
      ASSERT_EQ(pair.weight, expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Similarities, LinkPassBySimilarity,
                         ::testing::Values(linkage::Similarity::kDice,
                                           linkage::Similarity::kAgreement));

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
  for (const WeightedPair& pair : testing::AllPairs(*result)) {
    const std::uint64_t left = testing::PseudonymOf(result->items[pair.left]);
    if (left == 10'000) differing = pair.weight;
    if (left == 10'002) missing = pair.weight;
  }
  std::int32_t lowest = 0;
  for (const OutcomeWeight& outcome : result->report.weights[0].outcomes) {
    if (outcome.outcome == 4) lowest = outcome.weight;
    if (outcome.outcome == 5) {
      EXPECT_EQ(outcome.weight, 0) << "missing";
    }
  }
  EXPECT_LT(lowest, 0);
  EXPECT_EQ(missing - differing, -lowest);
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

TEST(LinkPass, AnOversizedBlockFailsTheRunOrIsReported) {
  const auto layout = FourFields();
  auto items = MakePairs(layout, 200, 20, 15, 12, 1);  // ten blocks of 40
  const std::vector<NamedPair> without = NamedPairs(layout, items, {});
  std::mt19937_64 random(1);
  for (std::uint64_t i = 0; i < 60; ++i) {  // and one of 60
    items.push_back(MakeItem(layout, 5000, 100'000 + i));
    for (const auto& slot : layout.filters) testing::FillFilter(items.back(), slot, 20, random);
  }
  const Bytes buffer = testing::Join(items);
  const ItemBuffer one{0, buffer};
  Parameters parameters;
  parameters.max_block = 59;
  EXPECT_EQ(LinkPass(layout, std::span(&one, 1), parameters).status().code(),
            StatusCode::kResourceExhausted);
  parameters.skip_oversized_blocks = true;
  const auto result = LinkPass(layout, std::span(&one, 1), parameters);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->report.candidate_pairs, 10u * 780u);
  EXPECT_EQ(result->report.largest_block, 60u);
  EXPECT_EQ(result->report.blocks, 11u);
  EXPECT_EQ(result->report.oversized_comparisons, 1770u);
  EXPECT_EQ(NamedPairs(layout, items, parameters), without)
      << "the other blocks are linked as ever";
  parameters = {};
  parameters.max_block = 60;
  EXPECT_TRUE(LinkPass(layout, std::span(&one, 1), parameters).ok());
}

RC_GTEST_PROP(LinkPassProperty, SpillingChangesNothing, ()) {
  const auto layout = FourFields();
  const auto items =
      MakePairs(layout, *rc::gen::inRange<std::size_t>(1, 150),
                *rc::gen::inRange<std::size_t>(1, 60), 8, 8, *rc::gen::arbitrary<std::uint64_t>());
  Parameters parameters;
  parameters.emit_floor_millibits = -100'000;
  const auto expected = NamedPairs(layout, items, parameters);
  linkage::MemorySpill spill;
  parameters.spill = &spill;
  parameters.max_pairs_in_memory = *rc::gen::inRange<std::uint64_t>(1, 50);
  parameters.threads = 3;
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);
  RC_ASSERT((spill.written() > 0) == (expected.size() > parameters.max_pairs_in_memory));
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
  parameters.max_block = 10'000;
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
  using Groups = std::vector<std::uint32_t>;
  const auto layout = FourFields(
      *rc::gen::elementOf(std::vector<Groups>{{}, {0, 0, 1, 1}, {0, 1, 1, 2}, {0, 0, 0, 0}}));
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto persons = *rc::gen::inRange<std::size_t>(1, 150);
  const auto per_block = *rc::gen::inRange<std::size_t>(1, 60);
  auto items = MakePairs(layout, persons, per_block, 8, 8, seed);
  Parameters parameters;
  parameters.threads = 1;
  parameters.chance = {{{"f0"}, {{0, 3}, {4, 900}}}, {{"f3"}, {{0, 50}, {1, 50}}}};
  const auto expected = NamedPairs(layout, items, parameters);

  std::shuffle(items.begin(), items.end(), std::mt19937_64(seed + 1));
  parameters.threads = *rc::gen::inRange(1u, 5u);
  RC_ASSERT(NamedPairs(layout, items, parameters) == expected);
}

}  // namespace
}  // namespace onefold::match
