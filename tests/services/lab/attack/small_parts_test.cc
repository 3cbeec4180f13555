// Judge, colour refinement, elimination, links between passes, report: cases to check by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "services/lab/attack/colours.h"
#include "services/lab/attack/elimination.h"
#include "services/lab/attack/frequency.h"
#include "services/lab/attack/judge.h"
#include "services/lab/attack/pass_links.h"
#include "services/lab/attack/report.h"

namespace onefold::lab::attack {
namespace {

linkage::PassLayout Layout() {
  linkage::PassLayout layout;
  layout.name = "pass";
  layout.filters.resize(1);
  layout.filters[0].offset_bytes = linkage::kFiltersOffset;
  layout.filters[0].bits = 64;
  layout.item_bytes = linkage::kFiltersOffset + 8;
  return layout;
}

// Items whose bytes all differ from each other's and from those of another `start`.
PassView View(std::vector<std::uint32_t> block_begin, std::uint64_t start) {
  PassView view{Layout(), {}, std::move(block_begin)};
  crypto::SeededStream stream = StreamFor("test", start, 0);
  view.items.resize(view.block_begin.back() * view.layout.item_bytes);
  stream.Fill(view.items);
  return view;
}

TEST(Judge, CountsGuessesOfTheSamePerson) {
  const Judge judge({"a", "b", "c", "x"}, {"c", "a", "b"});
  EXPECT_EQ(judge.overlap(), 3u);
  // Items of c, a, x and b; right, wrong, of nobody, none.
  const std::vector<bool> right = judge.FindRight({2, 0, 3, 1}, {0, 2, 1, kNoGuess});
  EXPECT_EQ(right, (std::vector<bool>{false, false, true, false}));
}

TEST(Judge, RevealsOnlyTheKnown) {
  std::vector<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.push_back(std::to_string(i));
  const Judge judge(ids, ids);
  const std::vector<bool> known = judge.DrawKnown(0.2, 1);
  EXPECT_EQ(std::count(known.begin(), known.end(), true), 20);
  EXPECT_NE(known, judge.DrawKnown(0.2, 2));
  const std::vector<bool> tested = judge.DrawTested(known, 30, 1);
  EXPECT_EQ(std::count(tested.begin(), tested.end(), true), 30);
  std::vector<std::uint32_t> row_of(100);
  std::iota(row_of.begin(), row_of.end(), 0u);
  const Guesses revealed = judge.Reveal(row_of, known);
  for (std::uint32_t i = 0; i < 100; ++i) {
    EXPECT_EQ(revealed[i], known[i] ? i : kNoGuess);
    EXPECT_FALSE(known[i] && tested[i]);
  }
}

// Records 0-1-2 share blocks in a path, 3 stands alone: only 0 and 2 look the same.
TEST(RefineColours, TellsWhatStructureTells) {
  const std::vector<PassIncidence> passes = {{{0, 1, 2, 3}, {0, 2, 3, 4}},
                                             {{0, 1, 2, 3}, {0, 1, 3, 4}}};
  const auto colours = RefineColours(passes, 4);
  EXPECT_NE(colours[0], colours[1]);
  EXPECT_NE(colours[1], colours[2]);
  EXPECT_NE(colours[0], colours[3]);
  // The same graph under other names has the same colours.
  const std::vector<PassIncidence> renamed = {{{3, 2, 1, 0}, {0, 1, 2, 4}},
                                              {{0, 2, 1, 3}, {0, 1, 3, 4}}};
  const auto others = RefineColours(renamed, 4);
  auto sorted = colours, sorted_others = others;
  std::sort(sorted.begin(), sorted.end());
  std::sort(sorted_others.begin(), sorted_others.end());
  EXPECT_EQ(sorted, sorted_others);
}

TEST(MatchColours, UsesEveryRowOnce) {
  crypto::SeededStream stream = StreamFor("test", 1, 0);
  const auto matched = MatchColours({7, 7, 7, 9}, {9, 7, 7}, stream);
  EXPECT_EQ(matched[3], 0u);
  EXPECT_EQ(std::count(matched.begin(), matched.end(), kNoGuess), 1);
  std::vector<std::uint32_t> both(matched.begin(), matched.begin() + 3);
  std::sort(both.begin(), both.end());
  EXPECT_EQ(both, (std::vector<std::uint32_t>{1, 2, kNoGuess}));
}

TEST(GuessByElimination, UnmasksTheBlocksOfTheKnown) {
  const PassView view = View({0, 2, 4}, 1);
  EncodedPass population{View({0, 2, 4}, 2), {10, 11, 12, 13}};
  crypto::SeededStream stream = StreamFor("test", 1, 0);
  std::uint64_t unmasked = 0;
  // Item 1 is known to be row 12: item 0 must be row 13. Nobody of the other block is known.
  const Guesses guesses =
      GuessByElimination(view, {kNoGuess, 12, kNoGuess, kNoGuess}, population, stream, unmasked);
  EXPECT_EQ(guesses, (Guesses{13, kNoGuess, kNoGuess, kNoGuess}));
  EXPECT_EQ(unmasked, 1u);
}

// Blocks of three items, of which two have the same filter: these are told from the third, and the
// block from one of three different items.
TEST(GuessByFrequency, TellsRepeatedFilters) {
  PassView view = View({0, 3, 6}, 1), other = View({0, 3, 6}, 2);
  const auto repeat = [](PassView& of, std::size_t from, std::size_t to) {
    const auto filter = [&](std::size_t item) {
      return of.items.begin() +
             static_cast<std::ptrdiff_t>(item * of.layout.item_bytes + linkage::kFiltersOffset);
    };
    std::copy_n(filter(from), 8, filter(to));
  };
  repeat(view, 0, 2);
  repeat(other, 4, 5);
  const EncodedPass population{other, {10, 11, 12, 13, 14, 15}};
  crypto::SeededStream stream = StreamFor("test", 1, 0);
  const Guesses guesses = GuessByFrequency(view, population, stream);
  EXPECT_EQ(guesses[1], 13u);
  EXPECT_EQ(std::min(guesses[0], guesses[2]), 14u);
  EXPECT_EQ(std::max(guesses[0], guesses[2]), 15u);
  for (std::size_t i = 3; i < 6; ++i) EXPECT_TRUE(guesses[i] >= 10 && guesses[i] <= 12);
}

class PassLinks : public ::testing::Test {
 protected:
  // Copies bytes of item 2 of the first pass into item 1 of the second.
  std::vector<PassLink> AfterCopying(std::size_t offset, std::size_t size) {
    PassView a = View({0, 3}, 1), b = View({0, 3}, 2);
    std::copy_n(a.item(2).begin() + static_cast<std::ptrdiff_t>(offset), size,
                b.items.begin() + static_cast<std::ptrdiff_t>(b.layout.item_bytes + offset));
    return FindPassLinks({&a, &b});
  }
};

TEST_F(PassLinks, FindsNothingInUnrelatedPasses) { EXPECT_TRUE(AfterCopying(0, 0).empty()); }

TEST_F(PassLinks, FindsEveryKindOfCommonField) {
  const std::pair<std::size_t, std::size_t> places[] = {{0, linkage::kTokenBytes},
                                                        {linkage::kPseudonymOffset + 32, 16},
                                                        {linkage::kFiltersOffset, 8}};
  for (const auto& [offset, size] : places) {
    const auto links = AfterCopying(offset, size);
    ASSERT_EQ(links.size(), 1u) << "at " << offset;
    const bool first_is_a = links[0].pass == 0;
    EXPECT_EQ(first_is_a ? links[0].item : links[0].other_item, 2u);
    EXPECT_EQ(first_is_a ? links[0].other_item : links[0].item, 1u);
  }
}

TEST_F(PassLinks, EmptyFiltersSayNothing) {
  PassView a = View({0, 1}, 1), b = View({0, 1}, 2);
  std::fill(a.items.end() - 8, a.items.end(), std::uint8_t{0});
  std::fill(b.items.end() - 8, b.items.end(), std::uint8_t{0});
  EXPECT_TRUE(FindPassLinks({&a, &b}).empty());
}

TEST(Report, HasTheAgreedKeys) {
  AttackReport report{"s", "default", 10, 10, 10, {}};
  AttackOutcome outcome;
  outcome.id = "A2";
  outcome.name = "block-aware";
  outcome.pass = "p";
  outcome.seeds = {{1, 4, 10}, {2, 6, 10}};
  report.attacks.push_back(outcome);
  outcome.reason = "because";
  report.attacks.push_back(outcome);
  const auto json = nlohmann::json::parse(FormatReport(report));
  EXPECT_EQ(json["overlap"], 10);
  const auto& ran = json["attacks"][0];
  EXPECT_EQ(ran["reidentified"], 10);
  EXPECT_EQ(ran["of"], 20);
  EXPECT_DOUBLE_EQ(ran["rate"], 0.5);
  EXPECT_NEAR(ran["low"], 0.2993, 1e-4);  // Wilson's interval of 10 in 20, from tables
  EXPECT_NEAR(ran["high"], 0.7007, 1e-4);
  EXPECT_EQ(ran["seeds"].size(), 2u);
  EXPECT_TRUE(ran["applicable"]);
  EXPECT_FALSE(json["attacks"][1]["applicable"]);
  EXPECT_EQ(json["attacks"][1]["reason"], "because");
  EXPECT_FALSE(json["attacks"][1].contains("rate"));
  EXPECT_NE(FormatTable(report).find("not applicable: because"), std::string::npos);
}

}  // namespace
}  // namespace onefold::lab::attack
