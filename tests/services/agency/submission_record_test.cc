#include "services/agency/submission_record.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "crypto/random.h"

namespace onefold::agency {
namespace {

SubmissionRecord MakeRecord(std::uint8_t number) {
  SubmissionRecord record;
  record.id.fill(number);
  record.state = SubmissionState::kUploading;
  record.extract_name = "extract \"one\"\n\xff.csv";  // a file's name may hold anything
  record.extract_digest.fill(1);
  record.recipe_digest.fill(2);
  record.register_name = "victim";
  record.purpose = "statistics";
  record.key_epoch = "2026";
  record.schema_digest.fill(3);
  record.unlinkable = 5;
  record.encodings = {Bytes{1, 2}, 70, 3, {}, Bytes{9}, 11, 0};
  record.cases = {Bytes{3, 4}, 10, 1, {}, Bytes{}, 0, 12};
  return record;
}

class SubmissionFolderTest : public ::testing::Test {
 protected:
  SubmissionFolderTest() {
    std::string pattern = ::testing::TempDir() + "state-XXXXXX";
    root_ = ::mkdtemp(pattern.data());
  }
  ~SubmissionFolderTest() override { std::filesystem::remove_all(root_); }
  std::string root_;
};

TEST(SubmissionRecord, TextFormKeepsEverything) {
  const SubmissionRecord record = MakeRecord(8);
  const std::string text = FormatSubmissionRecord(record);
  const auto back = ParseSubmissionRecord(text, "r");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(FormatSubmissionRecord(*back), text);
  EXPECT_EQ(back->encodings.seal_statement, record.encodings.seal_statement);
  EXPECT_EQ(back->cases.withdrawal_log_index, 12u);
  EXPECT_EQ(back->planted, 0u) << "a record of a time without planted rows";
  SubmissionRecord planted = record;
  planted.planted = 4;
  EXPECT_EQ(ParseSubmissionRecord(FormatSubmissionRecord(planted), "r")->planted, 4u);
}

TEST(SubmissionRecord, DamageIsRefused) {
  const std::string text = FormatSubmissionRecord(MakeRecord(8));
  EXPECT_FALSE(ParseSubmissionRecord(text.substr(0, text.size() / 2), "r").ok());
  for (const char* part :
       {"uploading", "0808080808", "onefold-submission v1", "\"unlinkable\": 5"}) {
    std::string changed = text;
    changed.replace(changed.find(part), 2, "zz");
    EXPECT_FALSE(ParseSubmissionRecord(changed, "r").ok()) << part;
  }
}

TEST_F(SubmissionFolderTest, CreateLoadSaveList) {
  const auto folder = SubmissionFolder::Open(root_ + "/deep/state");
  ASSERT_TRUE(folder.ok()) << folder.status();
  const crypto::Secret seed = crypto::Secret::Random(32);
  for (const std::uint8_t number : {9, 8}) {
    ASSERT_TRUE(folder->Create(MakeRecord(number), seed).ok());
  }
  EXPECT_EQ(folder->Create(MakeRecord(8), seed).code(), StatusCode::kAlreadyExists);
  EXPECT_TRUE(ConstantTimeEqual(crypto::SecretAccess::Read(*folder->LoadSeed(MakeRecord(8).id)),
                                crypto::SecretAccess::Read(seed)));
  SubmissionRecord changed = MakeRecord(8);
  changed.state = SubmissionState::kSealed;
  ASSERT_TRUE(folder->Save(changed).ok());
  const auto list = folder->List();
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ(list->front().state, SubmissionState::kSealed);
  EXPECT_EQ(list->back().id, MakeRecord(9).id);
  EXPECT_EQ(folder->Load(Id128{}).status().code(), StatusCode::kNotFound);
}

TEST_F(SubmissionFolderTest, ACrashBeforeTheRecordLeavesNothingToList) {
  const auto folder = SubmissionFolder::Open(root_).value();
  std::filesystem::create_directories(folder.FolderOf(MakeRecord(7).id));
  std::filesystem::create_directories(root_ + "/submissions/not-an-id");
  EXPECT_TRUE(folder.List().value().empty());
}

TEST_F(SubmissionFolderTest, AnotherSubmissionsRecordIsRefused) {
  const auto folder = SubmissionFolder::Open(root_).value();
  ASSERT_TRUE(folder.Create(MakeRecord(8), crypto::Secret::Random(32)).ok());
  std::filesystem::copy(folder.FolderOf(MakeRecord(8).id), folder.FolderOf(MakeRecord(7).id));
  EXPECT_EQ(folder.Load(MakeRecord(7).id).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace onefold::agency
