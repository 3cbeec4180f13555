// Linkage keys in envelopes: only the recipient opens them, only as the maker made them, and who
// carries them sees nothing of the key.
#include "services/agency/envelope.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "crypto/key_file.h"
#include "crypto/random.h"
#include "services/agency/identity.h"
#include "services/agency/local_file.h"

namespace onefold::agency {
namespace {

struct Party {
  AgencyIdentity identity;
  crypto::SignKeyPair sign;
  crypto::BoxKeyPair box;
};

Party MakeParty(const std::string& organisation) {
  Party party;
  party.sign = crypto::GenerateSignKeyPair();
  party.box = crypto::GenerateBoxKeyPair();
  party.identity = {organisation, party.sign.public_key, party.box.public_key};
  return party;
}

class EnvelopeTest : public ::testing::Test {
 protected:
  EnvelopeTest()
      : maker_(MakeParty("police")),
        recipient_(MakeParty("shelter")),
        key_(crypto::Secret::Random(32)),
        envelope_(
            SealEnvelope(key_, "statistics", "2026", "police", maker_.sign, recipient_.identity)
                .value()) {}

  StatusCode OpenCode(const KeyEnvelope& envelope) const {
    return OpenEnvelope(envelope, maker_.identity, recipient_.box).status().code();
  }
  // As someone who holds the maker's signing key but not the linkage key would.
  void SignAgain(KeyEnvelope& envelope) const {
    Bytes message;
    const auto add = [&](ByteView part) {
      AppendBe16(message, static_cast<std::uint16_t>(part.size()));
      Append(message, part);
    };
    add(AsBytes("onefold/v1/envelope"));
    for (const std::string* text :
         {&envelope.purpose, &envelope.key_epoch, &envelope.maker, &envelope.recipient}) {
      add(AsBytes(*text));
    }
    add(envelope.recipient_box_key);
    add(envelope.sealed);
    Append(message, ByteView(envelope.check));
    envelope.signature = crypto::Sign(maker_.sign, message);
  }

  Party maker_, recipient_;
  crypto::Secret key_;
  KeyEnvelope envelope_;
};

TEST_F(EnvelopeTest, RecipientOpens) {
  const auto opened = OpenEnvelope(envelope_, maker_.identity, recipient_.box);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(
      ConstantTimeEqual(crypto::SecretAccess::Read(*opened), crypto::SecretAccess::Read(key_)));
}

TEST_F(EnvelopeTest, TextFormKeepsEverything) {
  const auto parsed = ParseEnvelope(FormatEnvelope(envelope_), "e.json");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(FormatEnvelope(*parsed), FormatEnvelope(envelope_));
  EXPECT_EQ(OpenCode(*parsed), StatusCode::kOk);
}

TEST_F(EnvelopeTest, CarrierSeesNoByteOfTheKey) {
  const ByteView key = crypto::SecretAccess::Read(key_);
  const std::string text = FormatEnvelope(envelope_);
  for (std::size_t at = 0; at + 8 <= key.size(); ++at) {
    const ByteView part = key.subspan(at, 8);
    EXPECT_EQ(
        std::search(envelope_.sealed.begin(), envelope_.sealed.end(), part.begin(), part.end()),
        envelope_.sealed.end());
    EXPECT_EQ(text.find(FormatHex(part)), std::string::npos);
  }
  EXPECT_EQ(text.find(FormatBase64(key).substr(0, 16)), std::string::npos);
}

TEST_F(EnvelopeTest, EachEnvelopeOfOneKeyDiffersButTheCheckValue) {
  const Party third = MakeParty("helpline");
  const auto other =
      SealEnvelope(key_, "statistics", "2026", "police", maker_.sign, third.identity).value();
  EXPECT_EQ(other.check, envelope_.check);
  EXPECT_NE(other.sealed, envelope_.sealed);
  EXPECT_NE(CheckValueOf(key_, "statistics", "2027"), envelope_.check);
  EXPECT_NE(CheckValueOf(key_, "research", "2026"), envelope_.check);
}

TEST_F(EnvelopeTest, AnotherAgencyCannotOpen) {
  const Party third = MakeParty("helpline");
  EXPECT_EQ(OpenEnvelope(envelope_, maker_.identity, third.box).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(EnvelopeTest, AnotherMakerIsNotAccepted) {
  Party impostor = MakeParty("police");
  EXPECT_EQ(OpenEnvelope(envelope_, impostor.identity, recipient_.box).status().code(),
            StatusCode::kDataLoss);
  impostor.identity.organisation = "border";
  EXPECT_EQ(OpenEnvelope(envelope_, impostor.identity, recipient_.box).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(EnvelopeTest, CarrierCannotPutAKeyOfItsOwnInPlace) {
  const Party carrier = MakeParty("carrier");
  const auto swapped = SealEnvelope(crypto::Secret::Random(32), "statistics", "2026", "police",
                                    carrier.sign, recipient_.identity)
                           .value();
  EXPECT_EQ(OpenCode(swapped), StatusCode::kDataLoss);
}

struct Change {
  const char* name;
  std::function<void(KeyEnvelope&)> apply;
};
class TamperedEnvelopeTest : public EnvelopeTest, public ::testing::WithParamInterface<Change> {};

TEST_P(TamperedEnvelopeTest, IsRefused) {
  KeyEnvelope changed = envelope_;
  GetParam().apply(changed);
  EXPECT_NE(OpenCode(changed), StatusCode::kOk);
  // Even with a good signature, label and check value are bound to the sealed key.
  SignAgain(changed);
  EXPECT_NE(OpenCode(changed), StatusCode::kOk);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, TamperedEnvelopeTest,
    ::testing::Values(Change{"purpose", [](KeyEnvelope& e) { e.purpose = "research"; }},
                      Change{"epoch", [](KeyEnvelope& e) { e.key_epoch = "2027"; }},
                      Change{"maker", [](KeyEnvelope& e) { e.maker = "border"; }},
                      Change{"recipient", [](KeyEnvelope& e) { e.recipient = "border"; }},
                      Change{"box_key", [](KeyEnvelope& e) { e.recipient_box_key[5] ^= 1; }},
                      Change{"sealed", [](KeyEnvelope& e) { e.sealed[40] ^= 1; }},
                      Change{"sealed_short", [](KeyEnvelope& e) { e.sealed.pop_back(); }},
                      Change{"check", [](KeyEnvelope& e) { e.check[0] ^= 1; }}),
    [](const auto& test) { return test.param.name; });

TEST_F(EnvelopeTest, SignatureIsChecked) {
  envelope_.signature[10] ^= 1;
  EXPECT_EQ(OpenCode(envelope_), StatusCode::kDataLoss);
}

TEST_F(EnvelopeTest, LabelsAreCodes) {
  for (const char* purpose : {"", "two words", "Statistics", "a/b", "st\xc3\xa4tistik"}) {
    EXPECT_EQ(SealEnvelope(key_, purpose, "2026", "police", maker_.sign, recipient_.identity)
                  .status()
                  .code(),
              StatusCode::kInvalidArgument)
        << purpose;
  }
}

TEST_F(EnvelopeTest, MalformedTextIsRefusedWithEveryError) {
  EXPECT_FALSE(ParseEnvelope("[]", "e.json").ok());
  EXPECT_FALSE(ParseEnvelope("", "e.json").ok());
  std::string text = FormatEnvelope(envelope_);
  text.replace(text.find("statistics"), 10, "Stati stic");
  text.insert(text.rfind('}'), ", \"extra\": 1");
  const Status status = ParseEnvelope(text, "e.json").status();
  EXPECT_NE(Message(status).find("e.json: /purpose"), std::string_view::npos) << status;
  EXPECT_NE(Message(status).find("e.json: /extra: is not known here"), std::string_view::npos);
}

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    std::string pattern = ::testing::TempDir() + "identity-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~IdentityTest() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(IdentityTest, FilesAreNarrowAndFitTogether) {
  const auto identity = CreateIdentity("police", folder_ + "/keys");
  ASSERT_TRUE(identity.ok()) << identity.status();
  for (const char* name : {"/keys/sign.key", "/keys/box.key"}) {
    struct stat facts {};
    ASSERT_EQ(::stat((folder_ + name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600u) << name;
  }
  const auto read = ReadIdentity(folder_ + "/keys/police.agency.json");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(FormatIdentity(*read), FormatIdentity(*identity));
  EXPECT_EQ(ReadSignKey(folder_ + "/keys/sign.key")->public_key, identity->sign_public_key);
}

TEST_F(IdentityTest, NothingIsOverwritten) {
  ASSERT_TRUE(CreateIdentity("police", folder_).ok());
  const std::string before = ReadSmallFile(folder_ + "/sign.key").value();
  EXPECT_EQ(CreateIdentity("police", folder_).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(CreateIdentity("border", folder_).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReadSmallFile(folder_ + "/sign.key").value(), before);
}

TEST_F(IdentityTest, WiderKeyFilesAndOtherKindsAreRefused) {
  ASSERT_TRUE(CreateIdentity("police", folder_).ok());
  EXPECT_FALSE(ReadSignKey(folder_ + "/box.key").ok()) << "a box key is no signing key";
  for (const mode_t mode : {0640u, 0604u, 0660u, 0666u}) {
    ASSERT_EQ(::chmod((folder_ + "/sign.key").c_str(), mode), 0);
    EXPECT_EQ(ReadSignKey(folder_ + "/sign.key").status().code(), StatusCode::kPermissionDenied)
        << std::oct << mode;
  }
}

TEST_F(IdentityTest, OrganisationNames) {
  for (const char* good : {"a", "police", "border-guard-2", "0a"}) {
    EXPECT_TRUE(CheckOrganisation(good).ok()) << good;
  }
  const std::string long_name(64, 'a');
  for (const char* bad :
       {"", "-a", "a-", "Police", "a b", "a/b", "../a", "a.b", "\xc3\xa9", long_name.c_str()}) {
    EXPECT_FALSE(CheckOrganisation(bad).ok()) << bad;
  }
}

TEST_F(IdentityTest, ReplaceAndCreateFile) {
  const std::string path = folder_ + "/file";
  ASSERT_TRUE(CreateFile(path, "one").ok());
  EXPECT_EQ(CreateFile(path, "two").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReadSmallFile(path).value(), "one");
  ASSERT_TRUE(ReplaceFile(path, "three").ok());
  EXPECT_EQ(ReadSmallFile(path).value(), "three");
  EXPECT_EQ(ReadSmallFile(path, 4).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadSmallFile(folder_ + "/none").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ReadSmallFile(folder_).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1)
      << "no temporary file stays";
}

TEST_F(IdentityTest, OneHolderOfALock) {
  auto first = FolderLock::Take(folder_);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(FolderLock::Take(folder_).status().code(), StatusCode::kFailedPrecondition);
  first->reset();
  EXPECT_TRUE(FolderLock::Take(folder_).ok());
}

}  // namespace
}  // namespace onefold::agency
