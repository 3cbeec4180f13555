#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "onefold/v1/submission.pb.h"
#include "services/matcher/chance.h"

namespace onefold::matcher {
namespace {

using Groups = std::vector<linkage::ChanceGroup>;

store::SubmissionRecord Submission(const Groups& groups) {
  v1::Manifest manifest;
  for (const linkage::ChanceGroup& group : groups) {
    v1::ChanceGroup& out = *manifest.add_chance();
    for (const std::string& name : group.filters) out.add_filters(name);
    for (const linkage::OutcomeCount& row : group.outcomes) {
      out.add_counts()->set_outcome(row.outcome);
      out.mutable_counts()->rbegin()->set_count(row.count);
    }
  }
  store::SubmissionRecord record;
  record.manifest = ToBytes(AsBytes(manifest.SerializeAsString()));
  return record;
}

TEST(SumChanceTest, AddsTheSubmissions) {
  const std::vector<store::SubmissionRecord> records = {
      Submission({{{"given", "family"}, {{3, 10}}}, {{"sex"}, {{0, 5}, {1, 4}}}}),
      Submission({}),
      Submission({{{"born"}, {{2, 8}}}, {{"sex"}, {{1, 6}, {2, 1}}}}),
  };
  const auto sum = SumChance(records);
  ASSERT_TRUE(sum.ok()) << sum.status();
  EXPECT_EQ(*sum, (linkage::ChanceTable{{{"born"}, {{2, 8}}},
                                        {{"given", "family"}, {{3, 10}}},
                                        {{"sex"}, {{0, 5}, {1, 10}, {2, 1}}}}));
  EXPECT_TRUE(SumChance({})->empty());
}

TEST(SumChanceTest, AManifestThatCannotBeReadIsDataLoss) {
  std::vector<store::SubmissionRecord> records = {Submission({}), Submission({})};
  records[1].manifest = {0xff, 0xff};
  EXPECT_EQ(SumChance(records).status().code(), StatusCode::kDataLoss);
}

TEST(ChanceDigestTest, IsThatOfTheDocumentedText) {
  const linkage::ChanceTable table = {{{"given", "family"}, {{3, 10}, {4, 1}}},
                                      {{"sex"}, {{0, 5}}}};
  const std::string text =
      "group given family\noutcome 3 10\noutcome 4 1\ngroup sex\noutcome 0 5\n";
  EXPECT_EQ(ChanceDigest(table), crypto::Sha256(AsBytes(text)));
  EXPECT_EQ(ChanceDigest({}), crypto::Sha256({}));
}

}  // namespace
}  // namespace onefold::matcher
