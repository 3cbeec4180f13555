#include "linkage/match/fixed_weights.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "linkage/match/link.h"
#include "linkage/match/starting_weight.h"
#include "linkage/match/weigh.h"
#include "tests/linkage/match/items.h"

namespace onefold::match {
namespace {

using Json = nlohmann::json;

// Groups f0+f1 (2 and 3 levels) and f2 (2 levels).
std::vector<linkage::PassLayout> Layouts(bool blocked = true) {
  std::vector<linkage::PassLayout> layouts(
      2, testing::MakeLayout({{256, {800}}, {256, {900, 500}}, {128, {700}}}, blocked, {0, 0, 1}));
  layouts[1].name = "second";
  return layouts;
}

Json Example() {
  const Json pass = {
      {"pass", "test"},
      {"prior_millibits_by_block_size", {0, -1000, -2500}},
      {"weights",
       {{{"filters", {"f0", "f1"}},
         {"outcomes",
          {{{"levels", {1, nullptr}}, {"weight_millibits", -3000}},
           {{"levels", {0, 2}}, {"weight_millibits", 700}, {"m_ppm", 40}, {"u_ppm", 25}}}}},
        {{"filters", {"f2"}},
         {"outcomes",
          {{{"levels", Json::array({0})}, {"weight_millibits", 100'000}, {"pairs", 3}}}}}}}};
  Json file = {{"format", "onefold-weights-1"}, {"note", {{"by", "hand"}}}};
  file["passes"] = {pass, pass};
  file["passes"][0]["pass"] = "second";  // the order of passes does not matter
  return file;
}

StatusOr<FixedWeights> Parse(const std::string& text) {
  return ParseFixedWeights(AsBytes(text), Layouts());
}

TEST(ParseFixedWeights, ReadsPassesGroupsAndOutcomes) {
  const auto weights = Parse(Example().dump());
  ASSERT_TRUE(weights.ok()) << weights.status();
  ASSERT_EQ(weights->size(), 2u);
  EXPECT_EQ((*weights)[1].pass, "second");
  const FixedPass& pass = (*weights)[0];
  EXPECT_EQ(pass.pass, "test");
  EXPECT_EQ(pass.prior_millibits, (std::vector<std::int32_t>{0, -1000, -2500}));
  ASSERT_EQ(pass.groups.size(), 2u);
  EXPECT_EQ(pass.groups[0].filters, (std::vector<std::string>{"f0", "f1"}));
  // Stride 1 and 3; level 2 of f0 and 3 of f1 stand for missing.
  const auto& outcomes = pass.groups[0].outcomes;
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[0].outcome, 0u + 3 * 2);
  EXPECT_EQ(outcomes[0].weight, 700);
  EXPECT_EQ(outcomes[0].m_ppm, 40u);
  EXPECT_EQ(outcomes[0].u_ppm, 25u);
  EXPECT_EQ(outcomes[1].outcome, 1u + 3 * 3);
  EXPECT_EQ(outcomes[1].weight, -3000);
  EXPECT_EQ(pass.groups[1].outcomes[0].weight, 100'000);
  EXPECT_EQ(pass.groups[1].outcomes[0].pairs, 0u);
}

TEST(ParseFixedWeights, TakesTheReportOfARun) {
  Json report = Example();
  report["format"] = "onefold-run-report-1";
  EXPECT_TRUE(Parse(report.dump()).ok());
  report.erase("format");
  EXPECT_TRUE(Parse(report.dump(2)).ok());
}

TEST(ParseFixedWeights, RefusesWithPlaceAndRuleAndWithoutValues) {
  const auto pass = [](Json& f) -> Json& { return f["passes"][1]; };
  const auto group = [&](Json& f) -> Json& { return pass(f)["weights"][0]; };
  const auto outcome = [&](Json& f) -> Json& { return group(f)["outcomes"][1]; };
  const std::string at_pass = "weights: pass test", at_group = at_pass + ", group f0+f1",
                    at_outcome = at_group + ", outcome 2";
  const std::pair<std::string, std::function<void(Json&)>> rows[] = {
      {"weights: the file: must be an object", [](Json& f) { f = Json::array({"secret"}); }},
      {"weights: format: must be", [](Json& f) { f["format"] = "secret"; }},
      {"weights: format: must be", [](Json& f) { f["format"] = 123456789; }},
      {"weights: passes: must be an array", [](Json& f) { f.erase("passes"); }},
      {"weights: passes: must be an array",
       [](Json& f) {
         f["passes"] = {{"secret", 1}};
       }},
      {"weights: entry 2 of passes: pass: must be", [&](Json& f) { pass(f)["pass"] = "secret"; }},
      {"weights: entry 2 of passes: pass: must be", [&](Json& f) { pass(f).erase("pass"); }},
      {"weights: entry 2 of passes: pass: must be", [&](Json& f) { pass(f) = "secret"; }},
      {"weights: pass second: is there twice", [&](Json& f) { pass(f)["pass"] = "second"; }},
      {"weights: pass second: is missing", [](Json& f) { f["passes"].erase(0); }},
      {at_pass + ": prior_millibits_by_block_size: must be an array of at most 32",
       [&](Json& f) { pass(f).erase("prior_millibits_by_block_size"); }},
      {at_pass + ": prior_millibits_by_block_size: must be an array of at most 32",
       [&](Json& f) { pass(f)["prior_millibits_by_block_size"] = std::vector<int>(33, 1); }},
      {at_pass + ": prior_millibits_by_block_size: each must be",
       [&](Json& f) { pass(f)["prior_millibits_by_block_size"][2] = -100'001; }},
      {at_pass + ": prior_millibits_by_block_size: each must be",
       [&](Json& f) { pass(f)["prior_millibits_by_block_size"][0] = nullptr; }},
      {at_pass + ": weights: must be an array of the schema's 2 groups",
       [&](Json& f) { pass(f)["weights"].erase(1); }},
      {at_pass + ": weights: must be an array of the schema's 2 groups",
       [&](Json& f) { pass(f)["weights"] = "secret"; }},
      {at_group + ": filters: must be",
       [&](Json& f) {
         group(f)["filters"] = {"f1", "f0"};
       }},
      {at_group + ": filters: must be", [&](Json& f) { group(f) = 123456789; }},
      {at_pass + ", group f2: filters: must be",
       [&](Json& f) { pass(f)["weights"][1]["filters"] = {"secret"}; }},
      {at_group + ": outcomes: must be an array", [&](Json& f) { group(f).erase("outcomes"); }},
      {at_group + ": outcomes: there are more than the group has",
       [&](Json& f) { group(f)["outcomes"] = std::vector<Json>(13, outcome(f)); }},
      {at_group + ": outcomes: one is there twice",
       [&](Json& f) { group(f)["outcomes"].push_back(outcome(f)); }},
      {at_outcome + ": levels: must be an array with one entry for each filter",
       [&](Json& f) { outcome(f)["levels"] = Json::array({0}); }},
      {at_outcome + ": levels: must be an array with one entry for each filter",
       [&](Json& f) { outcome(f) = "secret"; }},
      {at_outcome + ": levels: of f0: must be a whole number from 0 to 1, or null",
       [&](Json& f) { outcome(f)["levels"][0] = 2; }},
      {at_outcome + ": levels: of f1: must be a whole number from 0 to 2, or null",
       [&](Json& f) { outcome(f)["levels"][1] = -1; }},
      {at_outcome + ": levels: of f1: must be",
       [&](Json& f) { outcome(f)["levels"][1] = "secret"; }},
      {at_outcome + ": weight_millibits: must be a whole number from -100000 to 100000",
       [&](Json& f) { outcome(f)["weight_millibits"] = 100'001; }},
      {at_outcome + ": weight_millibits: must be",
       [&](Json& f) { outcome(f)["weight_millibits"] = UINT64_MAX; }},
      {at_outcome + ": weight_millibits: must be",
       [&](Json& f) { outcome(f)["weight_millibits"] = 1.5; }},
      {at_outcome + ": weight_millibits: must be",
       [&](Json& f) { outcome(f).erase("weight_millibits"); }},
      {at_outcome + ": m_ppm: must be", [&](Json& f) { outcome(f)["m_ppm"] = 1'000'001; }},
      {at_outcome + ": u_ppm: must be", [&](Json& f) { outcome(f)["u_ppm"] = nullptr; }},
  };
  for (const auto& [expected, change] : rows) {
    Json file = Example();
    change(file);
    const auto weights = Parse(file.dump());
    EXPECT_EQ(weights.status().code(), StatusCode::kInvalidArgument) << expected;
    const std::string message(Message(weights.status()));
    EXPECT_TRUE(message.starts_with(expected)) << message << " instead of " << expected;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    EXPECT_EQ(message.find("123456789"), std::string::npos) << message;
  }
}

TEST(ParseFixedWeights, RefusesWhatIsNoJsonOfModestShape) {
  const std::pair<const char*, std::string> rows[] = {
      {"weights: line 1: is not valid JSON (UTF-8)", ""},
      {"weights: line 2: is not valid JSON (UTF-8)", "{\n\"passes\": secret}"},
      {"weights: line 1: is not valid JSON (UTF-8)", "\"\xff\""},
      {"weights: line 1: is not valid JSON (UTF-8)", "{\"passes\": 1e999}"},
      {"weights: the file: a key is twice in one object", R"({"a": [{"b": 1, "b": 2}]})"},
      {"weights: the file: is nested too deeply",
       "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"},
      {"weights: the file: is larger than 16 MiB", std::string(kMaxFixedWeightsBytes + 1, ' ')},
  };
  for (const auto& [expected, text] : rows) {
    const auto weights = Parse(text);
    EXPECT_EQ(weights.status().code(), StatusCode::kInvalidArgument) << expected;
    EXPECT_EQ(Message(weights.status()), expected);
  }
}

TEST(ParseFixedWeights, DicePassesHaveNoWeights) {
  const std::string text = Example().dump();
  const auto weights = ParseFixedWeights(AsBytes(text), Layouts(/*blocked=*/false));
  EXPECT_EQ(weights.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(weights.status()).find("pass test: is linked by Dice"), std::string::npos);
}

// The weights that a report shows, as the next run would be given them.
FixedWeights WeightsOf(const PassReport& report) {
  FixedWeights weights = {{report.pass, report.prior_millibits_by_block_size, report.weights}};
  for (GroupWeights& group : weights[0].groups) {
    for (OutcomeWeight& outcome : group.outcomes) outcome.pairs = 0;
  }
  return weights;
}

class FixedPassTest : public ::testing::Test {
 protected:
  PassResult Link(const std::vector<testing::Item>& items, const Parameters& parameters) {
    const Bytes buffer = testing::Join(items);
    const ItemBuffer one{0, buffer};
    auto result = LinkPass(layout_, std::span(&one, 1), parameters);
    EXPECT_TRUE(result.ok()) << result.status();
    return *std::move(result);
  }
  const linkage::PassLayout layout_ = Layouts()[0];
  const std::vector<testing::Item> items_ = testing::MakePairs(layout_, 300, 7, 9, 9, 2);
};

TEST_F(FixedPassTest, TheWeightsOfARunGiveItsPairsAgain) {
  const PassReport learned = Link(items_, {}).report;
  ASSERT_TRUE(learned.weights_learned);
  EXPECT_FALSE(learned.weights_fixed);
  Parameters fixed;
  fixed.fixed_weights = WeightsOf(learned);
  EXPECT_EQ(testing::NamedPairs(layout_, items_, fixed), testing::NamedPairs(layout_, items_, {}));
  const PassReport report = Link(items_, fixed).report;
  EXPECT_TRUE(report.weights_fixed);
  EXPECT_FALSE(report.weights_learned);
  EXPECT_EQ(report.em_iterations, 0u);
  EXPECT_TRUE(report.warnings.empty());
  EXPECT_EQ(report.prior_millibits_by_block_size, learned.prior_millibits_by_block_size);
  ASSERT_EQ(report.weights.size(), learned.weights.size());
  for (std::size_t g = 0; g < report.weights.size(); ++g) {
    ASSERT_EQ(report.weights[g].outcomes.size(), learned.weights[g].outcomes.size());
    for (std::size_t o = 0; o < report.weights[g].outcomes.size(); ++o) {
      const OutcomeWeight &a = report.weights[g].outcomes[o], &b = learned.weights[g].outcomes[o];
      EXPECT_EQ(std::tie(a.outcome, a.weight, a.m_ppm, a.u_ppm, a.pairs),
                std::tie(b.outcome, b.weight, b.m_ppm, b.u_ppm, b.pairs));
    }
  }
}

TEST_F(FixedPassTest, OtherDataDoesNotMoveThem) {
  Parameters fixed;
  fixed.fixed_weights = WeightsOf(Link(items_, {}).report);
  const auto few = testing::MakePairs(layout_, 4, 2, 3, 9, 5);
  const PassReport report = Link(few, fixed).report;
  ASSERT_LT(report.candidate_pairs, kMinimumPairs);
  for (const GroupWeights& group : report.weights) {
    for (const OutcomeWeight& outcome : group.outcomes) {
      const auto& listed = fixed.fixed_weights[0].groups[&group - report.weights.data()].outcomes;
      for (const OutcomeWeight& given : listed) {
        if (given.outcome == outcome.outcome) {
          EXPECT_EQ(outcome.weight, given.weight);
        }
      }
    }
  }
}

TEST_F(FixedPassTest, WhatTheFileDoesNotListHasItsStartingWeightAndAWarning) {
  Parameters fixed;
  fixed.fixed_weights = WeightsOf(Link(items_, {}).report);
  GroupWeights& group = fixed.fixed_weights[0].groups[1];  // f2: levels 0, 1, missing
  ASSERT_EQ(group.outcomes.size(), 3u);
  const std::uint64_t pairs = Link(items_, fixed).report.weights[1].outcomes[1].pairs;
  group.outcomes.resize(1);  // level 0 only
  const PassReport report = Link(items_, fixed).report;
  ASSERT_EQ(report.weights[1].outcomes.size(), 3u);
  const linkage::OutcomeSpace space(layout_);
  // Links 4/5 and 1/5, non-links the other way round, 5 % spread evenly: log2(0.215 / 0.785).
  EXPECT_EQ(report.weights[1].outcomes[1].weight, -1868);
  EXPECT_EQ(StartingWeight(space.groups[1], 0).weight, 1868);
  EXPECT_EQ(report.weights[1].outcomes[2].weight, 0) << "missing";
  ASSERT_EQ(report.warnings.size(), 1u);
  // All missing need not be listed.
  EXPECT_TRUE(report.warnings[0].starts_with(std::to_string(pairs) + " pairs have outcomes"))
      << report.warnings[0];
}

TEST_F(FixedPassTest, ABlockSizeThatIsNotListedHasThePriorOfTheNearest) {
  Parameters fixed;
  fixed.fixed_weights = WeightsOf(Link(items_, {}).report);
  auto& priors = fixed.fixed_weights[0].prior_millibits;  // blocks of 14 and 12: class 3
  priors = {1, -70};
  PassReport report = Link(items_, fixed).report;
  EXPECT_EQ(report.prior_millibits_by_block_size, (std::vector<std::int32_t>{1, -70, -70, -70}));
  EXPECT_EQ(report.prior_millibits, -70) << "the mean over pairs";
  priors.clear();
  report = Link(items_, fixed).report;
  ASSERT_EQ(report.prior_millibits_by_block_size.size(), 4u);
  EXPECT_EQ(report.prior_millibits_by_block_size[3], StartingPriorMillibits(3));
}

TEST_F(FixedPassTest, APassWithoutPairsNeedsNothing) {
  Parameters fixed;
  fixed.fixed_weights = WeightsOf(Link({}, {}).report);
  const PassReport report = Link({}, fixed).report;
  EXPECT_TRUE(report.weights_fixed);
  EXPECT_TRUE(report.warnings.empty());
}

}  // namespace
}  // namespace onefold::match
