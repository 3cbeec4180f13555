// Chunks: the same bytes from wherever one starts, shuffled, within the size of a message, every
// item once.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "onefold/v1/case.pb.h"
#include "services/agency/chunk_pipeline.h"
#include "services/agency/chunk_source.h"
#include "services/agency/intake.h"

namespace onefold::agency {
namespace {

constexpr char kSchema[] = ONEFOLD_SOURCE_DIR "/deploy/schemas/febrl.json";
constexpr std::size_t kRows = 20'000;

class ChunksTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    schema_ = new linkage::LinkageSchema(linkage::ReadLinkageSchema(kSchema).value());
    const crypto::Secret key = crypto::Secret::CopyOf(Bytes(32, 7));
    encoder_ = ItemEncoder::Create(*schema_, key, "2026").value().release();
    extract_ = new PreparedExtract;
    const CaseCoder coder(nullptr, linkage::LegalBasis::kConsent, linkage::Consent::kYes);
    std::istringstream csv(MakeCsv());
    IntakeOptions options;
    options.schema = schema_;
    options.coder = &coder;
    options.encoder = encoder_;
    options.max_records = kRows;
    report_ = new CheckReport(ReadExtract(csv, options, extract_).value());
  }

  static std::string MakeCsv() {
    std::ostringstream csv;
    csv << "rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,"
           "date_of_birth,soc_sec_id,consent_linkage\n";
    for (std::size_t i = 0; i < kRows; ++i) {
      csv << "rec-" << i << ",name" << i % 97 << ",family" << i << "," << i % 90 << ",street"
          << i % 31 << ",,town" << i % 17 << "," << 1000 + i % 8000 << ",nsw," << 1950 + i % 50
          << (i % 2 == 0 ? "0101" : "1127") << ",," << (i % 10 == 0 ? "N" : "Y") << "\n";
    }
    return csv.str();
  }

  static SubmissionKeys Keys(std::uint8_t seed) {
    return SubmissionKeys::FromSeed(crypto::Secret::CopyOf(Bytes(32, seed))).value();
  }
  static std::vector<Digest> DigestsFrom(ChunkSource& source, std::uint64_t first,
                                         unsigned threads) {
    boost::asio::thread_pool pool(threads);
    std::vector<Digest> digests;
    {
      ChunkPipeline pipeline(source, pool, first, 3);
      while (auto chunk = pipeline.Next()) {
        EXPECT_EQ(chunk->index, first + digests.size());
        EXPECT_LE(chunk->content.size(), kMaxChunkBytes);
        EXPECT_EQ(chunk->digest, crypto::Sha256(chunk->content));
        digests.push_back(chunk->digest);
      }
    }
    pool.join();
    return digests;
  }

  static inline linkage::LinkageSchema* schema_;
  static inline ItemEncoder* encoder_;
  static inline PreparedExtract* extract_;
  static inline CheckReport* report_;
  const Id128 id_{1, 2, 3};
};

TEST_F(ChunksTest, ReportCountsWhatWasRead) {
  EXPECT_EQ(report_->rows, kRows);
  EXPECT_EQ(report_->accepted, kRows);
  EXPECT_EQ(report_->unlinkable, kRows / 10) << "no consent, no encoding";
  const auto date = std::find_if(report_->fields.begin(), report_->fields.end(),
                                 [](const auto& f) { return f.column == "date_of_birth"; });
  ASSERT_NE(date, report_->fields.end());
  EXPECT_EQ(date->full_dates, kRows);
  EXPECT_EQ(date->january_first, kRows / 2);
}

TEST_F(ChunksTest, SameBytesFromAnyPlaceAndOnAnyNumberOfThreads) {
  const SubmissionKeys keys = Keys(1);
  const auto source = MakeEncodingChunks(*extract_, *encoder_, keys, id_).value();
  const auto all = DigestsFrom(*source, 0, 1);
  ASSERT_EQ(all.size(), source->chunks());
  ASSERT_GT(all.size(), 2 * encoder_->layouts().size());
  EXPECT_EQ(DigestsFrom(*source, 0, 4), all);
  for (std::uint64_t first = 0; first <= source->chunks(); ++first) {
    source->SeekTo(first);
    if (first == source->chunks()) break;
    EXPECT_EQ(crypto::Sha256(source->Next().make()), all[first]) << first;
  }
  const SubmissionKeys same = Keys(1);
  const auto again = MakeEncodingChunks(*extract_, *encoder_, same, id_).value();
  EXPECT_EQ(DigestsFrom(*again, 5, 2), std::vector<Digest>(all.begin() + 5, all.end()));
}

TEST_F(ChunksTest, EveryLinkableRecordOnceInEachPassItHas) {
  const SubmissionKeys keys = Keys(1);
  const auto source = MakeEncodingChunks(*extract_, *encoder_, keys, id_).value();
  std::map<std::uint32_t, std::vector<Id128>> handles;  // by pass, in the order sent
  std::set<Id128> dummy_handles;
  std::uint64_t items = 0, dummies = 0;
  source->SeekTo(0);
  for (std::uint64_t i = 0; i < source->chunks(); ++i) {
    auto planned = source->Next();
    const Bytes content = planned.make();
    const std::size_t size = encoder_->layouts()[planned.pass].item_bytes;
    ASSERT_EQ(content.size(), planned.items * size);
    items += planned.items;
    for (std::size_t at = 0; at < content.size(); at += size) {
      Bytes associated = ToBytes(id_);
      associated.push_back(static_cast<std::uint8_t>(planned.pass));
      const auto plain =
          crypto::AeadOpen(keys.pseudonym_key(), associated,
                           linkage::SealedPseudonymOf(ByteView(content).subspan(at, size)));
      ASSERT_TRUE(plain.ok());
      if ((*plain)[16] == linkage::kDummyFlag) {
        ++dummies;
        EXPECT_TRUE(dummy_handles.insert(ToId128(ByteView(*plain).first(16)).value()).second);
        continue;
      }
      handles[planned.pass].push_back(ToId128(ByteView(*plain).first(16)).value());
    }
  }
  EXPECT_EQ(items, source->items());
  EXPECT_GT(dummies, 0u) << "batches are rounded up";
  EXPECT_LT(dummies, items / 4);
  std::map<std::uint32_t, std::vector<Id128>> expected;
  for (const PreparedRow& row : extract_->rows) {
    for (std::uint32_t pass = 0; pass < encoder_->layouts().size(); ++pass) {
      if (row.passes >> pass & 1) {
        expected[pass].push_back(keys.HandleOf(PreparedExtract::RecordIdOf(row)));
      }
    }
  }
  ASSERT_EQ(handles.size(), expected.size());
  for (auto& [pass, sent] : handles) {
    EXPECT_NE(sent, expected[pass]) << "not in the extract's order";
    std::sort(sent.begin(), sent.end());
    std::sort(expected[pass].begin(), expected[pass].end());
    EXPECT_EQ(sent, expected[pass]);
  }
}

TEST_F(ChunksTest, CasesAreCompleteShuffledAndNamedLikeTheEncodings) {
  const SubmissionKeys keys = Keys(1);
  const auto source = MakeCaseChunks(*extract_, keys).value();
  EXPECT_EQ(source->items(), kRows);
  const auto all = DigestsFrom(*source, 0, 2);
  EXPECT_EQ(all.size(), source->chunks());
  EXPECT_EQ(DigestsFrom(*source, source->chunks() - 1, 1).front(), all.back());

  std::set<std::string> seen;
  std::uint64_t linkable = 0;
  source->SeekTo(0);
  std::string first_handle;
  for (std::uint64_t i = 0; i < source->chunks(); ++i) {
    const Bytes content = source->Next().make();
    v1::CaseBatch batch;
    ASSERT_TRUE(batch.ParseFromArray(content.data(), static_cast<int>(content.size())));
    for (const v1::Case& item : batch.cases()) {
      if (first_handle.empty()) first_handle = item.handle();
      EXPECT_TRUE(seen.insert(item.handle()).second);
      EXPECT_EQ(item.legal_basis(), "C");
      EXPECT_EQ(item.linkable(), item.consent_linkage() == "Y");
      linkable += item.linkable();
    }
  }
  EXPECT_EQ(seen.size(), kRows);
  EXPECT_EQ(linkable, kRows - kRows / 10);
  EXPECT_TRUE(seen.contains(std::string(AsText(keys.HandleOf("rec-0")))));
  EXPECT_NE(first_handle, AsText(keys.HandleOf("rec-0")));
}

TEST_F(ChunksTest, AnotherSeedSharesNothing) {
  const SubmissionKeys one = Keys(1), two = Keys(2);
  const auto first = MakeEncodingChunks(*extract_, *encoder_, one, id_).value();
  const auto second = MakeEncodingChunks(*extract_, *encoder_, two, id_).value();
  first->SeekTo(0);
  second->SeekTo(0);
  EXPECT_NE(first->Next().make(), second->Next().make());
  EXPECT_NE(one.HandleOf("rec-1"), two.HandleOf("rec-1"));
}

TEST_F(ChunksTest, NothingToSend) {
  const PreparedExtract empty;
  const SubmissionKeys keys = Keys(1);
  EXPECT_EQ(MakeEncodingChunks(empty, *encoder_, keys, id_).value()->chunks(), 0u);
  EXPECT_EQ(MakeCaseChunks(empty, keys).value()->chunks(), 0u);
}

}  // namespace
}  // namespace onefold::agency
