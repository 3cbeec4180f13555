#include "services/lab/score.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

constexpr char kTruth[] = "source,record_id,person_id\na,1,p\na,2,p\nb,1,p\nb,2,q\nb,3,r\n";

StatusOr<Score> ScoreOf(const std::string& entities, const std::string& truth = kTruth) {
  const testing::Folder folder;
  return ScoreEntities(folder.Write("e.csv", entities), folder.Write("t.csv", truth));
}

TEST(ScoreEntities, CountsPairs) {
  // Found: {a1, a2}, {b1, b2}, {b3}. Right pairs: a1-a2. True pairs: three.
  const auto score = ScoreOf("source,record_id,entity_id\na,1,0\na,2,0\nb,1,1\nb,2,1\nb,3,2\n");
  ASSERT_TRUE(score.ok());
  EXPECT_EQ(score->pairs_true, 3u);
  EXPECT_EQ(score->pairs_found, 2u);
  EXPECT_EQ(score->pairs_right, 1u);
  EXPECT_DOUBLE_EQ(score->precision, 0.5);
  EXPECT_DOUBLE_EQ(score->recall, 1.0 / 3);
  EXPECT_DOUBLE_EQ(score->f1, 0.4);
  EXPECT_EQ(score->unique_true, 3u);
  EXPECT_EQ(score->entities, 3u);
}

TEST(ScoreEntities, BCubedByHand) {
  // Precision by record: a1 2/2, a2 2/2, b1 1/2, b2 1/2, b3 1/1.
  // Recall: a1 2/3, a2 2/3, b1 1/3, b2 1/1, b3 1/1.
  const auto score = ScoreOf("source,record_id,entity_id\na,1,0\na,2,0\nb,1,1\nb,2,1\nb,3,2\n");
  ASSERT_TRUE(score.ok());
  const double precision = 4.0 / 5, recall = (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 2) / 5;
  EXPECT_DOUBLE_EQ(score->bcubed_precision, precision);
  EXPECT_DOUBLE_EQ(score->bcubed_recall, recall);
  EXPECT_DOUBLE_EQ(score->bcubed_f1, 2 * precision * recall / (precision + recall));
}

TEST(ScoreEntities, BCubedOfAllInOneAndOfAllApart) {
  const auto one = ScoreOf("source,record_id,entity_id\na,1,0\na,2,0\nb,1,0\nb,2,0\nb,3,0\n");
  EXPECT_DOUBLE_EQ(one->bcubed_precision, (3 * 3.0 / 5 + 2 * 1.0 / 5) / 5);
  EXPECT_DOUBLE_EQ(one->bcubed_recall, 1);
  const auto apart = ScoreOf("source,record_id,entity_id\na,1,0\na,2,1\nb,1,2\nb,2,3\nb,3,4\n");
  EXPECT_DOUBLE_EQ(apart->bcubed_precision, 1);
  EXPECT_DOUBLE_EQ(apart->bcubed_recall, (3 * 1.0 / 3 + 2) / 5);
}

TEST(ScoreEntities, ARecordWithoutEntityStandsAlone) {
  const auto score = ScoreOf("source,record_id,entity_id\na,1,0\na,2,0\n");
  ASSERT_TRUE(score.ok());
  EXPECT_EQ(score->missing, 3u);
  EXPECT_DOUBLE_EQ(score->recall, 1.0 / 3);
  EXPECT_DOUBLE_EQ(score->precision, 1);
  // Among the records that were linked nothing was missed.
  EXPECT_EQ(score->pairs_true_linked, 1u);
  EXPECT_DOUBLE_EQ(score->recall_linked, 1);
  EXPECT_DOUBLE_EQ(score->f1_linked, 1);
  EXPECT_DOUBLE_EQ(score->bcubed_recall, 1);
  EXPECT_EQ(score->unique_true, 3u);
  EXPECT_EQ(score->unique_true_linked, 1u);
}

TEST(Truth, RecallByScriptPairAndNamingSystem) {
  const testing::Folder folder;
  auto truth = Truth::Read(folder.Write("t.csv", kTruth));
  ASSERT_TRUE(truth.ok());
  ASSERT_TRUE(truth
                  ->ReadScripts(folder.Write("r.csv",
                                             "source,record_id,script\na,1,Latn\na,2,Latn\n"
                                             "b,1,Cyrl\nb,2,Latn\nb,3,Latn\nc,9,Grek\n"))
                  .ok());
  ASSERT_TRUE(truth
                  ->ReadNamingSystems(folder.Write(
                      "p.csv", "person_id,naming_system\np,serbian\nq,greek\nz,greek\n"))
                  .ok());
  const auto entity_of = ReadEntities(
      folder.Write("e.csv", "source,record_id,entity_id\na,1,x\na,2,x\nb,1,y\nb,2,y\n"), *truth);
  ASSERT_TRUE(entity_of.ok());
  const Score score = truth->Compare(*entity_of);
  ASSERT_EQ(score.by_script_pair.size(), 2u);
  EXPECT_EQ(score.by_script_pair[0].group, "Cyrl-Latn");
  EXPECT_EQ(score.by_script_pair[0].pairs_true, 2u);
  EXPECT_EQ(score.by_script_pair[0].pairs_right, 0u);
  EXPECT_EQ(score.by_script_pair[1].group, "Latn-Latn");
  EXPECT_DOUBLE_EQ(score.by_script_pair[1].recall, 1);
  EXPECT_EQ(score.inside_latin.pairs_right, 1u);
  EXPECT_EQ(score.inside_latin.pairs_true, 1u);
  EXPECT_EQ(score.between_scripts.pairs_right, 0u);
  EXPECT_EQ(score.between_scripts.pairs_true, 2u);
  ASSERT_EQ(score.by_naming_system.size(), 1u);  // the others have no pair
  EXPECT_EQ(score.by_naming_system[0].group, "serbian");
  EXPECT_DOUBLE_EQ(score.by_naming_system[0].recall, 1.0 / 3);
  const auto json = nlohmann::json::parse(FormatScore(score));
  EXPECT_EQ(json["by_script_pair"][0]["scripts"], "Cyrl-Latn");
  EXPECT_EQ(json["by_naming_system"][0]["pairs_true"], 3);
}

// Counted by definition, pair by pair and record by record.
void ExpectAsDefined(const Truth& truth, const std::vector<std::uint32_t>& entity_of) {
  const auto n = static_cast<std::uint32_t>(truth.records());
  const auto linked = [&](std::uint32_t r) { return entity_of[r] != Truth::kUnknown; };
  const auto same_person = [&](std::uint32_t a, std::uint32_t b) {
    return truth.person_of(a) == truth.person_of(b);
  };
  double found = 0, real = 0, real_linked = 0, right = 0;
  double precision = 0, recall = 0, records = 0;
  for (std::uint32_t a = 0; a < n; ++a) {
    double entity = 0, person = 0, both = 0;
    for (std::uint32_t b = 0; b < n; ++b) {
      const bool together = linked(a) && linked(b) && entity_of[a] == entity_of[b];
      if (b < a) {
        found += together;
        real += same_person(a, b);
        real_linked += same_person(a, b) && linked(a) && linked(b);
        right += together && same_person(a, b);
      }
      entity += together;
      person += linked(b) && same_person(a, b);
      both += together && same_person(a, b);
    }
    if (!linked(a)) continue;
    precision += both / entity;
    recall += both / person;
    ++records;
  }
  const Score score = truth.Compare(entity_of);
  EXPECT_EQ(static_cast<double>(score.pairs_found), found);
  EXPECT_EQ(static_cast<double>(score.pairs_true), real);
  EXPECT_EQ(static_cast<double>(score.pairs_true_linked), real_linked);
  EXPECT_EQ(static_cast<double>(score.pairs_right), right);
  EXPECT_NEAR(score.bcubed_precision, records == 0 ? 1 : precision / records, 1e-12);
  EXPECT_NEAR(score.bcubed_recall, records == 0 ? 1 : recall / records, 1e-12);
}

TEST(Truth, ComparesAsDefined) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    const testing::Folder folder;
    const std::uint64_t n = 1 + random() % 25, persons = 1 + random() % 8,
                        groups = 1 + random() % 8;
    std::string rows = "source,record_id,person_id\n";
    std::vector<std::uint32_t> entity_of;
    for (std::uint64_t r = 0; r < n; ++r) {
      rows += "s," + std::to_string(r) + ",p" + std::to_string(random() % persons) + "\n";
      entity_of.push_back(random() % 5 == 0 ? Truth::kUnknown
                                            : static_cast<std::uint32_t>(random() % groups));
    }
    const auto truth = Truth::Read(folder.Write("t.csv", rows));
    ASSERT_TRUE(truth.ok());
    ExpectAsDefined(*truth, entity_of);
  }
}

TEST(WilsonInterval, KnownValues) {
  // By the formula with z = 1.959964.
  EXPECT_NEAR(count::WilsonInterval(190, 200).low, 0.91042, 1e-5);
  EXPECT_NEAR(count::WilsonInterval(190, 200).high, 0.97262, 1e-5);
  EXPECT_NEAR(count::WilsonInterval(0, 10).low, 0, 1e-12);
  EXPECT_NEAR(count::WilsonInterval(0, 10).high, 0.27753, 1e-5);
  EXPECT_NEAR(count::WilsonInterval(10, 10).low, 0.72247, 1e-5);
  EXPECT_EQ(count::WilsonInterval(0, 0).low, 0);
  EXPECT_EQ(count::WilsonInterval(0, 0).high, 1);
}

TEST(ScoreEntities, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\na,1,0\na,1,0\n").ok());  // twice
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\nz,1,0\n").ok());         // not in the truth
  EXPECT_FALSE(ScoreOf("source,record_id,cluster\na,1,0\n").ok());           // wrong column
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\na,1\n").ok());           // short row
  EXPECT_FALSE(
      ScoreOf("source,record_id,entity_id\na,1,0\n", "source,record_id,person_id\na,1,p\na,1,q\n")
          .ok());
  EXPECT_EQ(ScoreEntities("/nonexistent", "/nonexistent").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace onefold::lab
