#include "crypto/tlog/note.h"

#include <gtest/gtest.h>

#include <sstream>

#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/merkle.h"
#include "tests/crypto/tlog/vectors.h"

namespace onefold::tlog {
namespace {

constexpr char kName[] = "log.example/linkage";
constexpr char kWitness[] = "agency-a.example/witness";

std::pair<std::uint64_t, std::string> SizeAndLine(const std::string& line) {
  const std::size_t space = line.find(' ');
  return {std::stoull(line.substr(0, space)), line.substr(space + 1)};
}

std::string CheckpointText(std::uint64_t size) {
  return FormatCheckpoint({.origin = kName, .size = size, .root = RootOf(VectorLeafHashes(size))});
}

TEST(NoteVectors, VerifierKeys) {
  const auto log = MakeVerifierKey(kName, 0x01, VectorKey(0).public_key);
  const auto witness = MakeVerifierKey(kWitness, 0x04, VectorKey(0x80).public_key);
  EXPECT_EQ(FormatVerifierKey(log), VectorLines("vkey").at(0));
  EXPECT_EQ(FormatVerifierKey(witness), VectorLines("witness").at(0));
  EXPECT_EQ(ParseVerifierKey(VectorLines("witness").at(0))->type, 0x04);
}

TEST(NoteVectors, SignedCheckpoints) {
  const auto lines = VectorLines("signature");
  ASSERT_EQ(lines.size(), 5U);
  const VerifierKey key = ParseVerifierKey(VectorLines("vkey").at(0)).value();
  for (const std::string& line : lines) {
    const auto [size, signature] = SizeAndLine(line);
    const std::string note = SignNote(CheckpointText(size), kName, VectorKey(0));
    EXPECT_EQ(note, CheckpointText(size) + "\n" + signature + "\n");
    const auto opened = OpenCheckpoint(note, key);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->size, size);
  }
}

TEST(NoteVectors, Cosignatures) {
  const auto lines = VectorLines("cosignature");
  ASSERT_EQ(lines.size(), 2U);
  const VerifierKey witness = ParseVerifierKey(VectorLines("witness").at(0)).value();
  for (const std::string& line : lines) {
    const auto [size, cosignature] = SizeAndLine(line);
    Note note = ParseNote(SignNote(CheckpointText(size), kName, VectorKey(0))).value();
    note.signatures.push_back(Cosign(note.text, kWitness, VectorKey(0x80), 1735689600));
    const std::string formatted = FormatNote(note);
    EXPECT_TRUE(formatted.ends_with("\n" + cosignature + "\n")) << formatted;
    EXPECT_EQ(VerifyCosignature(ParseNote(formatted).value(), witness).value(), 1735689600U);
    // A note with a further line still opens with the log's key.
    EXPECT_TRUE(
        OpenCheckpoint(formatted, ParseVerifierKey(VectorLines("vkey").at(0)).value()).ok());
  }
}

class NoteTest : public testing::Test {
 protected:
  const crypto::SignKeyPair key_ = VectorKey(0);
  const VerifierKey verifier_ = MakeVerifierKey(kName, 0x01, key_.public_key);
  const std::string signed_ = SignNote("one\n\ntwo\n", kName, key_);
};

TEST_F(NoteTest, TextMayHoldEmptyLines) {
  const auto note = ParseNote(signed_);
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->text, "one\n\ntwo\n");
  EXPECT_TRUE(VerifyNote(*note, verifier_).ok());
  EXPECT_EQ(FormatNote(*note), signed_);
}

TEST_F(NoteTest, EveryChangedByteIsNoticed) {
  for (std::size_t i = 0; i < signed_.size(); ++i) {
    std::string changed = signed_;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto note = ParseNote(changed);
    EXPECT_FALSE(note.ok() && VerifyNote(*note, verifier_).ok()) << i;
  }
}

TEST_F(NoteTest, OtherKeysAreNotFoundAndWrongSignaturesAreDataLoss) {
  const Note note = ParseNote(signed_).value();
  const auto other_name = MakeVerifierKey("other.example", 0x01, key_.public_key);
  EXPECT_EQ(VerifyNote(note, other_name).code(), StatusCode::kNotFound);
  const auto other_key = MakeVerifierKey(kName, 0x01, VectorKey(1).public_key);
  EXPECT_EQ(VerifyNote(note, other_key).code(), StatusCode::kNotFound);
  Note forged = note;
  forged.text += "three\n";
  EXPECT_EQ(VerifyNote(forged, verifier_).code(), StatusCode::kDataLoss);
  // A right signature does not excuse a wrong one of the same key.
  Note both = note;
  both.signatures.push_back(both.signatures[0]);
  both.signatures[1].signature[10] ^= 1;
  EXPECT_EQ(VerifyNote(both, verifier_).code(), StatusCode::kDataLoss);
}

TEST_F(NoteTest, ALogKeyDoesNotVerifyAWitnessAndTheOtherWayRound) {
  Note note = ParseNote(signed_).value();
  note.signatures.push_back(Cosign(note.text, kName, key_, 7));
  const auto as_witness = MakeVerifierKey(kName, 0x04, key_.public_key);
  EXPECT_EQ(VerifyNote(note, as_witness).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(VerifyCosignature(note, verifier_).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(VerifyCosignature(note, as_witness).value(), 7U);
  note.signatures[1].signature[7] ^= 1;  // another time
  EXPECT_EQ(VerifyCosignature(note, as_witness).status().code(), StatusCode::kDataLoss);
}

struct BadText {
  const char* name;
  std::string text;
};
class BadNote : public testing::TestWithParam<BadText> {};
TEST_P(BadNote, IsRefused) {
  EXPECT_EQ(ParseNote(GetParam().text).status().code(), StatusCode::kInvalidArgument);
}
const std::string kLine = "\xE2\x80\x94 a k/tp8QA=\n";
INSTANTIATE_TEST_SUITE_P(
    Rules, BadNote,
    testing::Values(BadText{"Empty", ""}, BadText{"NoBlock", "text\n"},
                    BadText{"NoSignature", "text\n\n"},
                    BadText{"NoFinalBreak", "text\n\n\xE2\x80\x94 a k/tp8QA="},
                    BadText{"WrongDash", "text\n\n- a k/tp8QA=\n"},
                    BadText{"ControlCharacter", "te\x01xt\n\n" + kLine},
                    BadText{"CarriageReturn", "text\r\n\n" + kLine},
                    BadText{"OverlongUtf8", "te\xC0\xAFxt\n\n" + kLine},
                    BadText{"Surrogate", "te\xED\xA0\x80xt\n\n" + kLine},
                    BadText{"CutUtf8", "te\xE2\x80\n\n" + kLine},
                    BadText{"EmptyName", "text\n\n\xE2\x80\x94  k/tp8QA=\n"},
                    BadText{"PlusInName", "text\n\n\xE2\x80\x94 a+b k/tp8QA=\n"},
                    BadText{"UnicodeSpaceInName", "text\n\n\xE2\x80\x94 a\xC2\xA0k k/tp8QA=\n"},
                    BadText{"OnlyKeyId", "text\n\n\xE2\x80\x94 a k/tp8Q==\n"},
                    BadText{"NotBase64", "text\n\n\xE2\x80\x94 a k/tp8QA\n"},
                    BadText{"TooLarge", std::string(64 * 1024, 'x') + "\n\n" + kLine}),
    [](const auto& tested) { return tested.param.name; });

TEST(Note, At64SignaturesTheLimitIsReached) {
  std::string note = "text\n\n";
  for (int i = 0; i < 64; ++i) note += kLine;
  EXPECT_TRUE(ParseNote(note).ok());
  EXPECT_FALSE(ParseNote(note + kLine).ok());
}

class BadVerifierKey : public testing::TestWithParam<BadText> {};
TEST_P(BadVerifierKey, IsRefused) {
  EXPECT_EQ(ParseVerifierKey(GetParam().text).status().code(), StatusCode::kInvalidArgument);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, BadVerifierKey,
    testing::Values(
        BadText{"Empty", ""}, BadText{"OnePart", "log.example/linkage"},
        BadText{"OtherName",
                "log.example/linkagf+93fb69f1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
        BadText{"OtherId",
                "log.example/linkage+93fb69f2+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
        BadText{"ShortId",
                "log.example/linkage+93fb69+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
        BadText{"UnknownType",
                "log.example/linkage+93fb69f1+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
        BadText{"ShortKey", "log.example/linkage+93fb69f1+AQOhB7/z"},
        BadText{"EmptyName", "+93fb69f1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace onefold::tlog
