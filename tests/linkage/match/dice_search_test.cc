#include "linkage/match/dice_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "linkage/match/parallel.h"
#include "tests/linkage/match/filters.h"

namespace onefold::match {
namespace {

using testing::Filter;
using testing::FirstBits;
using testing::HitsByHand;
using testing::KernelFilters;
using testing::Pack;
using testing::RandomFilter;
using testing::Search;

// What a search could get wrong: empty, full, single bits, subsets of each other, near copies,
// copies, and rows whose bits all fold onto each other.
std::vector<Filter> HardRows(std::size_t bits, std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Filter> rows;
  for (std::size_t i = 0; i < n; ++i) {
    switch (random() % 10) {
      case 0:
        rows.push_back(FirstBits(bits, 0, random() % (bits + 1)));  // subsets of each other
        break;
      case 1:
        rows.push_back(FirstBits(bits, 0, random() % 2 * bits));  // empty or full
        break;
      case 2:
        rows.push_back(FirstBits(bits, 0, 0));
        rows.back()[random() % (bits / 8)] = static_cast<std::uint8_t>(random());
        break;
      case 3: {
        Filter row(bits / 8);  // every word alike: folds to nothing or to itself
        for (std::size_t b = 0; b < row.size(); ++b)
          row[b] = static_cast<std::uint8_t>(17 * (b % 8));
        rows.push_back(row);
        testing::FlipBits(rows.back(), random() % 4, random);
        break;
      }
      case 4:
      case 5:
      case 6:
        if (!rows.empty()) {
          rows.push_back(rows[random() % rows.size()]);
          testing::FlipBits(rows.back(), random() % (bits / 10 + 2), random);
          break;
        }
        [[fallthrough]];
      default:
        rows.push_back(RandomFilter(bits, 300 + random() % 150, random));
    }
  }
  return rows;
}

void ExpectAllKernels(std::size_t bits, const std::vector<Filter>& left,
                      const std::vector<Filter>* right, DiceThreshold threshold, unsigned threads) {
  const auto expected = HitsByHand(left, right, threshold);
  const PackedFilters rows = Pack(bits, left);
  const PackedFilters columns = right != nullptr ? Pack(bits, *right) : Pack(bits, {});
  static std::size_t turn = 0;
  for (const auto& [kernel, filter] : KernelFilters(bits, turn++)) {
    DiceSearchOptions options;
    options.threshold = threshold;
    options.threads = threads;
    options.kernel = kernel;
    options.filter = filter;
    const auto found = Search(rows, right != nullptr ? &columns : nullptr, options);
    ASSERT_TRUE(found.ok()) << kernel << " " << filter << ": " << Message(found.status());
    ASSERT_TRUE(found->hits == expected)
        << kernel << " " << filter << ", " << bits << " bits, threshold " << threshold.numerator
        << "/" << threshold.denominator << ", " << left.size() << " rows, "
        << (right != nullptr ? right->size() : 0) << " columns: " << found->hits.size()
        << " hits instead of " << expected.size();
    EXPECT_EQ(found->report.hits, expected.size());
    EXPECT_GE(found->report.candidates, expected.size());
    EXPECT_EQ(found->report.kernel, kernel);
    EXPECT_EQ(found->report.filter, filter);
  }
}

class DiceSearchWidths : public ::testing::TestWithParam<std::size_t> {};

TEST_P(DiceSearchWidths, AllKernelsFindWhatCountingFinds) {
  const std::size_t bits = GetParam();
  const auto left = HardRows(bits, 150, bits), right = HardRows(bits, 130, bits + 1);
  for (const DiceThreshold t : {DiceThreshold{1, 2}, DiceThreshold{7, 10}, DiceThreshold{4, 5},
                                DiceThreshold{9, 10}, DiceThreshold{1, 1}}) {
    if (bits > 2'000 && t.denominator != 10) continue;  // wide projections take long to prepare
    ExpectAllKernels(bits, left, &right, t, 1);
    ExpectAllKernels(bits, left, nullptr, t, 2);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DiceSearchWidths,
                         ::testing::Values(8, 64, 72, 128, 192, 256, 320, 512, 640, 1000, 1024,
                                           1088, 2048, 4096, 4160));

TEST(DiceSearch, ExactlyAtTheThresholdForSubsets) {
  // 2 * 201 / (201 + 335) is .75 exactly; one bit more is too many.
  std::vector<Filter> left, right;
  for (std::size_t i = 0; i < 40; ++i) {
    left.push_back(FirstBits(1024, 0, 201));
    right.push_back(FirstBits(1024, 0, 335 + i % 2));
  }
  ASSERT_EQ(HitsByHand(left, &right, {3, 4}).size(), 40u * 20u);
  ExpectAllKernels(1024, left, &right, {3, 4}, 1);
  ExpectAllKernels(1024, left, &right, {750'001, 1'000'000}, 1);
}

// Every pair of popcounts that is at a threshold exactly, as subset and as overlap.
TEST(DiceSearch, EveryExactBoundary) {
  for (const DiceThreshold t : {DiceThreshold{3, 4}, DiceThreshold{95, 100}, DiceThreshold{92, 100},
                                DiceThreshold{87, 100}}) {
    std::vector<Filter> left, right;
    for (std::size_t a = 300; a < 420; ++a) {
      left.push_back(FirstBits(1024, 0, a));
      for (std::size_t b = a; b < 2 * a; ++b) {
        if ((a + b) * t.numerator % (2 * t.denominator) != 0) continue;
        const std::size_t common = (a + b) * t.numerator / (2 * t.denominator);
        if (common > a || right.size() > 300) break;
        right.push_back(FirstBits(1024, a - common, a - common + b));
        right.push_back(FirstBits(1024, a - common + 1, a - common + 1 + b));
        break;
      }
    }
    ASSERT_GT(HitsByHand(left, &right, t).size(), 100u);
    ExpectAllKernels(1024, left, &right, t, 1);
  }
}

TEST(DiceSearch, EmptySetsAndEmptyFilters) {
  const std::vector<Filter> none, empty(20, FirstBits(128, 0, 0)), full(3, FirstBits(128, 0, 128));
  for (const auto* left : {&none, &empty, &full}) {
    for (const auto* right : {&none, &empty, &full}) {
      ExpectAllKernels(128, *left, right, {1, 1'000'000}, 2);
    }
    ExpectAllKernels(128, *left, nullptr, {1, 1'000'000}, 2);
  }
}

TEST(DiceSearch, HitsBeyondTheBufferComeInTheSameOrder) {
  const auto left = HardRows(128, 700, 5), right = HardRows(128, 900, 6);
  const DiceThreshold low = {3, 10};
  const auto expected = HitsByHand(left, &right, low);
  ASSERT_GT(expected.size(), 50'000u);
  const PackedFilters rows = Pack(128, left), columns = Pack(128, right);
  for (const unsigned threads : {1u, 2u, 5u}) {
    DiceSearchOptions options;
    options.threshold = low;
    options.threads = threads;
    options.max_buffered_hits = 500;
    std::vector<DiceHit> hits;
    std::size_t longest = 0;
    Progress progress;
    const auto report = SearchDice(
        rows, columns, options,
        [&](std::span<const DiceHit> some) {
          longest = std::max(longest, some.size());
          hits.insert(hits.end(), some.begin(), some.end());
          return OkStatus();
        },
        &progress);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(hits == expected);
    EXPECT_LE(longest, 16 * right.size());
    EXPECT_EQ(progress.done, progress.total);
    EXPECT_EQ(progress.total, report->compared);
  }
}

TEST(DiceSearch, TheSinksErrorEndsIt) {
  const std::vector<Filter> rows(50, FirstBits(64, 0, 9));
  int calls = 0;
  const auto report = SearchDiceWithin(Pack(64, rows), {}, [&](auto) {
    ++calls;
    return DataLossError("full");
  });
  EXPECT_EQ(report.status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(calls, 1);
}

TEST(DiceSearch, CancelStopsIt) {
  const PackedFilters rows = Pack(1024, HardRows(1024, 2000, 3));
  for (const auto& [kernel, filter] : KernelFilters(1024)) {
    DiceSearchOptions options;
    options.kernel = kernel;
    options.filter = filter;
    Progress progress;
    progress.cancel = true;
    EXPECT_EQ(Search(rows, nullptr, options, &progress).status().code(), StatusCode::kCancelled);
    EXPECT_LE(progress.done, std::uint64_t{WorkerCount(0)} << 22);
  }
}

TEST(DiceSearch, RefusesWhatItDoesNotHave) {
  const PackedFilters narrow = Pack(64, {}), wide = Pack(128, {});
  const auto code = [&](const PackedFilters& right, DiceSearchOptions options) {
    return Search(narrow, &right, options).status().code();
  };
  EXPECT_EQ(code(wide, {}), StatusCode::kInvalidArgument);
  DiceSearchOptions options;
  options.kernel = "abacus";
  EXPECT_EQ(code(narrow, options), StatusCode::kInvalidArgument);
  for (const char* filter :
       {"sieve", "fold0", "fold1x", "none3", "fold64", "fold99999999999999999999"}) {
    options = {};
    options.filter = filter;
    EXPECT_EQ(code(narrow, options), StatusCode::kInvalidArgument) << filter;
  }
  options = {};
  options.kernel = "scalar";
  options.filter = "fold";
  EXPECT_EQ(code(narrow, options), StatusCode::kInvalidArgument);
}

TEST(DiceSearch, EnoughPairsAreSampledAndTheReasonSaysSo) {
  std::mt19937_64 random(1);
  std::vector<Filter> rows;
  for (int i = 0; i < 9'000; ++i) rows.push_back(RandomFilter(256, 370, random));
  const auto found = Search(Pack(256, rows), nullptr, {});
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->report.pairs, 9'000u * 8'999u / 2);
  if (DiceKernels().back().sketch != DiceSketch::kNone) {
    EXPECT_NE(found->report.reason.find("least of"), std::string::npos) << found->report.reason;
  }
  const auto again = Search(Pack(256, rows), nullptr, {});
  EXPECT_EQ(again->report.reason, found->report.reason);

  DiceSearchOptions scalar;
  scalar.kernel = "scalar";
  const auto reference = Search(Pack(256, rows), nullptr, scalar);
  EXPECT_TRUE(reference->hits == found->hits);
}

RC_GTEST_PROP(DiceSearchProperty, AnyKernelAnyThresholdAnyThreads, ()) {
  const auto bits = 8 * *rc::gen::inRange<std::size_t>(1, 140);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto left = HardRows(bits, *rc::gen::inRange<std::size_t>(0, 120), seed);
  const auto right =
      HardRows(bits, *rc::gen::inRange<std::size_t>(0, 120), seed + *rc::gen::inRange(0, 2));
  const DiceThreshold t = {*rc::gen::inRange<std::uint64_t>(1, 1'000'001), 1'000'000};
  ExpectAllKernels(bits, left, *rc::gen::arbitrary<bool>() ? &right : nullptr, t,
                   *rc::gen::inRange(1u, 4u));
}

}  // namespace
}  // namespace onefold::match
