// Bit identity with clkhash: tests/vectors/clkhash.json holds outputs of running clkhash on
// invented names (60 schemas, 13 rows each).
#include "linkage/encode/clkhash.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "linkage/schema.h"

namespace onefold::encode {
namespace {

using nlohmann::json;

json Vectors() {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/clkhash.json");
  return json::parse(file);
}

linkage::LinkageSchema Parse(const std::string& text) {
  auto schema = linkage::ParseLinkageSchema(AsBytes(text));
  EXPECT_TRUE(schema.ok()) << schema.status();
  return std::move(schema).value();
}

Record RecordOf(const std::vector<std::string>& values) {
  Record record;
  record.row = 7;
  record.values = values;
  return record;
}

std::string EncodeRow(ClkhashEncoder& encoder, const std::vector<std::string>& values) {
  Bytes clk(encoder.clk_bytes());
  const Status status = encoder.Encode(RecordOf(values), clk);
  return status.ok() ? FormatBase64(clk) : std::string(Message(status));
}

TEST(ClkhashTest, AllGoldenVectors) {
  std::size_t rows = 0;
  const json vectors = Vectors();
  for (const json& golden : vectors["cases"]) {
    const auto schema = Parse(golden["schema"].dump());
    ASSERT_NE(schema.clkhash(), nullptr);
    const std::string secret = golden["secret"];
    auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes(secret), FoldRule::kBug);
    ASSERT_TRUE(encoder.ok()) << encoder.status();
    for (std::size_t i = 0; i < golden["rows"].size(); ++i, ++rows) {
      EXPECT_EQ(EncodeRow(**encoder, golden["rows"][i]), golden["clks"][i].get<std::string>())
          << golden["schema"].dump() << " row " << i;
    }
  }
  EXPECT_EQ(rows, 60u * 13u);
}

// The order of rows fills the cache differently; results do not depend on it.
TEST(ClkhashTest, CacheDoesNotChangeResults) {
  const json golden = Vectors()["cases"][20];
  const auto schema = Parse(golden["schema"].dump());
  const std::string secret = golden["secret"];
  auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes(secret), FoldRule::kBug);
  ASSERT_TRUE(encoder.ok());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = golden["rows"].size(); i-- > 0;) {
      EXPECT_EQ(EncodeRow(**encoder, golden["rows"][i]), golden["clks"][i].get<std::string>());
    }
  }
}

std::string OneFeature(const std::string& config, const std::string& hashing) {
  return R"({"version":3,"clkConfig":{"kdf":{"type":"HKDF"},)" + config +
         R"(},"features":[{"identifier":"n","format":{"type":"string"},"hashing":)" + hashing +
         "}]}";
}

const char* const kExact = R"({"comparison":{"type":"exact"},"strategy":{"bitsPerToken":40}})";

TEST(ClkhashTest, FoldRuleChoosesTheKey) {
  const auto schema = Parse(OneFeature(R"("l":64,"xorFolds":1)", kExact));
  auto bug = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kBug);
  auto spec = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kSpec);
  ASSERT_TRUE(bug.ok() && spec.ok());
  EXPECT_NE(EncodeRow(**bug, {"ana"}), EncodeRow(**spec, {"ana"}));
  const auto plain_schema = Parse(OneFeature(R"("l":64)", kExact));
  auto plain = ClkhashEncoder::Create(*plain_schema.clkhash(), AsBytes("k"), FoldRule::kSpec);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(EncodeRow(**bug, {"ana"}), EncodeRow(**plain, {"ana"}));
}

TEST(ClkhashTest, EmptyValueSetsNoBits) {
  const auto schema = Parse(OneFeature(R"("l":64)", kExact));
  auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kBug);
  ASSERT_TRUE(encoder.ok());
  EXPECT_EQ(EncodeRow(**encoder, {""}), "AAAAAAAAAAA=");
}

TEST(ClkhashTest, RefusesWrongNumberOfValues) {
  const auto schema = Parse(OneFeature(R"("l":64)", kExact));
  auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kBug);
  ASSERT_TRUE(encoder.ok());
  Bytes clk(8);
  EXPECT_EQ((*encoder)->Encode(RecordOf({"a", "b"}), clk).code(), StatusCode::kInvalidArgument);
}

TEST(ClkhashTest, RefusalNamesColumnAndRuleButNoValue) {
  const auto schema = Parse(
      R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},"features":[{"identifier":"age",
          "format":{"type":"integer"},"hashing":{"comparison":{"type":"exact"},"strategy":{"bitsPerToken":4}}}]})");
  auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kBug);
  ASSERT_TRUE(encoder.ok());
  const std::string message = EncodeRow(**encoder, {"Zanzibar"});
  EXPECT_NE(message.find("row 7, column age: format.integer"), std::string::npos) << message;
  EXPECT_EQ(message.find("Zanzibar"), std::string::npos);
}

// More distinct tokens than the cache takes: it is emptied and goes on.
TEST(ClkhashTest, CacheLimit) {
  const auto schema = Parse(
      OneFeature(R"("l":64)", R"({"comparison":{"type":"exact"},"strategy":{"bitsPerToken":1}})"));
  auto encoder = ClkhashEncoder::Create(*schema.clkhash(), AsBytes("k"), FoldRule::kBug);
  ASSERT_TRUE(encoder.ok());
  const std::string first = EncodeRow(**encoder, {"first value"});
  for (int i = 0; i < 140'000; ++i) {
    EncodeRow(**encoder, {std::to_string(i)});
    EncodeRow(**encoder, {"a long token " + std::to_string(i)});
  }
  EXPECT_EQ(EncodeRow(**encoder, {"first value"}), first);
}

}  // namespace
}  // namespace onefold::encode
