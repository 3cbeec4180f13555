#include "services/lab/link.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

std::string SourcePath(const std::string& path) {
  return std::string(ONEFOLD_SOURCE_DIR) + "/" + path;
}

LinkOptions Febrl4() {
  LinkOptions options;
  options.schema_path = SourcePath("deploy/schemas/febrl.json");
  options.secret = "test";
  options.show_progress = false;
  options.read.max_reported = 0;
  options.sources = {{"a", SourcePath("deploy/data/febrl4a.csv"), true},
                     {"b", SourcePath("deploy/data/febrl4b.csv"), true}};
  return options;
}

// FEBRL 4 dealt out to four agencies, the rows of each shuffled.
class FourAgencies {
 public:
  FourAgencies() {
    for (const char* name : {"a", "b"}) {
      std::ifstream input(SourcePath(std::string("deploy/data/febrl4") + name + ".csv"));
      std::getline(input, header_);
      for (std::string row; std::getline(input, row);) rows_[rows_count_++ % 4].push_back(row);
    }
  }

  std::string EntitiesFor(std::uint64_t order, unsigned threads) {
    std::mt19937_64 random(order);
    LinkOptions options = Febrl4();
    options.sources.clear();
    for (std::size_t i = 0; i < 4; ++i) {
      std::shuffle(rows_[i].begin(), rows_[i].end(), random);
      std::string content = header_ + "\n";
      for (const std::string& row : rows_[i]) content += row + "\n";
      const std::string name(1, static_cast<char>('p' + i));
      options.sources.push_back({name, folder_.Write(name + ".csv", content), false});
    }
    std::shuffle(options.sources.begin(), options.sources.end(), random);
    options.match.threads = options.read.threads = threads;
    const auto outcome = Link(options);
    EXPECT_TRUE(outcome.ok()) << Message(outcome.status());
    if (!outcome.ok()) return "";
    EXPECT_TRUE(WriteEntities(*outcome, folder_ / "entities.csv").ok());
    return folder_.Read("entities.csv");
  }

 private:
  testing::Folder folder_;
  std::string header_;
  std::vector<std::string> rows_[4];
  std::size_t rows_count_ = 0;
};

TEST(Link, Febrl4AsTwoAgencies) {
  const auto outcome = Link(Febrl4());
  ASSERT_TRUE(outcome.ok()) << Message(outcome.status());
  EXPECT_EQ(outcome->rows.size(), 10'000u);
  EXPECT_NEAR(outcome->entities, 5000, 10);
  EXPECT_NEAR(static_cast<double>(outcome->unique.estimate), 5000, 10);
  EXPECT_LE(outcome->unique.low, 5000u);
  EXPECT_GE(outcome->unique.high, 5000u);
}

TEST(Link, Febrl3AsOneAgency) {
  LinkOptions options = Febrl4();
  options.sources = {{"a", SourcePath("deploy/data/febrl3.csv"), false}};
  const auto outcome = Link(options);
  ASSERT_TRUE(outcome.ok()) << Message(outcome.status());
  EXPECT_NEAR(outcome->entities, 2000, 20);
  EXPECT_NEAR(static_cast<double>(outcome->unique.estimate), 2000, 20);
  EXPECT_LE(outcome->unique.low, 2000u);
  EXPECT_GE(outcome->unique.high, 2000u);
}

TEST(Link, SameEntitiesForEveryOrderAndThreadCount) {
  FourAgencies agencies;
  const std::string expected = agencies.EntitiesFor(1, 1);
  EXPECT_EQ(std::count(expected.begin(), expected.end(), '\n'), 10'001);
  EXPECT_EQ(agencies.EntitiesFor(2, 2), expected);
  EXPECT_EQ(agencies.EntitiesFor(3, 5), expected);
}

TEST(Link, AnotherSecretGivesTheSameEntities) {
  LinkOptions options = Febrl4();
  options.sources.pop_back();
  options.sources[0].clean = false;
  const auto first = Link(options);
  options.secret = "another";
  const auto second = Link(options);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_FALSE(first->report.has_value()) << "nobody asked for it";
  // Filters collide differently, so single weak links may differ; the count hardly moves.
  EXPECT_NEAR(first->entities, second->entities, 5);
}

// Every pass but for what says whether its weights were learned.
std::string WithoutLearning(const LinkOutcome& outcome) {
  auto json = nlohmann::json::parse(report::FormatJson(*outcome.report));
  for (auto& pass : json["passes"]) {
    for (const char* key : {"weights_learned", "weights_fixed", "em_iterations", "prior_millibits"})
      pass.erase(key);
  }
  return json.dump();
}

TEST(Link, TheReportOfARunFixesTheWeightsOfTheNext) {
  const testing::Folder folder;
  LinkOptions options = Febrl4();
  options.with_report = true;
  const auto learned = Link(options);
  ASSERT_TRUE(learned.ok()) << Message(learned.status());
  options.weights_path = folder.Write("report.json", report::FormatJson(*learned->report));
  const auto fixed = Link(options);
  ASSERT_TRUE(fixed.ok()) << Message(fixed.status());
  EXPECT_EQ(fixed->entity_of, learned->entity_of);
  EXPECT_EQ(fixed->unique.estimate, learned->unique.estimate);
  EXPECT_EQ(fixed->unique.low, learned->unique.low);
  EXPECT_EQ(fixed->unique.high, learned->unique.high);
  EXPECT_EQ(WithoutLearning(*fixed), WithoutLearning(*learned));
  for (const match::PassReport& pass : fixed->report->passes) {
    EXPECT_TRUE(pass.weights_fixed && !pass.weights_learned);
  }
  // Of other data: nothing is learned from it.
  options.sources = {{"a", SourcePath("deploy/data/febrl3.csv"), false}};
  const auto other = Link(options);
  ASSERT_TRUE(other.ok()) << Message(other.status());
  EXPECT_NEAR(other->entities, 2000, 20);
}

TEST(Link, RefusesWeightsThatDoNotFit) {
  const testing::Folder folder;
  LinkOptions options = Febrl4();
  options.weights_path = folder / "missing.json";
  EXPECT_EQ(Link(options).status().code(), StatusCode::kNotFound);
  options.weights_path = folder.Write("weights.json", R"({"passes": []})");
  const auto outcome = Link(options);
  EXPECT_EQ(outcome.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(outcome.status()).find("is missing"), std::string::npos);
  options.schema_path = SourcePath("deploy/schemas/febrl-clkhash.json");
  options.weights_path = folder.Write("dice.json", R"({"passes": [{"pass": "clk"}]})");
  EXPECT_EQ(Link(options).status().code(), StatusCode::kInvalidArgument);
}

TEST(Link, BadRowsAreLeftOutAndCounted) {
  const testing::Folder folder;
  LinkOptions options = Febrl4();
  const std::string header =
      "rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_"
      "birth\n";
  options.sources = {
      {"a",
       folder.Write("a.csv", header + "r1,ann,lee,1,high st,,perth,6000,wa,19800102\n" +
                                 "r2,too,short\n" +
                                 "r1,ann,lee,1,high st,,perth,6000,wa,19800102\n" +
                                 "r3,bob,day,2,low st,,perth,6000,wa,19700304\n"),
       false}};
  const auto outcome = Link(options);
  ASSERT_TRUE(outcome.ok()) << Message(outcome.status());
  EXPECT_EQ(outcome->rows.size(), 2u);
  EXPECT_EQ(outcome->refused, 2u);
}

TEST(Link, RefusesWhatItCannotUse) {
  const testing::Folder folder;
  LinkOptions options = Febrl4();
  options.sources[1].name = "a";
  EXPECT_FALSE(Link(options).ok());  // a name twice
  options.sources.clear();
  EXPECT_FALSE(Link(options).ok());
  options.sources = {{"a", folder / "missing.csv", false}};
  EXPECT_FALSE(Link(options).ok());
  options.sources = {{"a", folder.Write("empty.csv", ""), false}};
  EXPECT_FALSE(Link(options).ok());
}

TEST(ParseSourceFile, TakesNameFileAndKind) {
  const auto clean = ParseSourceFile("police=a,b.csv,clean");
  ASSERT_TRUE(clean.ok());
  EXPECT_EQ(clean->name, "police");
  EXPECT_EQ(clean->path, "a,b.csv");
  EXPECT_TRUE(clean->clean);
  EXPECT_FALSE(ParseSourceFile("police=a.csv")->clean);
  EXPECT_FALSE(ParseSourceFile("police=a.csv,dirty")->clean);
  EXPECT_EQ(clean->type, count::SourceType::kOther);
  for (const char* text : {"shelter=a.csv,clean,ngo", "shelter=a.csv,ngo,clean"}) {
    const auto shelter = ParseSourceFile(text);
    ASSERT_TRUE(shelter.ok());
    EXPECT_EQ(shelter->path, "a.csv");
    EXPECT_TRUE(shelter->clean);
    EXPECT_EQ(shelter->type, count::SourceType::kNgo);
  }
  EXPECT_EQ(ParseSourceFile("police=a.csv,state")->type, count::SourceType::kState);
  for (const char* wrong : {"", "a.csv", "=a.csv", "police="})
    EXPECT_FALSE(ParseSourceFile(wrong).ok());
}

}  // namespace
}  // namespace onefold::lab
