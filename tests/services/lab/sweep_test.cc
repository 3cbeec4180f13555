#include "services/lab/sweep.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/lab/outcome_score.h"
#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

TEST(ParseCuts, RangesAndLists) {
  const auto list = [](const char* text, double scale = 1) { return ParseCuts(text, scale); };
  EXPECT_EQ(*list("-2000:2000:1000"), (std::vector<std::int32_t>{-2000, -1000, 0, 1000, 2000}));
  EXPECT_EQ(*list("0:1:2"), (std::vector<std::int32_t>{0}));
  EXPECT_EQ(*list("5,-3,0"), (std::vector<std::int32_t>{5, -3, 0}));
  EXPECT_EQ(*list("0.7:0.8:0.05", 1e6), (std::vector<std::int32_t>{700000, 750000, 800000}));
  EXPECT_EQ(*list("0.725", 1e6), (std::vector<std::int32_t>{725000}));
  for (const char* wrong :
       {"", "a", "1:2", "2:1:1", "1:2:0", "1:2:-1", "1:2:3:4", "1,", "nan", "0:5000:1", "1e300"}) {
    EXPECT_FALSE(list(wrong).ok()) << wrong;
  }
}

// FEBRL 3 with the truth that its record ids hold.
class Febrl3 : public ::testing::Test {
 protected:
  SweepOptions Options(const std::string& schema) {
    SweepOptions options;
    const std::string source = ONEFOLD_SOURCE_DIR;
    options.link.schema_path = source + "/deploy/schemas/" + schema;
    options.link.secret = "test";
    options.link.show_progress = false;
    options.link.read.max_reported = 0;
    options.link.sources = {{"a", source + "/deploy/data/febrl3.csv", false}};
    std::string truth = "source,record_id,person_id\n";
    std::ifstream rows(source + "/deploy/data/febrl3.csv");
    std::string line;
    std::getline(rows, line);
    while (std::getline(rows, line)) {
      const std::string id = line.substr(0, line.find(','));  // rec-223-dup-0
      truth += "a," + id + "," + id.substr(4, id.find('-', 4) - 4) + "\n";
    }
    options.truth_path = folder_.Write("truth.csv", truth);
    return options;
  }

  // Entities and pairs of a row are those of a run of its own.
  void ExpectAsLinked(const SweepRow& row, const LinkOptions& link) {
    const auto outcome = Link(link);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(row.score.entities, outcome->entities);
    EXPECT_EQ(row.unique.estimate, outcome->unique.estimate);
    EXPECT_EQ(row.unique.low, outcome->unique.low);
    EXPECT_EQ(row.unique.high, outcome->unique.high);
    const auto truth = Truth::Read(folder_ / "truth.csv");
    const Score score = truth->Compare(EntityByRecord(*outcome, *truth));
    EXPECT_EQ(row.score.pairs_found, score.pairs_found);
    EXPECT_EQ(row.score.pairs_right, score.pairs_right);
  }

  const testing::Folder folder_;
};

TEST_F(Febrl3, EachRowIsThatOfARunOfItsOwn) {
  SweepOptions options = Options("febrl.json");
  options.cuts = {-1500, 0, 20000};
  const auto sweep = SweepCuts(options);
  ASSERT_TRUE(sweep.ok()) << Message(sweep.status());
  ASSERT_EQ(sweep->rows.size(), 3u);
  EXPECT_EQ(sweep->unique_true, 2000u);
  for (std::size_t i = 0; i < 3; ++i) {
    options.link.cut = options.cuts[i];
    ExpectAsLinked(sweep->rows[i], options.link);
  }
  EXPECT_LE(sweep->rows[0].score.entities, sweep->rows[1].score.entities);
  EXPECT_LT(sweep->rows[1].score.entities, sweep->rows[2].score.entities);
  const auto json = nlohmann::json::parse(FormatSweep(*sweep));
  for (const char* key : {"cut", "entities", "unique_estimate", "unique_low", "unique_high",
                          "precision", "recall", "f1", "bcubed_f1"}) {
    EXPECT_TRUE(json["rows"][0].contains(key)) << key;
  }
}

TEST_F(Febrl3, ThresholdsOfClkhashSchemas) {
  SweepOptions options = Options("febrl-clkhash.json");
  options.dice = true;
  options.cuts = {800000, 850000, 950000};
  const auto sweep = SweepCuts(options);
  ASSERT_TRUE(sweep.ok()) << Message(sweep.status());
  for (std::size_t i = 0; i < 3; ++i) {
    options.link.match.dice_threshold_ppm = static_cast<std::uint32_t>(options.cuts[i]);
    ExpectAsLinked(sweep->rows[i], options.link);
  }
  EXPECT_LT(sweep->rows[0].score.entities, sweep->rows[2].score.entities);
}

TEST_F(Febrl3, RefusesWhatDoesNotFit) {
  SweepOptions options = Options("febrl.json");
  EXPECT_FALSE(SweepCuts(options).ok());  // no cut
  options.cuts = {700000};
  options.dice = true;
  EXPECT_FALSE(SweepCuts(options).ok());  // thresholds for a schema of our own
  options.dice = false;
  options.truth_path = "/nonexistent";
  EXPECT_EQ(SweepCuts(options).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace onefold::lab
