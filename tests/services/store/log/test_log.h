// A log on a real database in a temporary folder.
#pragma once

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "crypto/tlog/merkle.h"
#include "crypto/tlog/note.h"
#include "services/audit/verify.h"
#include "services/store/log_options.h"
#include "services/store/log_store.h"
#include "tests/services/audit/sample_events.h"

namespace onefold::store {

inline constexpr char kOrigin[] = "matcher.example/linkage/test";

inline crypto::SignKeyPair TestKey(std::uint8_t fill = 7) {
  return crypto::SignKeyPairFromSeed(crypto::Secret::CopyOf(Bytes(32, fill))).value();
}

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "onefold-log-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline LogOptions OptionsIn(const TestFolder& folder) {
  return {.origin = kOrigin,
          .publish_dir = folder / "publish",
          .guard_path = folder / "guard/matcher",
          .role = "matcher",
          .organisation = "statistics-office",
          .now_ms = [] { return std::uint64_t{1735689600000}; },
          .after_step = {}};
}

// The database and, when it opens, the log on it.
class OpenLog {
 public:
  OpenLog(const std::string& path, LogOptions options, crypto::SignKeyPair key = TestKey()) {
    std::vector<rocksdb::ColumnFamilyDescriptor> columns = {
        {rocksdb::kDefaultColumnFamilyName, {}}};
    for (const std::string& name : LogColumnFamilies()) columns.push_back({name, {}});
    rocksdb::DB* raw = nullptr;
    database_status =
        rocksdb::DB::Open(rocksdb::Options(LogDbOptions(), rocksdb::ColumnFamilyOptions()), path,
                          columns, &handles_, &raw);
    if (!database_status.ok()) return;
    db.reset(raw);
    for (rocksdb::ColumnFamilyHandle* handle : handles_) column[handle->GetName()] = handle;
    auto opened = LogStore::Open(db.get(), column, std::move(options), std::move(key));
    status = opened.status();
    if (opened.ok()) log = *std::move(opened);
  }
  ~OpenLog() {
    log.reset();
    for (rocksdb::ColumnFamilyHandle* handle : handles_) db->DestroyColumnFamilyHandle(handle);
  }
  OpenLog(const OpenLog&) = delete;
  OpenLog& operator=(const OpenLog&) = delete;

  // Appends events first, first + 1, ...; with them the state change "state" -> last number.
  std::uint64_t Append(std::uint64_t first, std::uint64_t count = 1) {
    std::vector<audit::Event> events;
    for (std::uint64_t i = 0; i < count; ++i) events.push_back(audit::SampleEvent(first + i));
    rocksdb::WriteBatch batch;
    EXPECT_TRUE(batch.Put("state", std::to_string(first + count - 1)).ok());
    return log->Append(batch, events).value();
  }
  std::string State() const {
    std::string value;
    return db->Get({}, "state", &value).ok() ? value : "";
  }

  rocksdb::Status database_status;
  std::unique_ptr<rocksdb::DB> db;
  std::map<std::string, rocksdb::ColumnFamilyHandle*> column;
  Status status;
  std::unique_ptr<LogStore> log;

 private:
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

inline audit::LogReport VerifyPublished(const std::string& directory) {
  audit::DirectorySource source(directory);
  const auto key = tlog::MakeVerifierKey(kOrigin, 1, TestKey().public_key);
  auto report = audit::VerifyLog(source, key, std::nullopt);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *report : audit::LogReport{};
}

// Runs `body` in a child process and returns its wait status. The child never returns from here.
template <typename Body>
int InChild(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace onefold::store
