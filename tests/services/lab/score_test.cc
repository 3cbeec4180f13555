#include "services/lab/score.h"

#include <gtest/gtest.h>

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

TEST(ScoreEntities, ARecordWithoutEntityStandsAlone) {
  const auto score = ScoreOf("source,record_id,entity_id\na,1,0\na,2,0\n");
  ASSERT_TRUE(score.ok());
  EXPECT_EQ(score->missing, 3u);
  EXPECT_DOUBLE_EQ(score->recall, 1.0 / 3);
  EXPECT_DOUBLE_EQ(score->precision, 1);
}

TEST(ScoreEntities, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\na,1,0\na,1,0\n").ok());  // twice
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\nz,1,0\n").ok());         // not in the truth
  EXPECT_FALSE(ScoreOf("source,record_id,cluster\na,1,0\n").ok());           // wrong column
  EXPECT_FALSE(ScoreOf("source,record_id,entity_id\na,1\n").ok());           // short row
  EXPECT_EQ(ScoreEntities("/nonexistent", "/nonexistent").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace onefold::lab
