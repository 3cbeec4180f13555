#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "crypto/random.h"
#include "onefold/v1/case.pb.h"
#include "services/counter/cases.h"
#include "services/rpc/error.h"

namespace onefold::counter {
namespace {

v1::Case GoodCase() {
  v1::Case item;
  item.set_handle(std::string(16, 'h'));
  item.set_legal_basis("C");
  item.set_consent_linkage("Y");
  item.set_linkable(true);
  auto& indicator = *item.add_indicators();
  indicator.set_indicator("form");
  indicator.add_codes("labour");
  indicator.add_codes("sexual");
  return item;
}

Status Read(const v1::CaseBatch& batch, std::vector<linkage::Case>* out = nullptr) {
  const std::string bytes = batch.SerializeAsString();
  return ReadCases(AsBytes(std::string_view(bytes)), [&](const linkage::Case& item) {
    if (out != nullptr) out->push_back(item);
    return OkStatus();
  });
}

TEST(ReadCasesTest, ReadsWhatIsWellFormed) {
  v1::CaseBatch batch;
  *batch.add_cases() = GoodCase();
  *batch.add_cases() = GoodCase();
  batch.mutable_cases(1)->set_legal_basis("P");
  batch.mutable_cases(1)->set_consent_linkage("NA");
  batch.mutable_cases(1)->clear_indicators();
  batch.mutable_cases(1)->set_planted(1'000'000);
  std::vector<linkage::Case> cases;
  ASSERT_TRUE(Read(batch, &cases).ok());
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].legal_basis, linkage::LegalBasis::kConsent);
  EXPECT_EQ(cases[0].consent_linkage, linkage::Consent::kYes);
  EXPECT_TRUE(cases[0].linkable);
  ASSERT_EQ(cases[0].indicators.size(), 1u);
  EXPECT_EQ(cases[0].indicators[0].codes, (std::vector<std::string>{"labour", "sexual"}));
  EXPECT_EQ(cases[1].legal_basis, linkage::LegalBasis::kPolice);
  EXPECT_EQ(cases[0].planted, 0u);
  EXPECT_EQ(cases[1].planted, 1'000'000u);
}

TEST(ReadCasesTest, NamesTheFieldOfWhatIsNot) {
  struct Row {
    const char* field;
    std::function<void(v1::Case&)> change;
  };
  const Row rows[] = {
      {"handle", [](v1::Case& c) { c.set_handle("short"); }},
      {"legal_basis", [](v1::Case& c) { c.set_legal_basis("X"); }},
      {"legal_basis", [](v1::Case& c) { c.clear_legal_basis(); }},
      {"legal_basis", [](v1::Case& c) { c.set_legal_basis("CT"); }},
      {"consent_linkage", [](v1::Case& c) { c.set_consent_linkage("maybe"); }},
      {"linkable", [](v1::Case& c) { c.set_consent_linkage("N"); }},
      {"linkable", [](v1::Case& c) { c.set_consent_linkage("NA"); }},
      {"planted", [](v1::Case& c) { c.set_planted(1'000'001); }},
      {"indicators", [](v1::Case& c) { c.mutable_indicators(0)->set_codes(0, "Marija Horvat"); }},
      {"indicators",
       [](v1::Case& c) { c.mutable_indicators(0)->set_codes(0, std::string(65, 'x')); }},
      {"indicators", [](v1::Case& c) { c.mutable_indicators(0)->set_indicator(""); }},
      {"indicators", [](v1::Case& c) { c.mutable_indicators(0)->set_indicator("caf\xc3\xa9"); }},
      {"indicators",
       [](v1::Case& c) {
         for (int i = 0; i < 300; ++i) c.add_indicators()->set_indicator("i");
       }},
  };
  for (const Row& row : rows) {
    v1::CaseBatch batch;
    *batch.add_cases() = GoodCase();
    *batch.add_cases() = GoodCase();
    row.change(*batch.mutable_cases(1));
    const Status status = Read(batch);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << row.field;
    ASSERT_TRUE(rpc::DetailOf(status).has_value()) << row.field;
    EXPECT_EQ(rpc::DetailOf(status)->rule, "case.malformed");
    EXPECT_EQ(rpc::DetailOf(status)->field, row.field);
    EXPECT_EQ(Message(status).find("Horvat"), std::string_view::npos) << "no value in a message";
    EXPECT_NE(Message(status).find("case 1"), std::string_view::npos);
  }
}

TEST(CasesCheckerTest, ChecksManifestChunkAndSeal) {
  crypto::InitializeCrypto();
  const crypto::BoxKeyPair box = crypto::GenerateBoxKeyPair(), other = crypto::GenerateBoxKeyPair();
  Digest schema;
  schema.fill(4);
  const CasesChecker checker({schema}, &box);
  const auto rule = [](const Status& status) {
    const auto detail = rpc::DetailOf(status);
    return detail.has_value() ? detail->rule : "";
  };
  submission::Manifest manifest;
  manifest.content = store::ContentKind::kCases;
  manifest.schema_digest = schema;
  manifest.records = 1;
  manifest.sealed_pseudonym_key = crypto::SealTo(box.public_key, Bytes(32, 1));
  EXPECT_TRUE(checker.CheckManifest(manifest).ok());
  manifest.sealed_pseudonym_key = crypto::SealTo(other.public_key, Bytes(32, 1));
  EXPECT_EQ(rule(checker.CheckManifest(manifest)), "submission.pseudonym-key");
  manifest.sealed_pseudonym_key = crypto::SealTo(box.public_key, Bytes(31, 1));
  EXPECT_EQ(rule(checker.CheckManifest(manifest)), "submission.pseudonym-key");
  manifest.schema_digest.fill(5);
  EXPECT_EQ(rule(checker.CheckManifest(manifest)), "submission.schema-mismatch");

  v1::CaseBatch batch;
  EXPECT_EQ(rule(checker.CheckChunk(manifest, 0, {}).status()), "chunk.items");
  *batch.add_cases() = GoodCase();
  std::string bytes = batch.SerializeAsString();
  const auto items = checker.CheckChunk(manifest, 0, AsBytes(std::string_view(bytes)));
  ASSERT_TRUE(items.ok());
  EXPECT_EQ(*items, 1u);
  EXPECT_EQ(rule(checker.CheckChunk(manifest, 1, AsBytes(std::string_view(bytes))).status()),
            "chunk.pass");
  bytes.pop_back();
  EXPECT_EQ(rule(checker.CheckChunk(manifest, 0, AsBytes(std::string_view(bytes))).status()),
            "chunk.items");
  EXPECT_TRUE(checker.CheckSeal(manifest, 1).ok());
  EXPECT_EQ(rule(checker.CheckSeal(manifest, 2)), "seal.mismatch");
}

}  // namespace
}  // namespace onefold::counter
