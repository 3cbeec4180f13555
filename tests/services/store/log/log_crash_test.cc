// What a crash, a lost disk write or a restored backup may do to a log, and what the next start
// makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "services/audit/files.h"
#include "tests/services/store/log/test_log.h"

namespace onefold::store {
namespace {

namespace fs = std::filesystem;

class LogCrashTest : public testing::Test {
 protected:
  // Appends `count` single entries in a child that then ends without closing anything.
  void AppendAndVanish(std::uint64_t first, std::uint64_t count) {
    ASSERT_EQ(InChild([&] {
                OpenLog open(folder_ / "db", OptionsIn(folder_));
                for (std::uint64_t i = 0; i < count; ++i) open.Append(first + i);
                ::_exit(open.status.ok() ? 0 : 1);
              }),
              0);
  }
  Status Reopen() { return OpenLog(folder_ / "db", OptionsIn(folder_)).status; }
  std::vector<fs::path> WriteAheadLogs() const {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(folder_ / "db")) {
      if (file.path().extension() == ".log") found.push_back(file.path());
    }
    return found;
  }
  fs::path LargestWriteAheadLog() const {
    const auto logs = WriteAheadLogs();
    return *std::max_element(logs.begin(), logs.end(), [](const auto& a, const auto& b) {
      return fs::file_size(a) < fs::file_size(b);
    });
  }
  TestFolder folder_;
};

class LogCrashStep : public LogCrashTest, public testing::WithParamInterface<LogStep> {};

TEST_P(LogCrashStep, WhatWasCommittedIsSignedAndPublishedAtTheNextStart) {
  OpenLog(folder_ / "db", OptionsIn(folder_)).Append(1, 254);
  const int status = InChild([&] {
    LogOptions options = OptionsIn(folder_);
    bool armed = false;
    options.after_step = [&armed](LogStep step) {
      if (armed && step == GetParam()) ::_exit(42);
    };
    OpenLog open(folder_ / "db", options);
    armed = true;
    open.Append(255, 3);  // fills tile 0 and begins tile 1
  });
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 42);
  OpenLog open(folder_ / "db", OptionsIn(folder_));
  ASSERT_TRUE(open.status.ok()) << open.status;
  EXPECT_EQ(open.log->latest().size, 258U);
  EXPECT_EQ(open.State(), "257");
  audit::LogReport report = VerifyPublished(folder_ / "publish");
  EXPECT_EQ(report.entries, 258U);
  EXPECT_THAT(report.failures, testing::IsEmpty());
  open.Append(258);
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

TEST_P(LogCrashStep, ACrashDuringTheFirstStartIsRepaired) {
  const int status = InChild([&] {
    LogOptions options = OptionsIn(folder_);
    options.after_step = [](LogStep step) {
      if (step == GetParam()) ::_exit(42);
    };
    OpenLog open(folder_ / "db", options);
  });
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 42);
  OpenLog open(folder_ / "db", OptionsIn(folder_));
  ASSERT_TRUE(open.status.ok()) << open.status;
  EXPECT_EQ(open.log->latest().size, 1U);
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Steps, LogCrashStep,
                         testing::Values(LogStep::kCommitted, LogStep::kGuarded, LogStep::kSigned,
                                         LogStep::kStored, LogStep::kTilesPublished,
                                         LogStep::kPublished),
                         [](const auto& tested) {
                           return "Step" + std::to_string(static_cast<int>(tested.param));
                         });

TEST_F(LogCrashTest, AfterAKillEveryAcknowledgedEntryIsThereOnce) {
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    OpenLog open(folder_ / "db", OptionsIn(folder_));
    for (std::uint64_t i = 1;; ++i) {
      const std::uint64_t index = open.Append(i);
      if (::write(acknowledged[1], &index, sizeof(index)) != sizeof(index)) ::_exit(1);
    }
  }
  std::uint64_t last = 0;
  while (last < 60) ASSERT_EQ(::read(acknowledged[0], &last, sizeof(last)), 8);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(acknowledged[1]);
  while (::read(acknowledged[0], &last, sizeof(last)) == sizeof(last)) {
  }
  OpenLog open(folder_ / "db", OptionsIn(folder_));
  ASSERT_TRUE(open.status.ok()) << open.status;
  const std::uint64_t size = open.log->latest().size;
  EXPECT_TRUE(size == last + 1 || size == last + 2)
      << size << " " << last;  // one may be unanswered
  for (std::uint64_t i = 1; i < size; ++i) {
    EXPECT_EQ(audit::DecodeLeaf(open.log->ReadLeaf(i).value())->event_id,
              audit::SampleEvent(i).event_id);
  }
  EXPECT_EQ(open.State(), std::to_string(size - 1));
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

TEST_F(LogCrashTest, ALostWriteAheadLogIsRefused) {
  AppendAndVanish(1, 20);
  for (const fs::path& log : WriteAheadLogs()) fs::remove(log);
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
}

TEST_F(LogCrashTest, ATruncatedWriteAheadLogIsRefused) {
  AppendAndVanish(1, 20);
  const fs::path log = LargestWriteAheadLog();
  fs::resize_file(log, fs::file_size(log) / 2);
  OpenLog open(folder_ / "db", OptionsIn(folder_));
  EXPECT_TRUE(open.database_status.IsCorruption() || open.status.code() == StatusCode::kDataLoss)
      << open.status;
}

TEST_F(LogCrashTest, ADamagedByteInTheMiddleOfTheWriteAheadLogIsRefused) {
  AppendAndVanish(1, 20);
  const fs::path log = LargestWriteAheadLog();
  std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(fs::file_size(log) / 2));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(fs::file_size(log) / 2));
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  OpenLog open(folder_ / "db", OptionsIn(folder_));
  EXPECT_TRUE(open.database_status.IsCorruption()) << open.database_status.ToString();
}

TEST_F(LogCrashTest, ARestoredBackupIsRefused) {
  AppendAndVanish(1, 10);
  fs::copy(folder_ / "db", folder_ / "backup", fs::copy_options::recursive);
  AppendAndVanish(11, 10);
  fs::remove_all(folder_ / "db");
  fs::copy(folder_ / "backup", folder_ / "db", fs::copy_options::recursive);
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
  // Also when the guard went back with it: the published checkpoint knows better.
  fs::remove(folder_ / "guard/matcher");
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
}

TEST_F(LogCrashTest, AnEmptyDatabaseBesideAGuardIsRefused) {
  AppendAndVanish(1, 3);
  fs::remove_all(folder_ / "db");
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
  fs::remove_all(folder_ / "publish");
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
}

TEST_F(LogCrashTest, AMissingOrForeignGuardIsRefused) {
  AppendAndVanish(1, 3);
  fs::rename(folder_ / "guard/matcher", folder_ / "kept");
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
  std::ofstream(folder_ / "guard/matcher") << "something else\n";
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
  fs::rename(folder_ / "kept", folder_ / "guard/matcher");
  EXPECT_TRUE(Reopen().ok());
}

TEST_F(LogCrashTest, AForkedDatabaseOfTheSameSizeIsRefused) {
  AppendAndVanish(1, 5);
  fs::copy(folder_ / "db", folder_ / "fork", fs::copy_options::recursive);
  AppendAndVanish(6, 1);
  // The copy goes its own way, with a guard and a publish folder of its own.
  LogOptions elsewhere = OptionsIn(folder_);
  elsewhere.publish_dir = folder_ / "publish2";
  elsewhere.guard_path = folder_ / "guard2";
  {
    // The attacker makes a guard that says nothing yet.
    const tlog::Checkpoint nothing{.origin = kOrigin, .size = 0, .root = tlog::EmptyRoot()};
    std::ofstream(folder_ / "guard2") << "onefold-guard v1\n" << tlog::FormatCheckpoint(nothing);
    OpenLog fork(folder_ / "fork", elsewhere);
    ASSERT_TRUE(fork.status.ok()) << fork.status;
    fork.Append(77);
  }
  EXPECT_EQ(OpenLog(folder_ / "fork", OptionsIn(folder_)).status.code(), StatusCode::kDataLoss);
}

TEST_F(LogCrashTest, DamagedTilesAndEntriesOfTheRightEdgeAreRefused) {
  for (const char* column : {"log_tile", "log_entry"}) {
    SCOPED_TRACE(column);
    const TestFolder folder;
    {
      OpenLog open(folder / "db", OptionsIn(folder));
      open.Append(1, 600);
      rocksdb::ColumnFamilyHandle* const handle = open.column.at(column);
      std::unique_ptr<rocksdb::Iterator> last(open.db->NewIterator({}, handle));
      last->SeekToLast();
      std::string value = last->value().ToString();
      value[10] = static_cast<char>(value[10] ^ 1);
      ASSERT_TRUE(open.db->Put({}, handle, last->key(), value).ok());
    }
    EXPECT_EQ(OpenLog(folder / "db", OptionsIn(folder)).status.code(), StatusCode::kDataLoss);
  }
}

TEST_F(LogCrashTest, AFailedWriteEndsTheProcessAndTheNextStartPublishesWhatWasCommitted) {
  AppendAndVanish(1, 2);
  fs::rename(folder_ / "publish/tile", folder_ / "publish/away");
  std::ofstream(folder_ / "publish/tile") << "a file where a folder should be";
  const int status = InChild([&] {
    OpenLog open(folder_ / "db", OptionsIn(folder_));
    open.Append(3);
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
  fs::remove(folder_ / "publish/tile");
  fs::rename(folder_ / "publish/away", folder_ / "publish/tile");
  EXPECT_TRUE(Reopen().ok());
  EXPECT_EQ(VerifyPublished(folder_ / "publish").entries, 4U);
  EXPECT_THAT(VerifyPublished(folder_ / "publish").failures, testing::IsEmpty());
}

}  // namespace
}  // namespace onefold::store
