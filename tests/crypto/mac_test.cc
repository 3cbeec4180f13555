#include "crypto/mac.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "crypto/hash.h"

namespace onefold::crypto {
namespace {

TEST(Sha256, KnownValuesWholeAndInParts) {
  const char* const kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(FormatHex(Sha256({})),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(FormatHex(Sha256(AsBytes("abc"))), kAbc);
  EXPECT_EQ(
      FormatHex(Sha256Stream().Update(AsBytes("a")).Update({}).Update(AsBytes("bc")).Finish()),
      kAbc);
}

struct HmacCase {
  Bytes key;
  const char* message;
  const char* sha256;
  const char* sha512;
};

// RFC 4231, cases 1, 2 and 6.
TEST(Hmac, RfcVectors) {
  const HmacCase cases[] = {
      {Bytes(20, 0x0b), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
       "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
       "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
      {ToBytes(AsBytes("Jefe")), "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
      {Bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
       "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
       "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"}};
  for (const HmacCase& c : cases) {
    EXPECT_EQ(FormatHex(HmacSha256(c.key, AsBytes(c.message))), c.sha256);
    EXPECT_EQ(FormatHex(HmacSha512(c.key, AsBytes(c.message))), c.sha512);
  }
}

Bytes Field(std::istream& in) {
  std::string text;
  in >> text;
  return text == "-" ? Bytes{} : ParseHex(text).value();
}

// RFC 5869's own inputs and others, by tests/reference/hkdf_vectors.py.
TEST(Hkdf, Vectors) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/hkdf.txt");
  int checked = 0;
  for (std::string line; std::getline(file, line); ++checked) {
    std::istringstream in(line);
    std::string hash;
    in >> hash;
    const Bytes ikm = Field(in), salt = Field(in), info = Field(in), expected = Field(in);
    const HkdfHash kind = hash == "sha256" ? HkdfHash::kSha256 : HkdfHash::kSha512;
    const auto output = Hkdf(kind, ikm, salt, info, expected.size());
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(FormatHex(SecretAccess::Read(*output)), FormatHex(expected)) << line;
    if (hash == "sha256") continue;
    Bytes derived(expected.size());
    KeyDeriver(ikm, salt).Expand(info, derived);
    EXPECT_EQ(derived, expected) << line;
  }
  EXPECT_EQ(checked, 26);
}

TEST(Hkdf, OutputIsLimitedTo255HashLengths) {
  EXPECT_EQ(Hkdf(HkdfHash::kSha256, {}, {}, {}, 255 * 32).value().size(), 255U * 32);
  EXPECT_EQ(Hkdf(HkdfHash::kSha256, {}, {}, {}, 255 * 32 + 1).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Hkdf(HkdfHash::kSha512, {}, {}, {}, 255 * 64 + 1).status().code(),
            StatusCode::kInvalidArgument);
}

RC_GTEST_PROP(KeyDeriverProperty, LongerOutputsContinueShorterOnes, (const Bytes& info)) {
  const KeyDeriver deriver(AsBytes("key"), AsBytes("salt"));
  const auto size = *rc::gen::inRange<std::size_t>(0, 500);
  Bytes whole(500), part(size);
  deriver.Expand(info, whole);
  deriver.Expand(info, part);
  RC_ASSERT(std::equal(part.begin(), part.end(), whole.begin()));
}

}  // namespace
}  // namespace onefold::crypto
