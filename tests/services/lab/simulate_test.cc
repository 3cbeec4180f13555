#include "services/lab/simulate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace onefold::lab {
namespace {

SimulateOptions ThreeWorlds() {
  SimulateOptions options;
  options.worlds = 3;
  options.world.persons = 200;
  options.world.seed = 40;
  options.schema_path = std::string(ONEFOLD_SOURCE_DIR) + "/deploy/schemas/see.json";
  options.show_progress = false;
  return options;
}

// The seconds are the only thing that may differ.
std::string WithoutSeconds(const Simulation& simulation) {
  auto json = nlohmann::ordered_json::parse(FormatSimulation(simulation));
  json.erase("seconds");
  return json.dump();
}

TEST(Simulate, ThreeWorldsTheSameForEveryNumberOfThreads) {
  SimulateOptions options = ThreeWorlds();
  options.threads = 1;
  const auto one = Simulate(options);
  ASSERT_TRUE(one.ok()) << Message(one.status());
  options.threads = 3;
  const auto three = Simulate(options);
  ASSERT_TRUE(three.ok());
  EXPECT_EQ(WithoutSeconds(*one), WithoutSeconds(*three));
  EXPECT_EQ(one->worlds, 3u);
  EXPECT_GT(one->records, 500u);
  EXPECT_GT(one->mean_precision, 0.8);
  EXPECT_GT(one->mean_recall, 0.3);
  ASSERT_FALSE(one->coverage.empty());
  const Coverage& unique = one->coverage[0];
  EXPECT_EQ(unique.what, "unique_persons");
  EXPECT_EQ(unique.worlds, 3u);
  EXPECT_EQ(unique.covered + unique.failures.size(), 3u);
  EXPECT_LT(unique.mean_relative_error, 0.5);
  ASSERT_EQ(one->coverage.size(), 4u);
  EXPECT_EQ(one->coverage[1].what, "state_only");
  EXPECT_EQ(one->coverage[2].what, "ngo_only");
  EXPECT_EQ(one->coverage[3].what, "both");
  for (const Coverage& cell : one->coverage) EXPECT_LT(cell.mean_relative_error, 1) << cell.what;
  options.world.seed = 90;
  const auto others = Simulate(options);
  ASSERT_TRUE(others.ok());
  EXPECT_NE(WithoutSeconds(*one), WithoutSeconds(*others));
}

// Where the lists are independent the models are right, and what is left is the linkage.
TEST(Simulate, EstimatesAllPersonsOfIndependentWorlds) {
  SimulateOptions options = ThreeWorlds();
  options.world.persons = 800;
  options.world.agencies = 4;
  options.world.states = 1;
  options.world.years = 1;
  options.world.independent = true;
  options.dark_figure = true;
  options.threads = 1;
  const auto one = Simulate(options);
  ASSERT_TRUE(one.ok()) << Message(one.status());
  options.threads = 2;
  EXPECT_EQ(WithoutSeconds(*one), WithoutSeconds(*Simulate(options)));
  ASSERT_EQ(one->coverage.size(), 7u);
  const Coverage& by_truth = one->coverage[4];
  const Coverage& as_linked = one->coverage[5];
  const Coverage& averaged = one->coverage[6];
  EXPECT_EQ(by_truth.what, "all_persons_true_links");
  EXPECT_EQ(as_linked.what, "all_persons_as_linked");
  EXPECT_EQ(averaged.what, "all_persons_linkage_averaged");
  for (const Coverage* row : {&by_truth, &as_linked, &averaged}) EXPECT_EQ(row->worlds, 3u);
  EXPECT_LT(std::abs(by_truth.mean_signed_relative_error), 0.1);
  // Missed links make it too high; averaging takes most of that away and says more of its error.
  EXPECT_GT(as_linked.mean_signed_relative_error, by_truth.mean_signed_relative_error);
  EXPECT_LT(averaged.mean_relative_error, as_linked.mean_relative_error);
  EXPECT_GT(averaged.mean_relative_width, as_linked.mean_relative_width);
  EXPECT_EQ(averaged.covered, 3u);
}

TEST(Simulate, LeavesNoFiles) {
  const auto folders = [] {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
      count += entry.path().filename().string().starts_with("onefold-simulate-") ? 1 : 0;
    }
    return count;
  };
  const std::size_t before = folders();
  SimulateOptions options = ThreeWorlds();
  options.worlds = 1;
  ASSERT_TRUE(Simulate(options).ok());
  EXPECT_EQ(folders(), before);
}

TEST(Simulate, NamesTheWorldThatFailed) {
  SimulateOptions options = ThreeWorlds();
  options.schema_path = "/nonexistent";
  const auto failed = Simulate(options);
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(Message(failed.status()).find("seed 4"), std::string::npos);
  options.worlds = 0;
  EXPECT_EQ(Simulate(options).status().code(), StatusCode::kInvalidArgument);
}

TEST(Summarize, SharesAndMeansByHand) {
  const std::vector<Trial> trials = {
      {1, 100, 110, 90, 120}, {2, 100, 95, 96, 104}, {3, 200, 260, 210, 300}};
  const Coverage coverage = Summarize("unique_persons", trials);
  EXPECT_EQ(coverage.covered, 2u);
  EXPECT_DOUBLE_EQ(coverage.mean_relative_error, (0.10 + 0.05 + 0.30) / 3);
  EXPECT_DOUBLE_EQ(coverage.mean_signed_relative_error, (0.10 - 0.05 + 0.30) / 3);
  EXPECT_DOUBLE_EQ(coverage.mean_relative_width, (0.30 + 0.08 + 0.45) / 3);
  ASSERT_EQ(coverage.failures.size(), 1u);
  EXPECT_EQ(coverage.failures[0].seed, 3u);
  EXPECT_DOUBLE_EQ(coverage.interval.low, count::WilsonInterval(2, 3).low);
}

}  // namespace
}  // namespace onefold::lab
