#include "linkage/release/estimate_document.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace onefold::release {
namespace {

using nlohmann::json;
using Histories = std::map<std::uint32_t, std::uint64_t>;

// Three agencies that meet 300, 200 and 150 of 1,000 persons without regard to each other; nearly
// all overlaps are small cells.
const Histories kFound = {{1, 204}, {2, 119}, {3, 51}, {4, 84}, {5, 36}, {6, 21}, {7, 9}};

ReleaseInput ThreeAgencies() {
  ReleaseInput input;
  input.run[0] = 0xab;
  input.register_name = "victim";
  input.key_epoch = "2026";
  input.sources = {{"police", "state"}, {"shelter", "ngo"}, {"clinic", "state"}};
  count::Tally& tally = input.tally;
  tally.persons_by_history = kFound;
  tally.gross_by_source = {300, 200, 150};
  tally.unique_by_source = {300, 200, 150};
  tally.only_this_source = {204, 119, 84};
  tally.gross = 650;
  tally.unique = 524;
  // Structures that took up to ten links of police and shelter for false, or found as many more.
  for (int i = -10; i < 10; ++i) {
    Histories draw = kFound;
    draw[1] -= i, draw[2] -= i, draw[3] += i;
    input.unique.drawn.push_back(draw);
  }
  return input;
}

json Parsed(const ReleaseInput& input, const estimate::EstimateOptions& options = {}) {
  const auto document = FormatRunEstimate(input, options);
  EXPECT_TRUE(document.ok()) << Message(document.status());
  return document.ok() ? json::parse(document->json) : json();
}

double Width(const json& row) { return row["high"].get<double>() - row["low"].get<double>(); }

TEST(FormatRunEstimate, InternalShowsCountsModelsAndTheLinkageAveragedInterval) {
  const json root = Parsed(ThreeAgencies());
  EXPECT_EQ(root["format"], "onefold-estimate-1");
  EXPECT_EQ(root["run"], "ab000000000000000000000000000000");
  EXPECT_EQ(root["profile"], "internal");
  EXPECT_EQ(root["experimental"], true);
  EXPECT_EQ(root["method"], "dga");
  EXPECT_EQ(root["observed"], 524);
  EXPECT_EQ(root["interval"], "linkage-averaged-posterior");
  for (const char* key : {"estimate", "low", "high"}) {
    EXPECT_EQ(root[key], root["linkage_averaged"][key]);
  }
  EXPECT_EQ(root["linkage_averaged"]["structures"], 20);
  EXPECT_LT(root["low"], 1000);
  EXPECT_GT(root["high"], 1000);
  EXPECT_GT(Width(root), Width(root["as_linked"]));
  EXPECT_GE(root["models"].size(), 4u);
  EXPECT_EQ(root["counts"].size(), 7u);
  EXPECT_EQ(root["counts"][2], (json{{"sources", {"police", "shelter"}}, {"persons", 51}}));
}

TEST(FormatRunEstimate, StructuresThatAgreeAddNothing) {
  ReleaseInput input = ThreeAgencies();
  input.unique.drawn.assign(20, kFound);
  const json root = Parsed(input);
  for (const char* key : {"estimate", "low", "high"}) {
    EXPECT_NEAR(root[key].get<double>(), root["as_linked"][key].get<double>(), 1e-9);
  }
}

TEST(FormatRunEstimate, SelectionIsResampledForEachStructure) {
  estimate::EstimateOptions options;
  options.method = estimate::Method::kStepwise;
  options.resamples = 200;
  const json root = Parsed(ThreeAgencies(), options);
  EXPECT_EQ(root["interval"], "linkage-averaged-bootstrap");
  EXPECT_LT(root["low"], root["estimate"]);
  EXPECT_LT(root["estimate"], root["high"]);
  options.threads = 3;
  EXPECT_EQ(Parsed(ThreeAgencies(), options), root);
  options.resamples = 0;
  EXPECT_EQ(FormatRunEstimate(ThreeAgencies(), options).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(FormatRunEstimate, PublicHasTwoDigitsAndTheCountsOfARelease) {
  ReleaseInput input = ThreeAgencies();
  const json exact = Parsed(input);
  input.profile = Profile::kPublic;
  const json root = Parsed(input);
  const auto release = json::parse(*FormatRelease(input));
  ASSERT_EQ(root["counts"].size(), release["histories"].size());
  for (std::size_t i = 0; i < root["counts"].size(); ++i) {
    EXPECT_EQ(root["counts"][i]["persons"], release["histories"][i]["persons"]);
  }
  EXPECT_TRUE(root["counts"][6]["persons"].is_null());
  EXPECT_LE(root["low"], exact["low"]);
  EXPECT_GE(root["high"], exact["high"]);
  std::vector<json> rows(root["models"].begin(), root["models"].end());
  rows.insert(rows.end(), {root, root["as_linked"], root["linkage_averaged"]});
  for (const json& row : rows) {
    for (const char* key : {"estimate", "low", "high"}) {
      const double value = row[key];
      EXPECT_EQ(std::fmod(value, value < 1000 ? 10 : 100), 0) << row;
    }
    for (const char* key : {"bic", "probability", "path"}) EXPECT_FALSE(row.contains(key)) << row;
    EXPECT_EQ(row.value("model", ""), "");
  }
}

TEST(FormatRunEstimate, ARefusalShowsNoModels) {
  ReleaseInput input = ThreeAgencies();
  input.sources.pop_back();
  input.tally.persons_by_history = {{1, 240}, {2, 140}, {3, 60}};
  for (auto* by_source : {&input.tally.gross_by_source, &input.tally.unique_by_source,
                          &input.tally.only_this_source}) {
    by_source->pop_back();
  }
  input.unique.drawn.assign(3, input.tally.persons_by_history);
  const auto document = FormatRunEstimate(input, {});
  ASSERT_TRUE(document.ok()) << Message(document.status());
  EXPECT_NE(document->refusal.find("fewer than 3 lists"), std::string::npos);
  const json root = json::parse(document->json);
  EXPECT_TRUE(root["estimate"].is_null());
  EXPECT_TRUE(root["models"].empty());
  EXPECT_EQ(root["refused"], document->refusal);
}

TEST(FormatRunEstimate, ARunWithoutAnIntervalHasNoEstimate) {
  ReleaseInput input = ThreeAgencies();
  input.unique.drawn.clear();
  EXPECT_EQ(FormatRunEstimate(input, {}).status().code(), StatusCode::kFailedPrecondition);
  input.unique.refusal = "too many links rest on a single pass";
  const auto document = FormatRunEstimate(input, {});
  ASSERT_TRUE(document.ok()) << Message(document.status());
  EXPECT_NE(document->refusal.find("rest on a single pass"), std::string::npos);
  EXPECT_TRUE(json::parse(document->json)["estimate"].is_null());
}

TEST(FormatRunEstimate, StructuresOfOtherAgenciesAreAnError) {
  ReleaseInput input = ThreeAgencies();
  input.unique.drawn.push_back({{9, 1}});
  EXPECT_EQ(FormatRunEstimate(input, {}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onefold::release
