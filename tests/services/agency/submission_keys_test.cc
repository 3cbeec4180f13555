// The derivations against vectors of an independent implementation
// (tests/reference/submission_keys.py).
#include "services/agency/submission_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>

#include "crypto/aead.h"
#include "linkage/encoding.h"

namespace onefold::agency {
namespace {

std::map<std::string, std::string> ReadVectors() {
  std::ifstream in(ONEFOLD_SOURCE_DIR "/tests/vectors/submission_keys.txt");
  std::map<std::string, std::string> vectors;
  std::string line;
  while (std::getline(in, line)) {
    const std::size_t space = line.rfind(' ');
    vectors[line.substr(0, space)] = line.substr(space + 1);
  }
  return vectors;
}

std::string Join(std::span<const std::uint32_t> rows) {
  std::ostringstream out;
  for (std::size_t i = 0; i < rows.size(); ++i) out << (i == 0 ? "" : ",") << rows[i];
  return out.str();
}

class SubmissionKeysTest : public ::testing::Test {
 protected:
  SubmissionKeysTest()
      : vectors_(ReadVectors()),
        keys_(
            SubmissionKeys::FromSeed(crypto::Secret::CopyOf(ParseHex(vectors_.at("seed")).value()))
                .value()) {}

  std::map<std::string, std::string> vectors_;
  SubmissionKeys keys_;
};

TEST_F(SubmissionKeysTest, SeedOfAnotherSizeIsRefused) {
  EXPECT_EQ(SubmissionKeys::FromSeed(crypto::Secret(31)).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(SubmissionKeysTest, PseudonymKeyAndHandles) {
  EXPECT_EQ(FormatHex(crypto::SecretAccess::Read(keys_.pseudonym_key())),
            vectors_.at("pseudonym_key"));
  EXPECT_EQ(FormatHex(keys_.HandleOf("rec-1070-org")), vectors_.at("handle.rec-1070-org"));
  EXPECT_EQ(FormatHex(keys_.HandleOf("")), vectors_.at("handle."));
}

TEST_F(SubmissionKeysTest, OrdersNoncesAndSealedPseudonymsOfEachPass) {
  const Id128 submission = ParseId128(vectors_.at("submission")).value();
  for (const std::uint16_t pass : {0, 1, 6}) {
    const std::string suffix = "." + std::to_string(pass);
    std::vector<std::uint32_t> rows(30);
    std::iota(rows.begin(), rows.end(), 10);
    keys_.ShufflePass(pass, rows);
    EXPECT_EQ(Join(rows), vectors_.at("order" + suffix));

    crypto::SeededStream stream = keys_.NonceStream(pass);
    Bytes nonces(201 * crypto::kAeadNonceSize);
    stream.Fill(nonces);
    const ByteView nonce = ByteView(nonces).last(crypto::kAeadNonceSize);
    EXPECT_EQ(FormatHex(nonce), vectors_.at("nonce200" + suffix));

    Bytes sealed(linkage::kSealedPseudonymBytes);
    keys_.SealPseudonym(submission, static_cast<std::uint8_t>(pass), keys_.HandleOf("rec-1070-org"),
                        0, nonce, sealed);
    EXPECT_EQ(FormatHex(sealed), vectors_.at("sealed" + suffix));
  }
}

TEST_F(SubmissionKeysTest, OrderOfCases) {
  std::vector<std::uint32_t> rows(30);
  std::iota(rows.begin(), rows.end(), 0);
  keys_.ShuffleCases(rows);
  EXPECT_EQ(Join(rows), vectors_.at("order.cases"));
}

TEST_F(SubmissionKeysTest, PassesHaveNothingInCommon) {
  std::vector<std::uint32_t> first(1000), second(1000);
  std::iota(first.begin(), first.end(), 0);
  second = first;
  keys_.ShufflePass(0, first);
  keys_.ShufflePass(1, second);
  std::size_t same = 0;
  for (std::size_t i = 0; i < first.size(); ++i) same += first[i] == second[i];
  EXPECT_LT(same, 10u);  // expected: 1
  std::sort(second.begin(), second.end());
  for (std::uint32_t i = 0; i < second.size(); ++i) ASSERT_EQ(second[i], i);
}

TEST_F(SubmissionKeysTest, ShufflingNothingAndOne) {
  std::vector<std::uint32_t> none, one = {7};
  keys_.ShufflePass(0, none);
  keys_.ShufflePass(0, one);
  EXPECT_EQ(one, std::vector<std::uint32_t>{7});
}

}  // namespace
}  // namespace onefold::agency
