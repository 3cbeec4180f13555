// aead, seal, sign.
#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "crypto/seal.h"
#include "crypto/sign.h"

namespace onefold::crypto {
namespace {

Bytes Counting(std::uint8_t first, std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(first + i));
  return bytes;
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1 (the text of RFC 8439, section 2.8.2).
TEST(Aead, DraftVector) {
  const std::string plaintext =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.";
  const Bytes nonce = Counting(0x40, 24);
  const Bytes associated = ParseHex("50515253c0c1c2c3c4c5c6c7").value();
  Bytes sealed(plaintext.size() + kAeadOverhead);
  const Secret key = Secret::CopyOf(Counting(0x80, 32));
  AeadSealWithNonce(key, nonce, associated, AsBytes(plaintext), sealed);
  EXPECT_EQ(FormatHex(sealed),
            FormatHex(nonce) +
                "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa644"
                "0bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"
                "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
                "c0875924c1c7987947deafd8780acf49");
  EXPECT_EQ(AsText(AeadOpen(key, associated, sealed).value()), plaintext);
}

TEST(Aead, EveryChangeIsDataLoss) {
  const Secret key = Secret::Random(kAeadKeySize);
  const Bytes associated = {1, 2};
  const Bytes sealed = AeadSeal(key, associated, Bytes{5, 6, 7});
  EXPECT_EQ(sealed.size(), 3 + kAeadOverhead);
  EXPECT_EQ(AeadOpen(key, associated, sealed).value(), (Bytes{5, 6, 7}));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_EQ(AeadOpen(key, associated, changed).status().code(), StatusCode::kDataLoss);
    EXPECT_EQ(AeadOpen(key, associated, ByteView(sealed).first(i)).status().code(),
              StatusCode::kDataLoss);
  }
  EXPECT_FALSE(AeadOpen(key, Bytes{1, 3}, sealed).ok());
  EXPECT_FALSE(AeadOpen(Secret::Random(kAeadKeySize), associated, sealed).ok());
  EXPECT_NE(AeadSeal(key, associated, Bytes{5, 6, 7}), sealed);  // a fresh nonce
  EXPECT_TRUE(AeadOpen(key, {}, AeadSeal(key, {}, {})).value().empty());
}

TEST(AeadDeathTest, WrongSizesOfKeyAndRoomEndTheProcess) {
  EXPECT_DEATH(AeadSeal(Secret(31), {}, {}), "AEAD key has 32 bytes");
  Bytes room(kAeadOverhead);
  EXPECT_DEATH(AeadSealWithNonce(Secret(32), Bytes(23), {}, {}, room), "nonce has 24 bytes");
  EXPECT_DEATH(AeadSealWithNonce(Secret(32), Bytes(24), {}, Bytes(1), room), "room for");
}

TEST(SealedBox, OnlyTheRecipientOpensIt) {
  const BoxKeyPair recipient = GenerateBoxKeyPair();
  const Bytes sealed = SealTo(recipient.public_key, AsBytes("pseudonym key"));
  EXPECT_EQ(sealed.size(), 13U + 48);
  EXPECT_EQ(AsText(SecretAccess::Read(OpenSealed(recipient, sealed).value())), "pseudonym key");
  EXPECT_EQ(OpenSealed(GenerateBoxKeyPair(), sealed).status().code(), StatusCode::kDataLoss);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 0x10;
    EXPECT_EQ(OpenSealed(recipient, changed).status().code(), StatusCode::kDataLoss) << i;
  }
  EXPECT_EQ(OpenSealed(recipient, ByteView(sealed).first(47)).status().code(),
            StatusCode::kDataLoss);
  EXPECT_TRUE(OpenSealed(recipient, SealTo(recipient.public_key, {})).value().empty());
}

// The public key is OpenSSL's for the same 32 bytes.
TEST(SealedBox, PublicKeyFollowsFromTheSecretKey) {
  const auto alice = BoxKeyPairFromSecret(Secret::CopyOf(
      ParseHex("77076d0a7318a57d3c16c17251b26645df4c2f92ebc0992ac177fba51db92c2a").value()));
  ASSERT_TRUE(alice.ok());
  EXPECT_EQ(FormatHex(alice->public_key),
            "f8a9535a2d2ff605e8e144d54f4ef5c62313a2055dbb21fddd3fd9c299eb015d");
  EXPECT_EQ(BoxKeyPairFromSecret(Secret(31)).status().code(), StatusCode::kInvalidArgument);
}

TEST(SealedBoxDeathTest, APublicKeyThatNobodyHoldsIsNotSealedTo) {
  EXPECT_DEATH(SealTo(BoxPublicKey{}, AsBytes("x")), "real public key");
}

struct SignCase {
  const char *seed, *public_key, *message, *signature;
};
// RFC 8032, section 7.1, tests 1 and 3.
TEST(Sign, RfcVectors) {
  const SignCase cases[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9"
       "b46bd25bf5f0595bbe24655141438e7a100b"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
       "d"
       "c6594a7c15e9716ed28dc027beceea1ec40a"}};
  for (const SignCase& c : cases) {
    const auto key = SignKeyPairFromSeed(Secret::CopyOf(ParseHex(c.seed).value())).value();
    const Bytes message = ParseHex(c.message).value();
    EXPECT_EQ(FormatHex(key.public_key), c.public_key);
    EXPECT_EQ(FormatHex(Sign(key, message)), c.signature);
    EXPECT_TRUE(VerifySignature(key.public_key, message, ParseHex(c.signature).value()));
  }
}

TEST(Sign, ChangesAreNoticed) {
  const SignKeyPair key = GenerateSignKeyPair();
  const Signature signature = Sign(key, AsBytes("message"));
  EXPECT_FALSE(VerifySignature(key.public_key, AsBytes("massage"), signature));
  EXPECT_FALSE(VerifySignature(GenerateSignKeyPair().public_key, AsBytes("message"), signature));
  EXPECT_FALSE(VerifySignature(key.public_key, AsBytes("message"), ByteView(signature).first(63)));
  EXPECT_FALSE(VerifySignature(key.public_key, AsBytes("message"), {}));
  EXPECT_EQ(SignKeyPairFromSeed(Secret(33)).status().code(), StatusCode::kInvalidArgument);
}

TEST(SignDeathTest, AForeignPublicKeyIsNeverSignedWith) {
  SignKeyPair key = GenerateSignKeyPair();
  key.public_key[0] ^= 1;  // two signatures with it would give the private key away
  EXPECT_DEATH(Sign(key, AsBytes("x")), "belong together");
}

}  // namespace
}  // namespace onefold::crypto
