#include "services/store/submission_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "tests/services/rpc/test_pki.h"

namespace onefold::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr std::uint32_t kPass = 2;
constexpr std::size_t kChunkSize = 700'000;
constexpr unsigned kThreads[] = {1, 4};

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class SubmissionTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    crypto::InitializeCrypto();
    record_.id = crypto::RandomId128();
    Open();
    rocksdb::WriteBatch batch;
    table_->PutDataKey(batch, record_.id, key_);
    table_->Put(batch, record_);
    database_->Write(batch);
  }

  void Open() {
    const auto families = SubmissionTable::Families();
    auto database = Database::Open(path_, families);
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    table_ = std::make_unique<SubmissionTable>(database_.get(), &vault_);
  }

  void Restart() {
    table_.reset();
    database_.reset();
    Open();
  }

  // What chunk `index` holds; another `version` is another content.
  static Bytes Content(std::uint64_t index, std::uint8_t version = 0) {
    Bytes content(kChunkSize, version);
    AppendBe64(content, index);
    return content;
  }

  std::vector<SealedChunk> Sealed(std::uint64_t first, std::uint64_t count,
                                  std::uint8_t version = 0) const {
    std::vector<SealedChunk> chunks;
    for (std::uint64_t index = first; index < first + count; ++index) {
      const Bytes content = Content(index, version);
      chunks.push_back({index,
                        {kPass, crypto::Sha256(content)},
                        SealChunk(key_, record_.id, index, kPass, content)});
    }
    return chunks;
  }

  // As an upload does it.
  void Add(const std::vector<SealedChunk>& chunks) {
    rocksdb::WriteBatch batch;
    table_->PutChunks(batch, record_.id, chunks);
    record_.chunks += chunks.size();
    table_->Put(batch, record_);
    database_->Write(batch);
  }

  StatusOr<std::vector<Bytes>> Read(unsigned threads) const {
    std::vector<Bytes> contents;
    const auto take = [&](Bytes content) {
      contents.push_back(std::move(content));
      return OkStatus();
    };
    ONEFOLD_RETURN_IF_ERROR(table_->ReadPass(record_, kPass, take, threads));
    return contents;
  }

  void ExpectContents(std::uint64_t count, std::uint8_t version = 0) const {
    for (const unsigned threads : kThreads) {
      const auto contents = Read(threads);
      ASSERT_TRUE(contents.ok()) << contents.status();
      ASSERT_EQ(contents->size(), count);
      for (std::uint64_t i = 0; i < count; ++i) {
        EXPECT_TRUE((*contents)[i] == Content(i, version)) << "chunk " << i;
      }
    }
  }

  void ExpectDamaged(std::uint64_t chunk, const char* why) const {
    for (const unsigned threads : kThreads) {
      const auto contents = Read(threads);
      ASSERT_EQ(contents.status().code(), StatusCode::kDataLoss) << contents.status();
      const std::string message(Message(contents.status()));
      EXPECT_THAT(message, HasSubstr("submission " + FormatHex(record_.id)));
      EXPECT_THAT(message, HasSubstr("chunk " + std::to_string(chunk) + ": "));
      EXPECT_THAT(message, HasSubstr(why));
    }
  }

  std::vector<fs::path> TableFiles() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path_)) {
      if (entry.path().extension() == ".sst") files.push_back(entry.path());
    }
    return files;
  }

  // Key of a chunk's row (submission_table.h).
  Bytes RowKey(std::uint64_t index) const {
    Bytes key = ToBytes(record_.id);
    AppendBe32(key, kPass);
    AppendBe64(key, index);
    return key;
  }

  testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "data";
  const crypto::Secret key_ = crypto::Secret::Random(32);
  const Vault vault_ = *Vault::Make(crypto::Secret::CopyOf(Bytes(32, 7)));
  SubmissionRecord record_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<SubmissionTable> table_;
};

TEST_F(SubmissionTableTest, LargeGroupsBecomeFilesAndAreReadInOrder) {
  Add(Sealed(0, 8));
  EXPECT_EQ(TableFiles().size(), 1u) << "written once, as a file";
  Add(Sealed(8, 2));
  EXPECT_EQ(TableFiles().size(), 1u) << "small groups go the way of single values";
  Add(Sealed(10, 8));
  ExpectContents(18);
  Restart();
  ExpectContents(18);
  EXPECT_TRUE(fs::is_empty(path_ + "/staging"));
}

TEST_F(SubmissionTableTest, AFileWhoseBatchWasNeverWrittenIsNoPartOfTheSubmission) {
  Add(Sealed(0, 7));
  rocksdb::WriteBatch lost;
  table_->PutChunks(lost, record_.id, Sealed(7, 8, 9));
  Restart();  // as after a crash between the two
  ExpectContents(7);

  rocksdb::WriteBatch batch;
  table_->PutChunks(batch, record_.id, Sealed(7, 8));
  record_.chunks = 15;
  table_->Put(batch, record_);
  database_->Write(batch);
  ExpectContents(15);
  Restart();
  ExpectContents(15);
}

TEST_F(SubmissionTableTest, AfterAKillEveryAcknowledgedGroupIsThere) {
  constexpr std::uint64_t kGroup = 8;
  for (const int delay_ms : {0, 3, 7, 12, 20}) {
    table_.reset();
    database_.reset();
    int acknowledged[2];
    ASSERT_EQ(::pipe(acknowledged), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      Open();
      for (;;) {
        Add(Sealed(record_.chunks, kGroup));
        const std::uint64_t durable = record_.chunks;
        if (::write(acknowledged[1], &durable, sizeof(durable)) != sizeof(durable)) ::_exit(1);
      }
    }
    std::uint64_t last = record_.chunks;
    const std::uint64_t before = last;
    while (last < before + 2 * kGroup) {
      ASSERT_EQ(::read(acknowledged[0], &last, sizeof(last)), 8);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(acknowledged[1]);
    while (::read(acknowledged[0], &last, sizeof(last)) == sizeof(last)) {
    }
    ::close(acknowledged[0]);
    Open();
    record_ = *table_->Get(record_.id);
    EXPECT_TRUE(record_.chunks == last || record_.chunks == last + kGroup)  // one may be unanswered
        << record_.chunks << " " << last;
    ExpectContents(record_.chunks);
    Add(Sealed(record_.chunks, kGroup));  // where a file without its batch may lie
    ExpectContents(record_.chunks);
  }
}

TEST_F(SubmissionTableTest, WhatACrashLeftInTheStagingFolderGoes) {
  Add(Sealed(0, 8));
  const std::string left = path_ + "/staging/0.sst";
  std::ofstream(left) << "half a file";
  Restart();
  EXPECT_FALSE(fs::exists(left));
  Add(Sealed(8, 8));  // takes the same name
  ExpectContents(16);
}

TEST_F(SubmissionTableTest, ADamagedFileIsNamedByItsChunk) {
  Add(Sealed(0, 8));
  const fs::path file = TableFiles().at(0);
  std::string bytes = ReadFile(file);
  table_.reset();
  database_.reset();
  bytes[5 * kChunkSize + kChunkSize / 2] ^= 1;  // within the sixth
  std::ofstream(file, std::ios::binary) << bytes;
  Open();
  ExpectDamaged(5, "checksum");
}

TEST_F(SubmissionTableTest, AMovedChunkDoesNotOpen) {
  Add(Sealed(0, 4));
  rocksdb::WriteBatch batch;
  auto* const family = database_->family("chunk");
  const Bytes moved = SealChunk(key_, record_.id, 3, kPass, Content(2));
  ASSERT_TRUE(batch.Put(family, AsSlice(RowKey(2)), AsSlice(moved)).ok());
  database_->Write(batch);
  ExpectDamaged(2, "do not open");
}

TEST_F(SubmissionTableTest, AMissingChunkIsNamed) {
  Add(Sealed(0, 20));
  rocksdb::WriteBatch batch;
  ASSERT_TRUE(batch.Delete(database_->family("chunk"), AsSlice(RowKey(11))).ok());
  database_->Write(batch);
  ExpectDamaged(11, "cannot be read");
}

TEST_F(SubmissionTableTest, TheTakersErrorEndsTheReading) {
  Add(Sealed(0, 20));
  for (const unsigned threads : kThreads) {
    int taken = 0;
    const auto take = [&](const Bytes&) -> Status {
      return ++taken < 3 ? OkStatus() : CancelledError("enough");
    };
    EXPECT_EQ(table_->ReadPass(record_, kPass, take, threads).code(), StatusCode::kCancelled);
    EXPECT_EQ(taken, 3);
  }
}

TEST_F(SubmissionTableTest, AnotherPassHasNoChunks) {
  Add(Sealed(0, 3));
  const auto take = [](const Bytes&) -> Status { return InternalError("nothing to take"); };
  for (const unsigned threads : kThreads) {
    EXPECT_TRUE(table_->ReadPass(record_, kPass + 1, take, threads).ok());
  }
}

TEST_F(SubmissionTableTest, ErasureRemovesFilesOfThisSubmissionOnly) {
  Add(Sealed(0, 8));
  const SubmissionRecord erased = record_;
  const std::string first_file = TableFiles().at(0);
  record_ = {};
  record_.id = crypto::RandomId128();
  rocksdb::WriteBatch key;
  table_->PutDataKey(key, record_.id, key_);
  database_->Write(key);
  Add(Sealed(0, 8));

  rocksdb::WriteBatch batch;
  table_->Erase(batch, erased);
  database_->Write(batch);
  ASSERT_TRUE(table_->ScrubErased().ok());
  ExpectContents(8);
  Restart();  // an open database may keep files that it no longer needs
  EXPECT_FALSE(fs::exists(first_file));
  ExpectContents(8);
}

}  // namespace
}  // namespace onefold::store
