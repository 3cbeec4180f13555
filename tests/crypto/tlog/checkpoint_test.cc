#include "crypto/tlog/checkpoint.h"

#include <gtest/gtest.h>

#include "crypto/tlog/merkle.h"
#include "tests/crypto/tlog/vectors.h"

namespace onefold::tlog {
namespace {

constexpr char kOrigin[] = "log.example/linkage";
const char kRoot[] = "Q6Ec3thxv3x3mYNv8pnjKeFkfgeEHFpAKbCFFQlIMkY=";

struct BadText {
  const char* name;
  std::string text;
};
class BadCheckpoint : public testing::TestWithParam<BadText> {};
TEST_P(BadCheckpoint, IsRefused) {
  EXPECT_EQ(ParseCheckpoint(GetParam().text).status().code(), StatusCode::kInvalidArgument);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, BadCheckpoint,
    testing::Values(BadText{"Empty", ""}, BadText{"TwoLines", "o\n1\n"},
                    BadText{"NoOrigin", std::string("\n1\n") + kRoot + "\n"},
                    BadText{"NegativeSize", std::string("o\n-1\n") + kRoot + "\n"},
                    BadText{"LeadingZero", std::string("o\n01\n") + kRoot + "\n"},
                    BadText{"SizeOverflow",
                            std::string("o\n18446744073709551616\n") + kRoot + "\n"},
                    BadText{"SizeWithSpace", std::string("o\n1 \n") + kRoot + "\n"},
                    BadText{"ShortRoot", "o\n1\nQ6Ec3thxv3x3mYNv8pnjKQ==\n"},
                    BadText{"NoFinalBreak", std::string("o\n1\n") + kRoot},
                    BadText{"Extension", std::string("o\n1\n") + kRoot + "\nextra\n"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Checkpoint, ParseAndFormatAreInverse) {
  const std::string text = std::string("o\n18446744073709551615\n") + kRoot + "\n";
  EXPECT_EQ(FormatCheckpoint(ParseCheckpoint(text).value()), text);
}

TEST(Checkpoint, TheOriginMustBeTheKeysName) {
  const auto key = VectorKey(0);
  const Checkpoint other{.origin = "other.example", .size = 1, .root = {}};
  const std::string note = SignNote(FormatCheckpoint(other), kOrigin, key);
  EXPECT_EQ(OpenCheckpoint(note, MakeVerifierKey(kOrigin, 1, key.public_key)).status().code(),
            StatusCode::kDataLoss);
}

class LogProofTest : public testing::Test {
 protected:
  LogProofTest() {
    const auto hashes = VectorLeafHashes(1000);
    proof_.extra = VectorLeaf(42);
    proof_.index = 42;
    proof_.path = InclusionProof(42, 1000, ReaderOf(hashes)).value();
    proof_.checkpoint = SignNote(
        FormatCheckpoint({.origin = kOrigin, .size = 1000, .root = RootOf(hashes)}), kOrigin, key_);
  }
  const crypto::SignKeyPair key_ = VectorKey(0);
  const VerifierKey verifier_ = MakeVerifierKey(kOrigin, 1, key_.public_key);
  LogProof proof_;
};

TEST_F(LogProofTest, RoundTripVerifies) {
  const auto parsed = ParseLogProof(FormatLogProof(proof_));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(FormatLogProof(*parsed), FormatLogProof(proof_));
  EXPECT_EQ(VerifyLogProof(*parsed, verifier_).value().size, 1000U);
}

TEST_F(LogProofTest, AnotherLeafIndexPathOrCheckpointIsRefused) {
  LogProof leaf = proof_;
  leaf.extra[0] ^= 1;
  EXPECT_EQ(VerifyLogProof(leaf, verifier_).status().code(), StatusCode::kDataLoss);
  LogProof index = proof_;
  index.index = 43;
  EXPECT_EQ(VerifyLogProof(index, verifier_).status().code(), StatusCode::kDataLoss);
  LogProof path = proof_;
  std::swap(path.path[0], path.path[1]);
  EXPECT_EQ(VerifyLogProof(path, verifier_).status().code(), StatusCode::kDataLoss);
  LogProof checkpoint = proof_;
  checkpoint.checkpoint = SignNote(
      FormatCheckpoint({.origin = kOrigin, .size = 1000, .root = EmptyRoot()}), kOrigin, key_);
  EXPECT_EQ(VerifyLogProof(checkpoint, verifier_).status().code(), StatusCode::kDataLoss);
}

TEST_F(LogProofTest, WithoutExtraDataTheLineIsLeftOut) {
  LogProof bare = proof_;
  bare.extra.clear();
  EXPECT_TRUE(FormatLogProof(bare).starts_with("c2sp.org/tlog-proof@v1\nindex 42\n"));
  EXPECT_TRUE(ParseLogProof(FormatLogProof(bare)).value().extra.empty());
}

class BadLogProof : public testing::TestWithParam<BadText> {};
TEST_P(BadLogProof, IsRefused) {
  EXPECT_EQ(ParseLogProof(GetParam().text).status().code(), StatusCode::kInvalidArgument);
}
const std::string kHead = "c2sp.org/tlog-proof@v1\n";
std::string ManyHashes(int count) {
  std::string text = kHead + "index 0\n";
  for (int i = 0; i < count; ++i) text += std::string(kRoot) + "\n";
  return text + "\nnote";
}
INSTANTIATE_TEST_SUITE_P(
    Rules, BadLogProof,
    testing::Values(BadText{"Empty", ""},
                    BadText{"OtherVersion", "c2sp.org/tlog-proof@v2\nindex 0\n\n"},
                    BadText{"NoIndex", kHead + "extra AA==\n\n"},
                    BadText{"IndexLeadingZero", kHead + "index 00\n\n"},
                    BadText{"EmptyExtra", kHead + "extra \nindex 0\n\n"},
                    BadText{"ExtraNotBase64", kHead + "extra A\nindex 0\n\n"},
                    BadText{"ShortHash", kHead + "index 0\nAAAA\n\n"},
                    BadText{"NoCheckpoint", kHead + "index 0\n"},
                    BadText{"TooManyHashes", ManyHashes(64)},
                    BadText{"TooLarge", kHead + "index 0\n\n" + std::string(192 * 1024, 'x')}),
    [](const auto& tested) { return tested.param.name; });
TEST(LogProof, SixtyThreeHashesAreTaken) { EXPECT_TRUE(ParseLogProof(ManyHashes(63)).ok()); }

}  // namespace
}  // namespace onefold::tlog
