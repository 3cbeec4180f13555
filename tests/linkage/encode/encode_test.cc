#include "linkage/encode/encode.h"

#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "linkage/encode/harden.h"
#include "linkage/encoding.h"

namespace onefold::encode {
namespace {

using nlohmann::json;

const Bytes kNoiseKey(32, 7);

linkage::LinkageSchema Parse(const std::string& text) {
  auto schema = linkage::ParseLinkageSchema(AsBytes(text));
  EXPECT_TRUE(schema.ok()) << schema.status();
  return std::move(schema).value();
}

std::unique_ptr<Encoder> MakeEncoder(const linkage::LinkageSchema& schema, ByteView key,
                                     std::string_view epoch) {
  auto encoder = Encoder::Create(schema, crypto::Secret::CopyOf(key), epoch);
  EXPECT_TRUE(encoder.ok()) << encoder.status();
  return std::move(encoder).value();
}

Record RecordOf(const std::vector<std::string>& values) {
  Record record;
  record.values = values;
  return record;
}

// nullopt when the record has no item in the pass.
std::optional<Bytes> ItemOf(const Encoder& encoder, const std::vector<std::string>& values,
                            std::size_t pass) {
  const NormalizedRecord record = encoder.Normalize(RecordOf(values));
  Bytes item(encoder.layouts()[pass].item_bytes, 0x5A);
  const bool made = encoder.EncodeItem(record, pass, {kNoiseKey, 0}, item);
  EXPECT_EQ(made, encoder.HasItem(record, pass));
  if (made) return item;
  EXPECT_EQ(item, Bytes(item.size(), 0x5A));
  return std::nullopt;
}

// Items made by an independent encoder in Python: tests/reference/encoding.py.
TEST(EncodeTest, GoldenVectors) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/encoding.json");
  int items = 0;
  for (const json& vectors : json::parse(file)) {
    const auto schema = Parse(vectors["schema"]);
    const auto key = ParseHex(vectors["key"].get<std::string>());
    const auto encoder = MakeEncoder(schema, *key, vectors["epoch"].get<std::string>());
    for (const json& row : vectors["rows"]) {
      for (std::size_t pass = 0; pass < encoder->layouts().size(); ++pass) {
        const auto item = ItemOf(*encoder, row["values"], pass);
        const json& golden = row["items"][pass];
        ASSERT_EQ(item.has_value(), !golden.is_null()) << row["values"] << pass;
        if (!item) continue;
        ++items;
        EXPECT_EQ(FormatHex(linkage::TokenOf(*item)), golden["token"].get<std::string>());
        const linkage::PassLayout& layout = encoder->layouts()[pass];
        ASSERT_EQ(layout.filters.size(), golden["filters"].size());
        for (std::size_t i = 0; i < layout.filters.size(); ++i) {
          const linkage::FilterSlot& slot = layout.filters[i];
          EXPECT_EQ(FormatHex(ByteView(*item).subspan(slot.offset_bytes, slot.bytes())),
                    golden["filters"][i].get<std::string>())
              << schema.profile() << row["values"] << " pass " << pass << " filter " << i;
        }
        const Bytes place(item->begin() + linkage::kPseudonymOffset,
                          item->begin() + linkage::kFiltersOffset);
        EXPECT_EQ(place, Bytes(linkage::kSealedPseudonymBytes, 0x5A));  // left alone
      }
    }
  }
  EXPECT_EQ(items, 4 * 61);
}

// The worked example of docs/formats/encoding.md.
TEST(EncodeTest, WorkedExample) {
  const auto schema = Parse(
      R"({"onefold_schema":1,"name":"example","profile":"unhardened","record_id":"id","fields":[{"name":"family",)"
      R"("type":"name","filter_bits":64,"hashes_per_token":3}],"passes":[{"name":"family","block":[{"field":"family",)"
      R"("as":"phonetic"}]}]})");
  Bytes key(32);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  const auto item = ItemOf(*MakeEncoder(schema, key, "2026"), {"Ana"}, 0);
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(FormatHex(linkage::TokenOf(*item)), "22a10f07a5e03d808c565e0d11a33b0c");
  EXPECT_EQ(FormatHex(ByteView(*item).subspan(linkage::kFiltersOffset)), "4441102005881000");
}

const char* const kSchema = R"({"onefold_schema":1,"name":"s","record_id":"id",
  "fields":[{"name":"name","type":"name","language_column":"lang"},
            {"name":"born","type":"date","date_formats":["yyyymmdd"],"missing":["19000101"]},
            {"name":"code","type":"code"}],
  "passes":[{"name":"p","block":[{"field":"name","as":"phonetic"}]},
            {"name":"q","block":[{"field":"name","as":"phonetic"}]},
            {"name":"day","block":[{"field":"born","as":"day_month"}]},
            {"name":"year","block":[{"field":"born","as":"year"}]},
            {"name":"code","block":[{"field":"code"}]}]})";

class EncoderTest : public testing::Test {
 protected:
  const linkage::LinkageSchema schema_ = Parse(kSchema);
  const Bytes key_ = Bytes(32, 7);
  const std::unique_ptr<Encoder> encoder_ = MakeEncoder(schema_, key_, "2026");
};

TEST_F(EncoderTest, ScriptsAndUnicodeFormsEncodeIdentically) {
  const auto latin = ItemOf(*encoder_, {"Đorđe Živković", "", ""}, 0);
  NormalizedRecord cyrillic;
  Record record = RecordOf({"Ђорђе Живковић", "", ""});
  record.languages = {"sr", "", ""};
  cyrillic = encoder_->Normalize(record);
  record.values[0] = "Đorđe Živković";
  const NormalizedRecord declared = encoder_->Normalize(record);
  Bytes a(encoder_->layouts()[0].item_bytes), b(a.size());
  ASSERT_TRUE(encoder_->EncodeItem(cyrillic, 0, {kNoiseKey, 0}, a));
  ASSERT_TRUE(encoder_->EncodeItem(declared, 0, {kNoiseKey, 0}, b));
  EXPECT_EQ(a, b);
  ASSERT_TRUE(latin.has_value());
  EXPECT_EQ(ItemOf(*encoder_, {"Jos\u00e9", "", ""}, 0),
            ItemOf(*encoder_, {"Jose\u0301", "", ""}, 0));
}

// Every part of a key's label matters: no two of these share a token.
TEST_F(EncoderTest, TokensDifferByPassEpochKeyAndSchema) {
  std::set<Bytes> tokens;
  const auto add = [&](const Encoder& encoder, std::size_t pass) {
    const auto item = ItemOf(encoder, {"ana", "", ""}, pass);
    ASSERT_TRUE(item.has_value());
    tokens.insert(ToBytes(linkage::TokenOf(*item)));
  };
  add(*encoder_, 0);
  add(*encoder_, 1);  // the same block under another pass name
  add(*MakeEncoder(schema_, key_, "2027"), 0);
  add(*MakeEncoder(schema_, Bytes(32, 8), "2026"), 0);
  const auto other_bytes = Parse(std::string(kSchema) + "\n");
  add(*MakeEncoder(other_bytes, key_, "2026"), 0);
  EXPECT_EQ(tokens.size(), 5u);
}

TEST_F(EncoderTest, FiltersOfDifferentBlocksAreUnrelated) {
  const auto a = ItemOf(*encoder_, {"anna", "19900412", ""}, 0);
  const auto b = ItemOf(*encoder_, {"berta", "19900412", ""}, 0);
  const auto& slot = encoder_->layouts()[0].filters[1];
  EXPECT_NE(ToBytes(linkage::FilterOf(*a, slot)), ToBytes(linkage::FilterOf(*b, slot)));
  const auto again = ItemOf(*encoder_, {"ana", "19900412", ""}, 0);  // the same Soundex
  EXPECT_EQ(ToBytes(linkage::FilterOf(*a, slot)), ToBytes(linkage::FilterOf(*again, slot)));
}

TEST_F(EncoderTest, MissingFieldHasTheEmptyFilter) {
  std::string text = kSchema;
  text.insert(1, R"("profile":"unhardened",)");
  const auto schema = Parse(text);
  const auto encoder = MakeEncoder(schema, key_, "2026");
  const auto item = ItemOf(*encoder, {"ana", "", "-"}, 0);
  for (const std::size_t i : {1u, 2u}) {
    const auto filter = ToBytes(linkage::FilterOf(*item, encoder->layouts()[0].filters[i]));
    EXPECT_EQ(filter, Bytes(filter.size(), 0));
  }
}

// An item alone does not show what it lacks; two that lack the same do not look alike.
TEST_F(EncoderTest, HardenedMissingFieldIsNoise) {
  const NormalizedRecord lacks = encoder_->Normalize(RecordOf({"ana", "", "x"}));
  const NormalizedRecord has = encoder_->Normalize(RecordOf({"ana", "19900412", "x"}));
  const linkage::FilterSlot& date = encoder_->layouts()[0].filters[1];
  ASSERT_TRUE(date.tagged);
  const auto encode = [&](const NormalizedRecord& record, std::uint64_t number) {
    Bytes item(encoder_->layouts()[0].item_bytes);
    EXPECT_TRUE(encoder_->EncodeItem(record, 0, {kNoiseKey, number}, item));
    return item;
  };
  const auto tag = [&](const Bytes& item) {
    return ToBytes(ByteView(item).subspan(date.offset_bytes + date.bits / 8, 8));
  };
  EXPECT_EQ(encode(has, 1), encode(has, 2)) << "nothing random where nothing is missing";
  EXPECT_EQ(encode(lacks, 1), encode(lacks, 1)) << "an upload can be repeated";
  EXPECT_NE(tag(encode(lacks, 1)), tag(encode(lacks, 2)));
  EXPECT_NE(tag(encode(lacks, 1)), tag(encode(has, 1)));
  int ones = 0;
  const Bytes item = encode(lacks, 1);
  for (const std::uint8_t byte : linkage::FilterOf(item, date)) ones += std::popcount(byte);
  EXPECT_NEAR(ones, static_cast<int>(date.bits / 2), static_cast<int>(date.bits / 4));
}

TEST_F(EncoderTest, MissingValuesAreTheFieldsOwn) {
  EXPECT_FALSE(ItemOf(*encoder_, {"ana", "19000101", ""}, 3).has_value());
  EXPECT_TRUE(ItemOf(*encoder_, {"ana", "19010101", ""}, 3).has_value());
  EXPECT_TRUE(encoder_->Normalize(RecordOf({"ana", " 19000101 ", ""})).fields[1].missing);
}

TEST_F(EncoderTest, DayAndMonthSwappedShareTheBlock) {
  const auto a = ItemOf(*encoder_, {"", "19900412", ""}, 2);
  const auto b = ItemOf(*encoder_, {"", "19901204", ""}, 2);
  EXPECT_EQ(ToBytes(linkage::TokenOf(*a)), ToBytes(linkage::TokenOf(*b)));
}

TEST_F(EncoderTest, ImpossibleDateKeepsItsDigitsButNotItsImpossibleParts) {
  const NormalizedRecord record = encoder_->Normalize(RecordOf({"", "19909441", ""}));
  EXPECT_FALSE(record.fields[1].missing);
  EXPECT_EQ(record.fields[1].year, 1990);
  EXPECT_EQ(record.fields[1].month, 0);
  EXPECT_EQ(record.fields[1].day, 0);
  EXPECT_EQ(record.fields[1].tokens.size(), 11u);
  EXPECT_FALSE(encoder_->HasItem(record, 2));
  EXPECT_TRUE(encoder_->HasItem(record, 3));
}

TEST_F(EncoderTest, AnEndlessBlockValueIsNone) {
  EXPECT_FALSE(ItemOf(*encoder_, {"", "", std::string(1025, 'a')}, 4).has_value());
  EXPECT_TRUE(ItemOf(*encoder_, {"", "", std::string(1024, 'a')}, 4).has_value());
}

TEST_F(EncoderTest, ARecordWithFewerValuesThanFieldsIsMissingTheRest) {
  EXPECT_TRUE(ItemOf(*encoder_, {"ana"}, 0).has_value());
  EXPECT_FALSE(ItemOf(*encoder_, {"ana"}, 3).has_value());
}

TEST(EncoderCreateTest, Refusals) {
  const auto own = Parse(kSchema);
  EXPECT_EQ(Encoder::Create(own, crypto::Secret(), "2026").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Encoder::Create(own, crypto::Secret::CopyOf(Bytes(32)), std::string(2000, 'e'))
                .status()
                .code(),
            StatusCode::kInvalidArgument);
  const auto clkhash = Parse(R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},
      "features":[{"identifier":"a","ignored":true}]})");
  EXPECT_EQ(Encoder::Create(clkhash, crypto::Secret::CopyOf(Bytes(32)), "2026").status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onefold::encode
