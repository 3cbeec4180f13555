// Fields made of other fields, default dates and checked codes, as the encoder sees them.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "linkage/encode/encode.h"
#include "linkage/encode/normalize_record.h"
#include "linkage/encode/tokenize.h"

namespace onefold::encode {
namespace {

using FieldValue = NormalizedRecord::FieldValue;
using Tokens = std::vector<std::string>;

const char* const kSchema = R"({"onefold_schema":1,"name":"s","record_id":"id",
  "fields":[{"name":"given","type":"name"},{"name":"family","type":"name"},{"name":"alias","type":"text"},
            {"name":"born","type":"date","default_dates":["01-01","12-31"]},
            {"name":"number","type":"code","check":"oib"},{"name":"second_number","type":"code"},
            {"name":"names","type":"name","from":["given","family","alias"]},
            {"name":"words","type":"text","from":["given","family"],"ngram":3},
            {"name":"numbers","type":"code","from":["number","second_number"]},
            {"name":"year","type":"code","from":[{"field":"born","as":"year"}]},
            {"name":"day_month","type":"code","from":[{"field":"born","as":"day_month"}]},
            {"name":"start","type":"code","from":[{"field":"given","as":"prefix","length":2}]},
            {"name":"who","type":"code","from":[{"any_order":[{"field":"given","as":"phonetic"},
               {"field":"family","as":"phonetic"}]},{"field":"born","as":"decade"}]}],
  "passes":[{"name":"p","block":[{"field":"names"}]},{"name":"y","block":[{"field":"year"}]},
            {"name":"w","block":[{"field":"who"}]}]})";
enum Index {
  kGiven,
  kFamily,
  kAlias,
  kBorn,
  kNumber,
  kSecondNumber,
  kNames,
  kWords,
  kNumbers,
  kYear,
  kDayMonth,
  kStart,
  kWho,
  kColumns = kNames,
};

class DerivedTest : public testing::Test {
 protected:
  NormalizedRecord Normalize(const Tokens& values) const {
    Record record;
    record.values = values;
    return NormalizeRecord(*schema_.own(), record);
  }
  static linkage::LinkageSchema Parse() {
    auto schema = linkage::ParseLinkageSchema(AsBytes(std::string(kSchema)));
    EXPECT_TRUE(schema.ok()) << schema.status();
    return std::move(schema).value();
  }
  const linkage::LinkageSchema schema_ = Parse();
};

TEST_F(DerivedTest, UnionHasTheTokensOfAllItsFields) {
  const auto record = Normalize({"Ana Marija", "Horvat", "Anči"});
  Tokens all;
  for (const int source : {kGiven, kFamily, kAlias}) {
    const TokenSet& tokens = record.fields[static_cast<std::size_t>(source)].tokens;
    all.insert(all.end(), tokens.begin(), tokens.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  EXPECT_EQ(record.fields[kNames].tokens, all);
  EXPECT_EQ(record.fields[kNames].flat, "anaancihorvatmarija");
  EXPECT_EQ(record.fields[kWords].tokens.size(), 20u);  // trigrams, of each field by itself
}

TEST_F(DerivedTest, OrderAndPlaceOfNamesDoNotMatter) {
  const auto a = Normalize({"Ana Marija", "Horvat", ""});
  for (const Tokens& other : std::vector<Tokens>{{"Horvat", "Ana Marija"},
                                                 {"Marija", "Horvat", "Ana"},
                                                 {"", "Horvat Marija", "Ana"},
                                                 {"Ana Marija Horvat", "Ana"}}) {
    const auto b = Normalize(other);
    EXPECT_EQ(a.fields[kNames].tokens, b.fields[kNames].tokens);
    EXPECT_EQ(a.fields[kNames].flat, b.fields[kNames].flat);
    EXPECT_EQ(a.fields[kNames].phonetic, b.fields[kNames].phonetic);
    EXPECT_EQ(a.fields[kNames].skeleton, b.fields[kNames].skeleton);
  }
}

TEST_F(DerivedTest, SkeletonIsOfTheFirstWordOrOfAllOfAUnion) {
  const auto record = Normalize({"12 Tsvetan Petar", "Zhivkov", "Cvetan"});
  EXPECT_EQ(record.fields[kGiven].skeleton, "KVTN");
  EXPECT_EQ(record.fields[kFamily].skeleton, "SVKV");
  EXPECT_EQ(record.fields[kNames].skeleton, "BTR-KVTN-SVKV");  // Tsvetan and Cvetan are one
  EXPECT_EQ(Normalize({"12", "", ""}).fields[kNames].skeleton, "");
}

TEST_F(DerivedTest, UnionIsMissingWhenAllAre) {
  EXPECT_TRUE(Normalize({"", "-", ""}).fields[kNames].missing);
  EXPECT_TRUE(Normalize({"", "-", ""}).fields[kNames].tokens.empty());
  EXPECT_FALSE(Normalize({"", "", "x"}).fields[kNames].missing);
}

TEST_F(DerivedTest, PartsAreOneToken) {
  const auto record = Normalize({"Ana", "Horvat", "", "1990-04-12"});
  EXPECT_EQ(record.fields[kYear].tokens, Tokens{"1990"});
  EXPECT_EQ(record.fields[kYear].flat, "1990");
  EXPECT_EQ(record.fields[kDayMonth].tokens, Tokens{"0412"});
  EXPECT_EQ(record.fields[kStart].tokens, Tokens{"an"});
  const std::string who(
      "\0\4a500\0\4h613\0\3"
      "199",
      17);
  EXPECT_EQ(record.fields[kWho].tokens, Tokens{who});
  EXPECT_EQ(Normalize({"Horvat", "Ana", "", "1993-01-01"}).fields[kWho].tokens, Tokens{who});
}

TEST_F(DerivedTest, PartsAreMissingWhenOneIs) {
  EXPECT_TRUE(Normalize({"Ana", "Horvat", "", ""}).fields[kWho].missing);
  EXPECT_TRUE(Normalize({"Ana", "", "", "1990-04-12"}).fields[kWho].missing);
  EXPECT_TRUE(Normalize({"Ana", "", "", ""}).fields[kYear].missing);
}

TEST_F(DerivedTest, DefaultDateIsItsYear) {
  for (const char* date : {"1990-01-01", "1990-12-31", "1990-00-00"}) {
    const FieldValue born = Normalize({"", "", "", date}).fields[kBorn];
    EXPECT_EQ(born.tokens, (Tokens{"0:1", "1:9", "2:9", "3:0"})) << date;
    EXPECT_EQ(born.year, 1990);
    EXPECT_EQ(born.month, 0);
    EXPECT_EQ(born.day, 0);
    EXPECT_TRUE(Normalize({"", "", "", date}).fields[kDayMonth].missing);
    EXPECT_FALSE(Normalize({"", "", "", date}).fields[kYear].missing);
  }
  EXPECT_EQ(Normalize({"", "", "", "1990-12-01"}).fields[kBorn].tokens.size(), 11u);
}

TEST_F(DerivedTest, WrongChecksumIsMissing) {
  const auto good = Normalize({"", "", "", "", "333 92005961", "x-1"});
  EXPECT_EQ(good.fields[kNumber].flat, "33392005961");
  EXPECT_EQ(good.fields[kNumbers].tokens, (Tokens{"33392005961", "X1"}));
  const auto wrong = Normalize({"", "", "", "", "33392005962", "x-1"});
  EXPECT_TRUE(wrong.fields[kNumber].missing);
  EXPECT_EQ(wrong.fields[kNumber].flat, "");
  EXPECT_EQ(wrong.fields[kNumbers].tokens, Tokens{"X1"});
}

TEST_F(DerivedTest, FiltersOfADerivedFieldAreItsOwn) {
  const auto encoder = Encoder::Create(schema_, crypto::Secret::CopyOf(Bytes(32, 7)), "2026");
  ASSERT_TRUE(encoder.ok());
  const auto record = Normalize({"Ana", "", "", "1990-04-12"});
  ASSERT_EQ(record.fields[kGiven].tokens, record.fields[kNames].tokens);
  const linkage::PassLayout& layout = (*encoder)->layouts()[0];
  Bytes item(layout.item_bytes);
  ASSERT_TRUE((*encoder)->EncodeItem(record, 0, {Bytes(32), 0}, item));
  EXPECT_NE(ToBytes(linkage::FilterOf(item, layout.filters[kGiven])),
            ToBytes(linkage::FilterOf(item, layout.filters[kNames])));
}

// Whatever the values: a derived field depends on nothing but the normal forms of its sources, and
// is missing exactly when it must be.
TEST_F(DerivedTest, DerivedFieldsFollowTheirSources) {
  const auto word = rc::gen::element<std::string>("Ana", "ana", "Đorđe", "Horvat-Ana", "", "-",
                                                  "Al", "1990-01-01", "1990-05-31", "33392005961");
  EXPECT_TRUE(rc::check([&] {
    const Tokens values = *rc::gen::container<Tokens>(kColumns, word);
    const NormalizedRecord record = Normalize(values);
    const auto& fields = record.fields;
    RC_ASSERT(fields[kNames].missing ==
              (fields[kGiven].missing && fields[kFamily].missing && fields[kAlias].missing));
    RC_ASSERT(fields[kNumbers].missing ==
              (fields[kNumber].missing && fields[kSecondNumber].missing));
    RC_ASSERT(fields[kYear].missing == (fields[kBorn].year == 0));
    RC_ASSERT(fields[kWho].missing ==
              (fields[kGiven].phonetic.empty() || fields[kFamily].phonetic.empty() ||
               fields[kBorn].year == 0));
    for (const FieldValue& field : fields) {
      RC_ASSERT(field.missing == field.tokens.empty());
      RC_ASSERT(std::is_sorted(field.tokens.begin(), field.tokens.end()));
    }
    for (const int source : {kGiven, kFamily}) {
      const TokenSet& tokens = fields[static_cast<std::size_t>(source)].tokens;
      RC_ASSERT(std::includes(fields[kNames].tokens.begin(), fields[kNames].tokens.end(),
                              tokens.begin(), tokens.end()));
    }
    Tokens swapped = values;
    std::swap(swapped[kGiven], swapped[kFamily]);
    RC_ASSERT(Normalize(swapped).fields[kNames].tokens == fields[kNames].tokens);
    RC_ASSERT(Normalize(swapped).fields[kWho].tokens == fields[kWho].tokens);
  }));
}

// The table of dates in docs/formats/encoding.md: Dice similarity of tokens in permille.
TEST(DateTokensTest, SimilarityOfDates) {
  const auto dice = [](DateParts x, DateParts y) {
    const TokenSet a = DateTokens(x), b = DateTokens(y);
    std::vector<std::string_view> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return std::lround(2000.0 * static_cast<double>(both.size()) /
                       static_cast<double>(a.size() + b.size()));
  };
  const DateParts date{1990, 4, 12};
  EXPECT_EQ(dice(date, {1990, 4, 12}), 1000);
  EXPECT_EQ(dice(date, {1991, 4, 12}), 909);   // one digit of the year
  EXPECT_EQ(dice(date, {1990, 4, 13}), 636);   // one digit of the day
  EXPECT_EQ(dice(date, {1990, 12, 4}), 636);   // swap
  EXPECT_EQ(dice(date, {1990, 4, 25}), 545);   // another day
  EXPECT_EQ(dice(date, {1990, 0, 0}), 533);    // year only
  EXPECT_EQ(dice(date, {1990, 4, 0}), 706);    // day unknown
  EXPECT_EQ(dice(date, {1990, 11, 25}), 364);  // another day and month
  EXPECT_EQ(dice(date, {1971, 11, 25}), 182);  // another date
}

}  // namespace
}  // namespace onefold::encode
