#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/linkage/report/sample.h"

namespace onefold::report {
namespace {

using nlohmann::json;

TEST(RunReportJson, HoldsTheFiguresOfTheRun) {
  const json report = json::parse(FormatJson(SampleReport()));
  EXPECT_EQ(report["format"], "onefold-run-report-1");
  EXPECT_EQ(report["total"]["unique_persons"],
            (json{{"estimate", 3987}, {"low", 3940}, {"high", 4051}}));
  EXPECT_TRUE(report["total"]["interval_refused"].is_null());
  EXPECT_EQ(report["cut_millibits"], 500);
  EXPECT_EQ(report["entities_by_cut"].size(), 33u);
  EXPECT_EQ(report["scores"].size(), 40u);
  EXPECT_EQ(report["blocking"]["compared_pairs"], 164'000);
  EXPECT_EQ(report["sources"][1]["unlinked"], 900);
  EXPECT_EQ(report["passes"][1]["oversized_blocks"], (json{5'000, 4'000}));
  EXPECT_EQ(report["passes"][0]["links"]["only_here"], 400);
  const json& outcomes = report["passes"][0]["weights"][0]["outcomes"];
  EXPECT_EQ(outcomes[0]["levels"], json{0});
  EXPECT_EQ(outcomes[3]["levels"], json{nullptr});
}

TEST(RunReportJson, SaysWhyThereIsNoInterval) {
  RunReport report = SampleReport();
  report.estimate.refusal = "one pass only";
  EXPECT_EQ(json::parse(FormatJson(report))["total"]["interval_refused"], "one pass only");
}

TEST(RunReportJson, ASourceWithoutANameOrAnEstimateIsStillThere) {
  RunReport report = SampleReport();
  report.source_names.pop_back();
  report.estimate.only_this_source.pop_back();
  const json sources = json::parse(FormatJson(report))["sources"];
  ASSERT_EQ(sources.size(), 2u);
  EXPECT_EQ(sources[0]["source"], "border-guard");
  EXPECT_TRUE(sources[0].contains("only_this_source"));
  EXPECT_EQ(sources[1]["source"], "source 2");
  EXPECT_FALSE(sources[1].contains("unique_persons") || sources[1].contains("only_this_source"));
}

}  // namespace
}  // namespace onefold::report
