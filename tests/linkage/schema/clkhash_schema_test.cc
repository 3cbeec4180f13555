#include <gtest/gtest.h>

#include "linkage/schema.h"

namespace onefold::linkage {
namespace {

std::string Errors(const std::string& text) {
  const auto schema = ParseLinkageSchema(AsBytes(text));
  return schema.ok() ? "" : std::string(Message(schema.status()));
}

const char* const kFormat = R"({"type":"string"})";
const char* const kHashing =
    R"({"comparison":{"type":"ngram","n":2},"strategy":{"bitsPerToken":5}})";
const char* const kConfig = R"({"l":1024,"kdf":{"type":"HKDF"}})";

std::string With(const std::string& config, const std::string& format, const std::string& hashing,
                 const std::string& top = "") {
  return R"({"version":3,"clkConfig":)" + config +
         R"(,"features":[{"identifier":"id","ignored":true},
    {"identifier":"n","format":)" +
         format + R"(,"hashing":)" + hashing + "}]" + top + "}";
}

TEST(ClkhashSchemaTest, DefaultsAndWarning) {
  const auto parsed = ParseLinkageSchema(AsBytes(With(kConfig, kFormat, kHashing)));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_NE(parsed->clkhash(), nullptr);
  const ClkhashSchema& schema = *parsed->clkhash();
  EXPECT_EQ(schema.bits, 1024u);
  EXPECT_EQ(schema.kdf_key_bytes, 64u);
  EXPECT_FALSE(schema.kdf_sha512);
  EXPECT_FALSE(schema.has_fold_spec);
  ASSERT_EQ(schema.features.size(), 2u);
  EXPECT_TRUE(schema.features[0].ignored);
  EXPECT_FALSE(schema.features[1].double_hash);
  EXPECT_EQ(schema.features[1].format.encoding, ClkhashFormat::Encoding::kUtf8);
  ASSERT_EQ(parsed->warnings.size(), 1u);
  EXPECT_NE(parsed->warnings[0].find("insecure"), std::string::npos);
}

TEST(ClkhashSchemaTest, FoldTrapIsAlwaysWarnedAbout) {
  const auto warnings = [](const std::string& folds) {
    const auto parsed = ParseLinkageSchema(
        AsBytes(With(R"({"l":64,"kdf":{"type":"HKDF"})" + folds + "}", kFormat, kHashing)));
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    return parsed->warnings.size();
  };
  EXPECT_EQ(warnings(R"(,"xorFolds":1)"), 2u);
  EXPECT_EQ(warnings(R"(,"xorFolds":1,"xor_folds":1)"), 2u);
  EXPECT_EQ(warnings(R"(,"xorFolds":0)"), 1u);
  EXPECT_EQ(warnings(R"(,"xor_folds":2)"), 1u);
}

TEST(ClkhashSchemaTest, AnIgnoredFeatureMayStillBeDescribed) {
  EXPECT_EQ(
      Errors(
          R"({"version":3,"clkConfig":{"l":8,"kdf":{"type":"HKDF"}},"features":[{"identifier":"n","ignored":true,
      "description":"d","format":{"type":"integer"},"hashing":{"comparison":{"type":"exact"},
      "strategy":{"bitsPerFeature":5}}}]})"),
      "");
}

struct Case {
  const char* name;
  std::string text;
  std::string errors;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class ClkhashSchemaErrorTest : public testing::TestWithParam<Case> {};

TEST_P(ClkhashSchemaErrorTest, Reports) { EXPECT_EQ(Errors(GetParam().text), GetParam().errors); }

std::string Comparison(const std::string& comparison) {
  return R"({"comparison":)" + comparison + R"(,"strategy":{"bitsPerToken":5}})";
}
std::string Strategy(const std::string& strategy) {
  return R"({"comparison":{"type":"exact"},"strategy":)" + strategy + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Table, ClkhashSchemaErrorTest,
    testing::Values(
        Case{"version_2", R"({"version":2,"clkConfig":{"l":8,"kdf":{"type":"HKDF"}},"features":[
              {"identifier":"a","ignored":true}]})",
             "/version: must be 3: convert older schemas with clkhash's own convert-schema command "
             "first"},
        Case{"harmless_top_level_keys",
             With(kConfig, kFormat, kHashing, R"(,"$schema":"u","$id":"u","description":"d")"), ""},
        Case{"unknown_keys",
             With(R"({"l":64,"xorfolds":1,"kdf":{"type":"HKDF","keysize":1}})",
                  R"({"type":"string","Case":"lower"})",
                  R"({"comparison":{"type":"exact","n":2},"strategy":{"bitsPerToken":5,"k":1},
                      "hash":{"type":"blakeHash","rounds":1},"missingValue":{"sentinel":"","with":""},"weight":1})",
                  R"(,"hash":1)"),
             "/clkConfig/kdf/keysize: unknown key\n/clkConfig/xorfolds: unknown key\n"
             "/features/1/format/Case: unknown key\n/features/1/hashing/comparison/n: unknown key\n"
             "/features/1/hashing/strategy/k: unknown key\n/features/1/hashing/hash/rounds: "
             "unknown key\n"
             "/features/1/hashing/missingValue/with: unknown key\n/features/1/hashing/weight: "
             "unknown key\n"
             "/hash: unknown key"},
        Case{"no_config", R"({"version":3,"features":[{"identifier":"a","ignored":true}]})",
             "/clkConfig: is missing"},
        Case{"no_features",
             R"({"version":3,"clkConfig":{"l":8,"kdf":{"type":"HKDF"}},"features":[]})",
             "/features: must have 1 to 127 features"},
        Case{"neither_ignored_nor_described",
             R"({"version":3,"clkConfig":{"l":8,"kdf":{"type":"HKDF"}},
              "features":[{"identifier":"a"}]})",
             "/features/0/format: is missing\n/features/0/hashing: is missing"},
        Case{"not_a_power_of_two", With(R"({"l":100,"kdf":{"type":"HKDF"}})", kFormat, kHashing),
             "/clkConfig/l: must be a power of two with blakeHash"},
        Case{
            "any_length_with_double_hash",
            With(
                R"({"l":100,"kdf":{"type":"HKDF","keySize":100}})", kFormat,
                R"({"comparison":{"type":"exact"},"strategy":{"bitsPerToken":5},"hash":{"type":"doubleHash"}})"),
            ""},
        Case{"blake_key_size",
             With(R"({"l":64,"kdf":{"type":"HKDF","keySize":65}})", kFormat, kHashing),
             "/clkConfig/kdf/keySize: must be at most 64 with blakeHash"},
        Case{"too_small", With(R"({"l":4,"kdf":{"type":"HKDF"}})", kFormat, kHashing),
             "/clkConfig/l: must be a whole number from 8 to 65536"},
        Case{"kdf",
             With(R"({"l":64,"kdf":{"type":"PBKDF","hash":"MD5","salt":"a","info":"*"}})", kFormat,
                  kHashing),
             "/clkConfig/kdf/type: must be one of \"HKDF\"\n"
             "/clkConfig/kdf/hash: must be one of \"SHA256\" \"SHA512\"\n"
             "/clkConfig/kdf/salt: must be standard base64 with padding\n"
             "/clkConfig/kdf/info: must be standard base64 with padding"},
        Case{"pattern_beside_case",
             With(kConfig, R"({"type":"string","pattern":"a","case":"lower"})", kHashing),
             "/features/1/format/case: cannot stand beside \"pattern\""},
        Case{"lengths", With(kConfig, R"({"type":"string","minLength":5,"maxLength":4})", kHashing),
             "/features/1/format/maxLength: must not be smaller than minLength"},
        Case{"bounds", With(kConfig, R"({"type":"integer","minimum":5,"maximum":4})", kHashing),
             "/features/1/format/maximum: must not be smaller than minimum"},
        Case{"date_without_format", With(kConfig, R"({"type":"date"})", kHashing),
             "/features/1/format/format: is missing"},
        Case{"enum_without_values", With(kConfig, R"({"type":"enum"})", kHashing),
             "/features/1/format/values: is missing"},
        Case{"ngram_0", With(kConfig, kFormat, Comparison(R"({"type":"ngram","n":0})")),
             "/features/1/hashing/comparison/n: must be a whole number from 1 to 64"},
        Case{"numeric",
             With(kConfig, kFormat, Comparison(R"({"type":"numeric","thresholdDistance":0})")),
             "/features/1/hashing/comparison/thresholdDistance: must be greater than 0 and at most "
             "1e15\n"
             "/features/1/hashing/comparison/resolution: is missing"},
        Case{"two_strategies",
             With(kConfig, kFormat, Strategy(R"({"bitsPerToken":1,"bitsPerFeature":1})")),
             "/features/1/hashing/strategy: must have either bitsPerToken or bitsPerFeature"},
        Case{"no_strategy", With(kConfig, kFormat, Strategy("{}")),
             "/features/1/hashing/strategy: must have either bitsPerToken or bitsPerFeature"},
        Case{"singularity",
             With(kConfig, kFormat,
                  R"({"comparison":{"type":"exact"},"strategy":{"bitsPerToken":5},
                      "hash":{"type":"blakeHash","prevent_singularity":false}})"),
             "/features/1/hashing/hash/prevent_singularity: is for doubleHash only"},
        Case{"same_identifier",
             R"({"version":3,"clkConfig":{"l":8,"kdf":{"type":"HKDF"}},"features":[
              {"identifier":"a","ignored":true},{"identifier":"a","ignored":true}]})",
             "/features/1/identifier: another feature has this name"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ClkhashSchemaTest, KeyDerivationSetsTheNumberOfFeatures) {
  const auto with_features = [](int count, const char* hash) {
    std::string features;
    for (int i = 0; i < count; ++i) {
      features += R"(,{"identifier":"f)" + std::to_string(i) + R"(","ignored":true})";
    }
    return Errors(R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF","hash":")" +
                  std::string(hash) + R"("}},"features":[)" + features.substr(1) + "]}");
  };
  EXPECT_EQ(with_features(63, "SHA256"), "");
  EXPECT_EQ(with_features(64, "SHA256"),
            "/features: the key derivation cannot give two keys to so many features");
  EXPECT_EQ(with_features(127, "SHA512"), "");
  EXPECT_NE(with_features(128, "SHA512"), "");
}

}  // namespace
}  // namespace onefold::linkage
