#include "services/store/log_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "services/audit/files.h"
#include "tests/services/store/log/test_log.h"

namespace onefold::store {
namespace {

class LogStoreTest : public testing::Test {
 protected:
  std::unique_ptr<OpenLog> Open() {
    return std::make_unique<OpenLog>(folder_ / "db", OptionsIn(folder_));
  }
  TestFolder folder_;
};

TEST_F(LogStoreTest, ANewLogBeginsWithItsGenesisAndPublishesIt) {
  const auto open = Open();
  ASSERT_TRUE(open->status.ok()) << open->status;
  EXPECT_EQ(open->log->latest().size, 1U);
  const audit::Event genesis = audit::DecodeLeaf(open->log->ReadLeaf(0).value()).value();
  EXPECT_EQ(audit::ReadLogGenesis(genesis)->origin, kOrigin);
  EXPECT_EQ(genesis.actor.role, "matcher");
  const audit::LogReport report = VerifyPublished(folder_ / "publish");
  EXPECT_THAT(report.failures, testing::IsEmpty());
  EXPECT_EQ(report.entries, 1U);
  EXPECT_EQ(AsText(audit::ReadFile(folder_ / "publish/log.vkey", 1000).value()),
            open->log->verifier_key() + "\n");
}

TEST_F(LogStoreTest, AppendsOfAnySizeVerifyAfterEveryOne) {
  const auto open = Open();
  std::mt19937_64 random(1);
  std::uint64_t next = 1;
  while (next < 1500) {
    const std::uint64_t count = 1 + random() % (random() % 5 == 0 ? 300 : 20);
    EXPECT_EQ(open->Append(next, count), next);
    next += count;
    const audit::LogReport report = VerifyPublished(folder_ / "publish");
    ASSERT_THAT(report.failures, testing::IsEmpty());
    ASSERT_EQ(report.entries, next);
  }
  // Partial tiles that became full are gone.
  EXPECT_FALSE(std::filesystem::exists(folder_ / "publish/tile/0/000.p"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "publish/tile/0/000"));
}

TEST_F(LogStoreTest, MoreThanOneTileOfTilesAndReopening) {
  auto open = Open();
  open->Append(1, 70000);
  const tlog::Checkpoint before = open->log->latest();
  open.reset();
  open = Open();
  ASSERT_TRUE(open->status.ok()) << open->status;
  EXPECT_EQ(open->log->latest().root, before.root);
  open->Append(70001, 3);
  const audit::LogReport report = VerifyPublished(folder_ / "publish");
  EXPECT_THAT(report.failures, testing::IsEmpty());
  EXPECT_EQ(report.entries, 70004U);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "publish/tile/2/000.p/1"));
  const auto verifier = tlog::ParseVerifierKey(open->log->verifier_key()).value();
  for (const std::uint64_t index : {0, 1, 255, 256, 65535, 65536, 70003}) {
    const auto proof = open->log->Prove(index);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(tlog::VerifyLogProof(*proof, verifier).ok()) << index;
  }
}

TEST_F(LogStoreTest, ProofsVerifyAndCarryTheLeaf) {
  const auto open = Open();
  open->Append(1, 9);
  const auto proof = open->log->Prove(5).value();
  const auto text = tlog::FormatLogProof(proof);
  const auto verifier = tlog::ParseVerifierKey(open->log->verifier_key()).value();
  EXPECT_EQ(tlog::VerifyLogProof(tlog::ParseLogProof(text).value(), verifier)->size, 10U);
  EXPECT_EQ(audit::DecodeLeaf(proof.extra)->event_id, audit::SampleEvent(5).event_id);
  EXPECT_EQ(open->log->Prove(10).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(open->log->ReadLeaf(10).status().code(), StatusCode::kNotFound);
}

TEST_F(LogStoreTest, StateAndEntryLandTogetherAndTheWriterKnowsTheIndex) {
  const auto open = Open();
  const std::vector<audit::Event> events = {audit::SampleEvent(1), audit::SampleEvent(2)};
  const auto first = open->log->Append(
      [](std::uint64_t index, rocksdb::WriteBatch& batch) -> Status {
        EXPECT_TRUE(batch.Put("index", std::to_string(index)).ok());
        return OkStatus();
      },
      events);
  EXPECT_EQ(*first, 1U);
  std::string index;
  ASSERT_TRUE(open->db->Get({}, "index", &index).ok());
  EXPECT_EQ(index, "1");
}

TEST_F(LogStoreTest, NothingIsWrittenForARefusedAppend) {
  const auto open = Open();
  rocksdb::WriteBatch batch;
  ASSERT_TRUE(batch.Put("state", "x").ok());
  audit::Event bad = audit::SampleEvent(1);
  bad.fields[9] = audit::Value{std::uint64_t{1}};
  EXPECT_EQ(open->log->Append(batch, {&bad, 1}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(open->log->Append(batch, {}).status().code(), StatusCode::kInvalidArgument);
  const audit::Event good = audit::SampleEvent(1);
  const auto refused = open->log->Append(
      [](std::uint64_t, rocksdb::WriteBatch& b) -> Status {
        EXPECT_TRUE(b.Put("state", "x").ok());
        return FailedPreconditionError("already sealed");
      },
      {&good, 1});
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(open->log->latest().size, 1U);
  EXPECT_EQ(open->State(), "");
}

TEST_F(LogStoreTest, ConcurrentCallersGetDifferentIndexesAndEachIsProvable) {
  const auto open = Open();
  std::mutex mutex;
  std::set<std::uint64_t> indexes;
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 20; ++i) {
        const std::uint64_t index = open->Append(1000 * (t + 1) + 2 * i, 2);
        const bool proven = open->log->Prove(index + 1).ok();  // signed when Append returns
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(proven);
        EXPECT_TRUE(indexes.insert(index).second);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(open->log->latest().size, 161U);
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

TEST_F(LogStoreTest, APublishedFolderThatWasLostIsWrittenAgain) {
  auto open = Open();
  open->Append(1, 300);
  open.reset();
  std::filesystem::remove_all(folder_ / "publish");
  open = Open();
  ASSERT_TRUE(open->status.ok()) << open->status;
  EXPECT_EQ(VerifyPublished(folder_ / "publish").entries, 301U);
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

TEST_F(LogStoreTest, AnotherOriginKeyOrASecondProcessIsRefused) {
  auto open = Open();
  OpenLog second(folder_ / "db2", OptionsIn(folder_));
  EXPECT_EQ(second.status.code(), StatusCode::kFailedPrecondition);  // the guard's lock
  open->Append(1);
  open.reset();
  LogOptions other = OptionsIn(folder_);
  other.origin = "matcher.example/linkage/other";
  EXPECT_EQ(OpenLog(folder_ / "db", other).status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(OpenLog(folder_ / "db", OptionsIn(folder_), TestKey(8)).status.code(),
            StatusCode::kFailedPrecondition);
  other.origin = "two words";
  EXPECT_EQ(OpenLog(folder_ / "db", other).status.code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Open()->status.ok());
}

}  // namespace
}  // namespace onefold::store
