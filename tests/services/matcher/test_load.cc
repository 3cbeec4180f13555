// What a run does when the items of a submission cannot be loaded, or nobody waits for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/matcher/linker.h"
#include "tests/services/submission/centre_fixture.h"

namespace onefold::matcher {
namespace {

using ::testing::HasSubstr;

constexpr char kSchema[] = ONEFOLD_SOURCE_DIR "/deploy/schemas/febrl-clkhash.json";
constexpr std::uint64_t kChunks = 80;

// Listens to `calls_` calls of Progress.
class Sink final : public LinkSink {
 public:
  explicit Sink(int calls) : calls_(calls) {}
  bool Progress(const PassProgress&) override { return ++heard < calls_; }
  bool Pairs(std::uint32_t, const Bytes&) override { return true; }
  bool PassDone(std::uint32_t, const match::PassReport&, const Digest&) override { return true; }
  int heard = 0;

 private:
  const int calls_;
};

class LoadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    crypto::InitializeCrypto();
    schemas_ = *SchemaBook::Read({kSchema});
    job_.schema_digest = linkage::ReadLinkageSchema(kSchema)->digest;
    job_.run_id = crypto::RandomId128();
    job_.parameters.threads = 4;
    store_ = std::make_unique<testing::TestStore>(
        testing::TestStore::Options{folder_.path(), "matcher", {}, &checker_, {}});
    LinkerParts parts;
    parts.table = store_->table.get();
    parts.log = store_->log.get();
    parts.schemas = &schemas_;
    parts.metrics = &store_->metrics;
    parts.new_context = [this] { return store_->NewContext(); };
    parts.memory_bytes = 64 << 20;
    parts.scratch_dir = folder_ / "scratch";
    linker_ = *Linker::Open(std::move(parts));
    AddSubmission();
  }

  // Sealed, kChunks chunks of ten items.
  void AddSubmission() {
    store::SubmissionRecord record;
    record.id = crypto::RandomId128();
    record.state = store::SubmissionState::kSealed;
    record.schema_digest = job_.schema_digest;
    const crypto::Secret key = crypto::Secret::Random(32);
    rocksdb::WriteBatch batch;
    store_->table->PutDataKey(batch, record.id, key);
    std::vector<store::SealedChunk> chunks;
    for (; record.chunks < kChunks; ++record.chunks) {
      Bytes content(10 * (*schemas_.Find(job_.schema_digest))[0].item_bytes);
      crypto::FillRandom(content);
      chunks.push_back({record.chunks,
                        {0, crypto::Sha256(content)},
                        store::SealChunk(key, record.id, record.chunks, 0, content)});
    }
    store_->table->PutChunks(batch, record.id, chunks);
    store_->table->Put(batch, record);
    store_->database->Write(batch);
    job_.submissions = {record.id};
  }

  testing::TemporaryFolder folder_;
  SchemaBook schemas_;
  EncodingsChecker checker_{&schemas_};
  LinkJob job_;
  std::unique_ptr<testing::TestStore> store_;
  std::unique_ptr<Linker> linker_;
};

TEST_F(LoadTest, WholeSubmissionsAreLinked) {
  Sink sink(1'000'000);
  const auto linked = linker_->Run(job_, sink);
  EXPECT_TRUE(linked.ok()) << linked.status();
}

TEST_F(LoadTest, ADamagedChunkFailsTheRunAndIsNamed) {
  Bytes key = ToBytes(job_.submissions[0]);
  AppendBe32(key, 0);
  AppendBe64(key, 57);
  rocksdb::WriteBatch batch;
  ASSERT_TRUE(batch.Put(store_->database->family("chunk"), store::AsSlice(key), "damaged").ok());
  store_->database->Write(batch);
  Sink sink(1'000'000);
  const auto linked = linker_->Run(job_, sink);
  ASSERT_EQ(linked.status().code(), StatusCode::kDataLoss) << linked.status();
  EXPECT_THAT(std::string(Message(linked.status())),
              HasSubstr("submission " + FormatHex(job_.submissions[0]) + ": chunk 57: "));
  EXPECT_THAT(store_->metrics.Exposition(), HasSubstr("onefold_runs_total{outcome=\"failed\"} 1"));
}

TEST_F(LoadTest, ARunThatNobodyWaitsForStopsLoading) {
  Sink sink(2);
  const auto linked = linker_->Run(job_, sink);
  EXPECT_EQ(linked.status().code(), StatusCode::kCancelled) << linked.status();
  EXPECT_EQ(sink.heard, 2) << "asked while it loads, not only before and after";
}

}  // namespace
}  // namespace onefold::matcher
