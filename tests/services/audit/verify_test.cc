// Verification of a log's files, and the attacks on them (T1 to T10 of the log's design).
#include "services/audit/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/audit/log_files.h"

namespace onefold::audit {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class VerifyTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kSize = 300;

  VerifyTest() { WriteLog(directory_, leaves_); }

  LogReport Verify(const std::optional<tlog::Checkpoint>& known = std::nullopt) {
    DirectorySource source(directory_);
    const auto report = VerifyLog(source, TestVerifierKey(), known);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : LogReport{};
  }
  std::string Path(const std::string& relative) const { return directory_ + "/" + relative; }
  void Flip(const std::string& relative, std::size_t position) {
    Bytes content = ReadFile(Path(relative), 1 << 24).value();
    content.at(position) ^= 1;
    ASSERT_TRUE(ReplaceFile(Path(relative), content).ok());
  }
  void Cut(const std::string& relative, std::size_t size) { fs::resize_file(Path(relative), size); }

  ScratchFolder folder_;
  const std::string directory_ = folder_ / "log";
  std::vector<Bytes> leaves_ = SampleLeaves(kSize);
};

TEST_F(VerifyTest, AnHonestLogVerifies) {
  const LogReport report = Verify();
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(report.entries, kSize);
  EXPECT_EQ(report.tiles, 5U);  // two tiles of hashes, two of entries, one of level 1
  EXPECT_EQ(report.checkpoint.size, kSize);
}

class VerifySizes : public testing::TestWithParam<std::uint64_t> {};
TEST_P(VerifySizes, HonestLogsVerifyAndVisitEveryEntry) {
  ScratchFolder folder;
  WriteLog(folder / "log", SampleLeaves(GetParam()));
  DirectorySource source(folder / "log");
  std::uint64_t visited = 0;
  const auto report =
      VerifyLog(source, ReadPublishedKey(source).value(), std::nullopt,
                [&visited](std::uint64_t index, const Event&) { EXPECT_EQ(index, visited++); });
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->failures, IsEmpty());
  EXPECT_EQ(visited, GetParam());
}
INSTANTIATE_TEST_SUITE_P(Edges, VerifySizes, testing::Values(1, 2, 255, 256, 257, 511, 512, 66000));

// Written by tests/reference/foreign_log.py with another CBOR, SHA-256 and Ed25519 implementation.
TEST(VerifyForeign, ALogThatAnotherProgramWroteVerifies) {
  DirectorySource source(ONEFOLD_SOURCE_DIR "/tests/vectors/foreign_log");
  const auto report = VerifyLog(source, ReadPublishedKey(source).value(), std::nullopt);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->failures, IsEmpty());
  EXPECT_EQ(report->entries, 257U);
  EXPECT_EQ(report->tiles, 5U);
}

TEST_F(VerifyTest, AFullTileStandsInForAPartialOne) {
  WriteLog(directory_, SampleLeaves(600));
  WriteCheckpoint(directory_, CheckpointOf(leaves_));  // still the older checkpoint
  fs::remove_all(Path("tile/0/001.p"));
  fs::remove_all(Path("tile/entries/001.p"));
  EXPECT_THAT(Verify().failures, IsEmpty());
}

TEST_F(VerifyTest, WithoutCheckpointNothingCanBeSaid) {
  fs::remove(Path("checkpoint"));
  DirectorySource source(directory_);
  EXPECT_EQ(VerifyLog(source, TestVerifierKey(), std::nullopt).status().code(),
            StatusCode::kNotFound);
}

TEST_F(VerifyTest, T1_EditedEntry) {
  leaves_[257] = EncodeLeaf(SampleEvent(9999)).value();
  const Bytes bundle = tlog::FormatEntryBundle(std::span(leaves_).subspan(256));
  ASSERT_TRUE(ReplaceFile(Path("tile/entries/001.p/44"), bundle).ok());
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("hash of entry 257 differs")));
}

TEST_F(VerifyTest, T2_DeletedEntry) {
  leaves_.erase(leaves_.begin() + 100);
  WriteTiles(directory_, leaves_, SampleLeaves(kSize - 1));
  EXPECT_FALSE(Verify().verified());
  WriteLog(directory_, SampleLeaves(kSize));
  leaves_ = SampleLeaves(kSize);
  leaves_.erase(leaves_.begin() + 256);
  const Bytes bundle = tlog::FormatEntryBundle(std::span(leaves_).subspan(256));
  ASSERT_TRUE(ReplaceFile(Path("tile/entries/001.p/44"), bundle).ok());
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("ends before entry 44 of 44")));
}

TEST_F(VerifyTest, T3_ReorderedEntries) {
  std::swap(leaves_[10], leaves_[11]);
  const Bytes bundle = tlog::FormatEntryBundle(std::span(leaves_).first(256));
  ASSERT_TRUE(ReplaceFile(Path("tile/entries/000"), bundle).ok());
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("hash of entry 10 differs")));
}

TEST_F(VerifyTest, T4_EntryEditedTogetherWithItsLeafTile) {
  leaves_[3] = EncodeLeaf(SampleEvent(9999)).value();
  const tlog::Checkpoint honest = CheckpointOf(SampleLeaves(kSize));
  const Bytes level1 = ReadFile(Path("tile/1/000.p/1"), 100).value();
  WriteTiles(directory_, leaves_, leaves_);
  ASSERT_TRUE(ReplaceFile(Path("tile/1/000.p/1"), level1).ok());
  LogReport report = Verify();
  EXPECT_THAT(report.failures, Contains(HasSubstr("tile/1/000.p/1: node 0 differs")));
  EXPECT_THAT(report.failures, Contains(HasSubstr("root computed from the entries")));
  // And with every tile above it.
  WriteTiles(directory_, leaves_, leaves_);
  report = Verify();
  EXPECT_THAT(report.failures, testing::ElementsAre(HasSubstr("root computed from the entries")));
  EXPECT_EQ(report.checkpoint.root, honest.root);
}

TEST_F(VerifyTest, T5_FlippedBitInAnyTile) {
  for (const tlog::TileId& tile : tlog::TilesOf(kSize)) {
    const std::string path = tlog::FormatTilePath(tile);
    for (const double where : {0.0, 0.5, 0.999}) {
      const auto position =
          static_cast<std::size_t>(where * static_cast<double>(fs::file_size(Path(path))));
      Flip(path, position);
      EXPECT_FALSE(Verify().verified()) << path << " " << position;
      Flip(path, position);
    }
  }
  EXPECT_TRUE(Verify().verified());
}

TEST_F(VerifyTest, T6_TruncatedOrExtendedFiles) {
  for (const tlog::TileId& tile : tlog::TilesOf(kSize)) {
    const std::string path = tlog::FormatTilePath(tile);
    const Bytes whole = ReadFile(Path(path), 1 << 24).value();
    for (const std::size_t size : {whole.size() - 1, whole.size() - 32, whole.size() + 1,
                                   whole.size() + 32, std::size_t{0}}) {
      Cut(path, size);
      EXPECT_FALSE(Verify().verified()) << path << " " << size;
    }
    ASSERT_TRUE(ReplaceFile(Path(path), whole).ok());
  }
  EXPECT_TRUE(Verify().verified());
}

TEST_F(VerifyTest, T7_MissingTile) {
  for (const tlog::TileId& tile : tlog::TilesOf(kSize)) {
    const std::string path = tlog::FormatTilePath(tile);
    fs::rename(Path(path), folder_ / "away");
    EXPECT_THAT(Verify().failures, Contains(path + " is missing"));
    fs::rename(folder_ / "away", Path(path));
  }
}

TEST_F(VerifyTest, T8_ForgedCheckpoint) {
  tlog::Checkpoint forged = CheckpointOf(leaves_);
  forged.size = 299;
  WriteCheckpoint(directory_, forged, "", 8);  // another key
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("no signature")));
  const std::string body = tlog::FormatCheckpoint(forged);
  std::string note(AsText(ReadFile(Path("checkpoint"), 9999).value()));
  WriteCheckpoint(directory_, CheckpointOf(leaves_));
  note = std::string(AsText(ReadFile(Path("checkpoint"), 9999).value()));
  note = body + note.substr(note.find("\n\n") + 1);  // the honest signature under another text
  ASSERT_TRUE(ReplaceFile(Path("checkpoint"), AsBytes(note)).ok());
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("is wrong")));
  // Signed by the log, but for another origin.
  tlog::Checkpoint other = CheckpointOf(leaves_, "other.example");
  WriteCheckpoint(directory_, other, kTestOrigin);
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("another origin")));
  // Signed by the log itself: a size or root that the entries do not give.
  forged.size = kSize + 1;
  WriteCheckpoint(directory_, forged);
  EXPECT_FALSE(Verify().verified());
  forged = CheckpointOf(leaves_);
  forged.root[0] ^= 1;
  WriteCheckpoint(directory_, forged);
  EXPECT_THAT(Verify().failures, Contains(HasSubstr("root computed from the entries")));
}

TEST_F(VerifyTest, T9_Rollback) {
  const tlog::Checkpoint known = CheckpointOf(leaves_);
  EXPECT_EQ(Verify(known).consistent_from, kSize);
  WriteLog(directory_, SampleLeaves(290));
  const LogReport report = Verify(known);
  EXPECT_THAT(report.failures, Contains(HasSubstr("rollback")));
}

TEST_F(VerifyTest, T10_ForkOfTheSameOrALargerSize) {
  const tlog::Checkpoint known = CheckpointOf(leaves_);
  std::vector<Bytes> fork = SampleLeaves(kSize);
  fork[200] = EncodeLeaf(SampleEvent(9999)).value();
  WriteLog(directory_, fork);
  EXPECT_TRUE(Verify().verified());  // without memory a fork is a log like any other
  EXPECT_THAT(Verify(known).failures, Contains(HasSubstr("fork")));
  fork.push_back(EncodeLeaf(SampleEvent(10000)).value());
  WriteLog(directory_, fork);
  EXPECT_THAT(Verify(known).failures, Contains(HasSubstr("fork")));
  // The honest log may grow.
  WriteLog(directory_, SampleLeaves(700));
  EXPECT_EQ(Verify(known).consistent_from, kSize);
  EXPECT_TRUE(Verify(known).verified());
}

TEST_F(VerifyTest, UninterpretedAndNonCanonicalEntriesFail) {
  std::vector<Bytes> strange = SampleLeaves(5);
  strange[2][3] = '2';  // "LAE2"
  strange[3].back() = 1;
  WriteLog(directory_, strange);
  const LogReport report = Verify();
  EXPECT_EQ(report.uninterpreted, 1U);
  EXPECT_THAT(report.failures, Contains(HasSubstr("entry 2 is UNINTERPRETED")));
  EXPECT_THAT(report.failures, Contains(HasSubstr("entry 3: leaf: not in canonical form")));
}

TEST_F(VerifyTest, AKnownTypeWithAnUnknownFieldIsUninterpreted) {
  Event event = SampleEvent(4);
  event.fields[77] = {std::uint64_t{1}};
  std::vector<Bytes> leaves = SampleLeaves(4);
  leaves.push_back(EncodeLeaf(event).value());
  WriteLog(directory_, leaves);
  EXPECT_EQ(Verify().uninterpreted, 1U);
}

TEST_F(VerifyTest, ManyFailuresAreNotListedWithoutEnd) {
  const std::vector<Bytes> others = SampleLeaves(400);
  WriteTiles(directory_, std::vector<Bytes>(others.begin() + 100, others.end()), leaves_);
  EXPECT_EQ(Verify().failures.size(), kMaxFailures);
}

}  // namespace
}  // namespace onefold::audit
