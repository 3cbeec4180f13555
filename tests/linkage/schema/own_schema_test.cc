#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "linkage/schema.h"

namespace onefold::linkage {
namespace {

// The errors of a file, one line each; "" when it is good.
std::string Errors(const std::string& text) {
  const auto schema = ParseLinkageSchema(AsBytes(text));
  return schema.ok() ? "" : std::string(Message(schema.status()));
}

// A good schema with `field` among the keys of its field, `pass` among those of its pass, `top` at
// the top.
std::string With(const std::string& field, const std::string& pass = "",
                 const std::string& top = "") {
  return R"({"onefold_schema":1,"name":"s","record_id":"id")" + top +
         R"(,"fields":[{"name":"name","type":"name"},{"name":"born","type":"date"},{"name":"x")" +
         field + R"(}],"passes":[{"name":"p")" +
         (pass.empty() ? R"(,"block":[{"field":"name"}])" : pass) + "}]}";
}

TEST(OwnSchemaTest, Defaults) {
  const std::string text = With(R"(,"type":"code")");
  const auto parsed = ParseLinkageSchema(AsBytes(text));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_NE(parsed->own(), nullptr);
  EXPECT_EQ(parsed->clkhash(), nullptr);
  EXPECT_EQ(parsed->digest, crypto::Sha256(AsBytes(text)));
  EXPECT_EQ(AsText(parsed->bytes), text);
  EXPECT_TRUE(parsed->warnings.empty());
  const Schema& schema = *parsed->own();
  EXPECT_EQ(schema.profile, PrivacyProfile::kDefault);
  EXPECT_EQ(parsed->profile(), "default");
  EXPECT_EQ(schema.diffusion, 10u);
  EXPECT_EQ(schema.passes[0].largest_block, 0u);
  EXPECT_EQ(schema.record_id_column, "id");
  EXPECT_EQ(schema.cut_millibits, 0);
  ASSERT_EQ(schema.fields.size(), 3u);
  const Field& name = schema.fields[0];
  EXPECT_EQ(name.column, "name");
  EXPECT_EQ(name.ngram, 2u);
  EXPECT_EQ(name.hashes_per_token, 10u);
  EXPECT_EQ(name.filter_bits, 512u);
  EXPECT_FALSE(name.levels_permille.empty());
  EXPECT_EQ(schema.fields[1].date_formats, (std::vector<std::string>{"yyyy-mm-dd", "yyyymmdd"}));
  EXPECT_EQ(schema.fields[1].default_dates, (std::vector<MonthDay>{{1, 1}}));
  EXPECT_EQ(schema.fields[2].check, Checksum::kNone);
  EXPECT_FALSE(schema.fields[2].derived());
  EXPECT_EQ(schema.fields[2].levels_permille, std::vector<std::uint16_t>{999});
  ASSERT_EQ(schema.passes.size(), 1u);
  EXPECT_EQ(schema.passes[0].compare, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(schema.passes[0].compare_group, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_FALSE(schema.passes[0].joined);
}

TEST(OwnSchemaTest, Profiles) {
  const auto with = [](const std::string& keys) {
    return ParseLinkageSchema(AsBytes(R"({"onefold_schema":1,"name":"s","record_id":"id",)" + keys +
                                      R"("fields":[{"name":"a","type":"name"}],
        "passes":[{"name":"p","block":[{"field":"a"}],"largest_block":5}]})"));
  };
  const auto high = with(R"("profile":"high",)");
  ASSERT_TRUE(high.ok()) << high.status();
  EXPECT_EQ(high->profile(), "high");
  EXPECT_EQ(high->own()->diffusion, 12u);
  EXPECT_EQ(high->own()->passes[0].largest_block, 5u);
  EXPECT_TRUE(high->warnings.empty());
  const auto weak = with(R"("profile":"high","diffusion":8,)");
  ASSERT_TRUE(weak.ok()) << weak.status();
  EXPECT_EQ(weak->own()->diffusion, 8u);
  ASSERT_EQ(weak->warnings.size(), 1u);
  EXPECT_NE(weak->warnings[0].find("weaker"), std::string::npos);
  const auto plain = with(R"("profile":"unhardened",)");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(plain->own()->diffusion, 0u);
  ASSERT_EQ(plain->warnings.size(), 1u);
  EXPECT_NE(plain->warnings[0].find("measurements only"), std::string::npos);
  // Levels are of agreement where filters are hardened, of Dice elsewhere.
  EXPECT_NE(plain->own()->fields[0].levels_permille, high->own()->fields[0].levels_permille);
  for (const char* wrong : {R"("profile":"unhardened","diffusion":10,)", R"("diffusion":0,)",
                            R"("diffusion":65,)", R"("profile":"clkhash",)"}) {
    EXPECT_EQ(with(wrong).status().code(), StatusCode::kInvalidArgument) << wrong;
  }
}

TEST(OwnSchemaTest, EverythingSaid) {
  const auto parsed = ParseLinkageSchema(AsBytes(std::string(R"({
    "onefold_schema": 1, "name": "full", "description": "d", "profile": "default", "record_id": "id",
    "cut_millibits": -1500, "ignored": ["a", "b"],
    "fields": [
      {"name": "n", "description": "d", "column": "Name", "type": "name", "language": "sr-Latn",
       "language_column": "lang", "missing": ["?", "-"], "ngram": 3, "hashes_per_token": 7, "filter_bits": 1024,
       "levels": [1000, 800, 1]},
      {"name": "b", "column": "Born", "type": "date", "date_formats": ["d.m.yyyy", "yyyy"]}],
    "passes": [
      {"name": "p", "description": "d", "block": [
        {"any_order": [{"field": "n", "as": "phonetic"}, {"field": "n", "as": "prefix", "length": 3}]},
        {"field": "b", "as": "decade"}],
       "compare": ["b", "n"], "filters": "joined", "joined_bits": 2048, "joined_levels": [900, 500]}]})")));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const Schema& schema = *parsed->own();
  EXPECT_EQ(schema.cut_millibits, -1500);
  EXPECT_EQ(parsed->cut_millibits(), -1500);
  EXPECT_EQ(schema.ignored_columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(schema.fields[0].column, "Name");
  EXPECT_EQ(schema.fields[0].language_column, "lang");
  EXPECT_EQ(schema.fields[0].missing, (std::vector<std::string>{"?", "-"}));
  EXPECT_EQ(schema.fields[0].levels_permille, (std::vector<std::uint16_t>{1000, 800, 1}));
  const Pass& pass = schema.passes[0];
  ASSERT_EQ(pass.block.size(), 2u);
  ASSERT_EQ(pass.block[0].size(), 2u);
  EXPECT_EQ(pass.block[0][1].form, BlockForm::kPrefix);
  EXPECT_EQ(pass.block[0][1].length, 3u);
  EXPECT_EQ(pass.block[1][0].form, BlockForm::kDecade);
  EXPECT_EQ(pass.block[1][0].field, 1u);
  EXPECT_EQ(pass.compare, (std::vector<std::size_t>{1, 0}));
  EXPECT_TRUE(pass.joined);
  EXPECT_EQ(pass.joined_bits, 2048u);
  EXPECT_EQ(pass.joined_levels_permille, (std::vector<std::uint16_t>{900, 500}));
}

TEST(OwnSchemaTest, DerivedFieldsAndGroups) {
  const auto parsed = ParseLinkageSchema(AsBytes(std::string(R"({
    "onefold_schema": 1, "name": "full", "record_id": "id",
    "fields": [
      {"name": "given", "type": "name"}, {"name": "family", "type": "name"},
      {"name": "born", "type": "date", "default_dates": ["12-31", "02-29"]},
      {"name": "number", "type": "code", "check": "luhn"},
      {"name": "names", "type": "name", "from": ["given", "family"], "ngram": 3, "filter_bits": 1024},
      {"name": "year", "type": "code", "from": [{"field": "born", "as": "year"}]},
      {"name": "who", "type": "code", "from": [
        {"any_order": [{"field": "given", "as": "prefix", "length": 3}, {"field": "family", "as": "skeleton"}]},
        {"field": "born", "as": "decade"}]}],
    "passes": [
      {"name": "p", "block": [{"field": "who"}, {"field": "names", "as": "phonetic"}],
       "compare": [["given", "family", "names"], "number", ["born", "year"], ["who"]]}]})")));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const Schema& schema = *parsed->own();
  EXPECT_EQ(schema.fields[2].default_dates, (std::vector<MonthDay>{{12, 31}, {2, 29}}));
  EXPECT_EQ(schema.fields[3].check, Checksum::kLuhn);
  EXPECT_TRUE(schema.fields[4].derived());
  EXPECT_EQ(schema.fields[4].column, "");
  EXPECT_EQ(schema.fields[4].union_of, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(schema.fields[4].filter_bits, 1024u);
  EXPECT_TRUE(schema.fields[5].derived());
  EXPECT_EQ(schema.fields[5].parts.at(0).at(0).form, BlockForm::kYear);
  ASSERT_EQ(schema.fields[6].parts.size(), 2u);
  EXPECT_EQ(schema.fields[6].parts[0].size(), 2u);
  EXPECT_EQ(schema.fields[6].parts[0][1].form, BlockForm::kSkeleton);
  EXPECT_EQ(schema.passes[0].compare, (std::vector<std::size_t>{0, 1, 4, 3, 2, 5, 6}));
  EXPECT_EQ(schema.passes[0].compare_group, (std::vector<std::uint32_t>{0, 0, 0, 1, 2, 2, 3}));
}

TEST(OwnSchemaTest, Checksums) {
  for (const auto& [name, check] : kChecksumNames) {
    const auto parsed =
        ParseLinkageSchema(AsBytes(With(R"(,"type":"code","check":")" + std::string(name) + "\"")));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->own()->fields[2].check, check) << name;
  }
}

struct Case {
  const char* name;
  std::string text;
  std::string errors;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class OwnSchemaErrorTest : public testing::TestWithParam<Case> {};

TEST_P(OwnSchemaErrorTest, Reports) { EXPECT_EQ(Errors(GetParam().text), GetParam().errors); }

const char* const kNameRule =
    "must be a lower-case letter followed by letters, digits and '_', at most 63";
const char* const kLevelRule =
    "must be 1 to 8 whole numbers from 1000 down to 1, each smaller than the one before";

INSTANTIATE_TEST_SUITE_P(
    Table, OwnSchemaErrorTest,
    testing::Values(
        Case{"no_json", "{\n\"a\":\n}", "/: the file is not valid JSON (UTF-8), line 3"},
        Case{"empty", "", "/: the file is not valid JSON (UTF-8)"},
        Case{"array", "[]",
             "/: is no linkage schema: neither \"onefold_schema\" nor clkhash's \"version\" is "
             "there"},
        Case{"deep", std::string(40, '[') + std::string(40, ']'),
             "/: the file is nested too deeply"},
        Case{"large", std::string((1 << 20) + 1, ' '), "/: the file is larger than 1 MiB"},
        Case{
            "version",
            R"({"onefold_schema":2,"name":"s","record_id":"id","fields":[{"name":"a","type":"code"}],
              "passes":[{"name":"p","block":[{"field":"a"}]}]})",
            "/onefold_schema: must be a whole number from 1 to 1"},
        Case{"nothing", R"({"onefold_schema":1})",
             "/name: is missing\n/record_id: is missing\n/record_id: must name a column\n/fields: "
             "is missing\n"
             "/fields: must have 1 to 64 fields\n/passes: is missing\n/passes: must have 1 to 32 "
             "passes"},
        Case{"unknown_key", With(R"(,"type":"code","filterbits":5)", "", R"(,"Profile":"x")"),
             "/fields/2/filterbits: unknown key\n/Profile: unknown key"},
        Case{"duplicate_key", With(R"(,"type":"code","type":"name")"),
             "/fields/2/type: the key is there twice"},
        Case{"cut_too_high", With(R"(,"type":"code")", "", R"(,"cut_millibits":20001)"),
             "/cut_millibits: must be a whole number from -20000 to 20000"},
        Case{"escaped_pointer", With(R"(,"type":"code")", "", R"(,"a/b~c":1)"),
             "/a~1b~0c: unknown key"},
        Case{"type", With(R"(,"type":"text2")"),
             "/fields/2/type: must be one of \"name\" \"text\" \"code\" \"date\""},
        Case{"no_type", With(""), "/fields/2/type: is missing"},
        Case{"field_no_object",
             R"({"onefold_schema":1,"name":"s","record_id":"id","fields":[5],"passes":[]})",
             "/fields/0: must be an object\n/fields/0/name: must name a column\n/passes: must have "
             "1 to 32 passes"},
        Case{"filter_bits", With(R"(,"type":"code","filter_bits":100)"),
             "/fields/2/filter_bits: must be a multiple of 64"},
        Case{"filter_bits_large", With(R"(,"type":"code","filter_bits":8192)"),
             "/fields/2/filter_bits: must be a whole number from 64 to 4096"},
        Case{"not_whole", With(R"(,"type":"code","hashes_per_token":2.0)"),
             "/fields/2/hashes_per_token: must be a whole number from 1 to 64"},
        Case{"beyond_64_bits", With(R"(,"type":"code","hashes_per_token":99999999999999999999)"),
             "/fields/2/hashes_per_token: must be a whole number from 1 to 64"},
        Case{"levels_ascending", With(R"(,"type":"code","levels":[500,600])"),
             std::string("/fields/2/levels: ") + kLevelRule},
        Case{"levels_empty", With(R"(,"type":"code","levels":[])"),
             std::string("/fields/2/levels: ") + kLevelRule},
        Case{"levels_text", With(R"(,"type":"code","levels":["900"])"),
             std::string("/fields/2/levels: ") + kLevelRule},
        Case{"code_with_ngram", With(R"(,"type":"code","ngram":2)"),
             "/fields/2/ngram: is for fields of type name and text only"},
        Case{"name_with_formats", With(R"(,"type":"name","date_formats":["yyyy"])"),
             "/fields/2/date_formats: is for fields of type date only"},
        Case{"date_format",
             With(R"(,"type":"date","date_formats":["yyyy-mm","ddyyyy","yyyymd","mm/dd"])"),
             "/fields/2/date_formats: \"ddyyyy\" is no date format: write yyyy, mm, dd (or m, d) "
             "with one of "
             "\"-./ \" or nothing between them\n"
             "/fields/2/date_formats: \"yyyymd\" is no date format: write yyyy, mm, dd (or m, d) "
             "with one of "
             "\"-./ \" or nothing between them\n"
             "/fields/2/date_formats: \"mm/dd\" is no date format: write yyyy, mm, dd (or m, d) "
             "with one of "
             "\"-./ \" or nothing between them"},
        Case{"language", With(R"(,"type":"name","language":"Serbian")"),
             "/fields/2/language: must be a BCP 47 tag such as \"sr\" or \"de\""},
        Case{"column_twice", With(R"(,"type":"code","column":"name")"),
             "/fields/2/column: the column is already used by /fields/0/name"},
        Case{"column_is_the_id", With(R"(,"type":"code","column":"id")"),
             "/fields/2/column: the column is already used by /record_id"},
        Case{"column_ignored", With(R"(,"type":"code")", "", R"(,"ignored":["x"])"),
             "/fields/2/name: the column is already used by /ignored/0"},
        Case{"language_column_used", With(R"(,"type":"name","language_column":"born")"),
             "/fields/2/language_column: the column is already used by /fields/1/name"},
        Case{
            "field_name",
            R"({"onefold_schema":1,"name":"S","record_id":"id","fields":[{"name":"1","type":"code"}],
              "passes":[{"name":"","block":[{"field":"1"}]}]})",
            "/name: " + std::string(kNameRule) + "\n/fields/0/name: " + kNameRule +
                "\n/passes/0/name: " + kNameRule},
        Case{"same_field_twice", R"({"onefold_schema":1,"name":"s","record_id":"id",
              "fields":[{"name":"a","type":"code"},{"name":"a","column":"b","type":"code"}],
              "passes":[{"name":"p","block":[{"field":"a"}]},{"name":"p","block":[{"field":"a"}]}]})",
             "/fields/1/name: another field has this name\n/passes/1/name: another pass has this "
             "name"},
        Case{"no_such_field",
             With(R"(,"type":"code")", R"(,"block":[{"field":"y"}],"compare":["z"])"),
             "/passes/0/block/0/field: there is no field \"y\"\n/passes/0/compare/0: there is no "
             "field \"z\""},
        Case{"form",
             With(R"(,"type":"code")",
                  R"(,"block":[{"field":"x","as":"year"},{"field":"born","as":"phonetic"},
              {"field":"born","as":"prefix","length":2},{"field":"name","as":"sound"}])"),
             "/passes/0/block/0/as: does not fit the type of the field\n"
             "/passes/0/block/1/as: does not fit the type of the field\n"
             "/passes/0/block/2/as: does not fit the type of the field\n"
             "/passes/0/block/3/as: must be one of \"value\" \"prefix\" \"phonetic\" \"year\" "
             "\"month\" \"day\" "
             "\"day_month\" \"decade\" \"skeleton\""},
        Case{"length",
             With(R"(,"type":"code")",
                  R"(,"block":[{"field":"x","as":"prefix"},{"field":"x","length":3}])"),
             "/passes/0/block/0/length: is missing\n"
             "/passes/0/block/1/length: is for \"as\": \"prefix\" only"},
        Case{"any_order",
             With(R"(,"type":"code")", R"(,"block":[{"any_order":[{"field":"x"}],"field":"x"}])"),
             "/passes/0/block/0/any_order: must have 2 to 4 parts\n/passes/0/block/0/field: "
             "unknown key"},
        Case{"default_dates",
             With(R"(,"type":"date","default_dates":["1-1","02-30","13-01","01/01","0a-01"])"),
             "/fields/2/default_dates: \"1-1\" is no day of the year: write mm-dd\n"
             "/fields/2/default_dates: \"02-30\" is no day of the year: write mm-dd\n"
             "/fields/2/default_dates: \"13-01\" is no day of the year: write mm-dd\n"
             "/fields/2/default_dates: \"01/01\" is no day of the year: write mm-dd\n"
             "/fields/2/default_dates: \"0a-01\" is no day of the year: write mm-dd"},
        Case{"name_with_default_dates", With(R"(,"type":"name","default_dates":[])"),
             "/fields/2/default_dates: is for fields of type date only"},
        Case{"name_with_check", With(R"(,"type":"name","check":"luhn")"),
             "/fields/2/check: is for fields of type code only"},
        Case{"check", With(R"(,"type":"code","check":"ssn")"),
             "/fields/2/check: must be one of \"none\" \"jmbg\" \"oib\" \"egn\" \"cnp\" "
             "\"amka\" \"tckn\" \"pesel\" \"rodne_cislo\" \"isikukood\" \"hetu\" "
             "\"personnummer\" \"nif\" \"dni\" \"codice_fiscale\" \"idnp\" \"luhn\""},
        Case{"from_with_column_keys",
             With(R"(,"type":"name","from":["name"],"column":"y","language":"de","missing":["?"])"),
             "/fields/2/column: is for fields with a column only\n"
             "/fields/2/language: is for fields with a column only\n"
             "/fields/2/missing: is for fields with a column only"},
        Case{"from_of_date", With(R"(,"type":"date","from":["born"])"),
             "/fields/2/type: is not for fields with \"from\""},
        Case{"from_empty", With(R"(,"type":"name","from":[])"),
             "/fields/2/from: must have 1 to 8 sources"},
        Case{"from_no_array", With(R"(,"type":"name","from":"name")"),
             "/fields/2/from: must be an array\n/fields/2/from: must have 1 to 8 sources"},
        Case{"from_itself_and_others",
             With(R"(,"type":"name","from":["x","name","born","name",5])"),
             "/fields/2/from/0: there is no field \"x\"\n"
             "/fields/2/from/4: must be the name of a field\n"
             "/fields/2/from/2: does not fit the type of this field\n"
             "/fields/2/from/3: the field is there twice"},
        Case{
            "from_parts_as_name",
            With(
                R"(,"type":"name","from":[{"field":"born","as":"year"},{"field":"born","as":"phonetic"}])"),
            "/fields/2/from/1/as: does not fit the type of the field\n"
            "/fields/2/type: must be \"code\" for parts of fields"},
        Case{"from_mixed", With(R"(,"type":"code","from":[{"field":"born","as":"year"},"born"])"),
             "/fields/2/from/1: must be an object"},
        Case{
            "from_derived",
            R"({"onefold_schema":1,"name":"s","record_id":"id","fields":[{"name":"a","type":"code"},
              {"name":"b","type":"code","from":["a"]},{"name":"c","type":"code","from":["b"]},
              {"name":"d","type":"code","from":[{"field":"b"}]}],
              "passes":[{"name":"p","block":[{"field":"a"},{"field":"d","as":"prefix","length":2}]}]})",
            "/fields/2/from/0: must be a field with a column\n"
            "/fields/3/from/0: must be made of fields with a column\n"
            "/passes/0/block/1/as: does not fit the type of the field"},
        Case{
            "group",
            With(
                R"(,"type":"code")",
                R"(,"block":[{"field":"x"}],"compare":[[],["x",["name"]],["x","born","name","x","x"]])"),
            "/passes/0/compare/0: must have 1 to 4 fields\n"
            "/passes/0/compare/1/1: must be the name of a field\n"
            "/passes/0/compare/2: must have 1 to 4 fields\n"
            "/passes/0/compare/2/0: the field is there twice\n"
            "/passes/0/compare/2/3: the field is there twice\n"
            "/passes/0/compare/2/4: the field is there twice"},
        Case{"group_joined",
             With(R"(,"type":"code")",
                  R"(,"block":[{"field":"x"}],"filters":"joined","compare":[["x","born"]])"),
             "/passes/0/compare/0: is for passes with \"filters\": \"apart\" only"},
        Case{"no_block", With(R"(,"type":"code")", R"(,"block":[])"),
             "/passes/0/block: must have 1 to 8 terms"},
        Case{"compare_twice",
             With(R"(,"type":"code")", R"(,"block":[{"field":"x"}],"compare":["x","x"])"),
             "/passes/0/compare/1: the field is there twice"},
        Case{"compare_empty", With(R"(,"type":"code")", R"(,"block":[{"field":"x"}],"compare":[])"),
             "/passes/0/compare: must not be empty"},
        Case{"joined_keys_apart",
             With(R"(,"type":"code")", R"(,"block":[{"field":"x"}],"joined_bits":1024)"),
             "/passes/0/joined_bits: is for passes with \"filters\": \"joined\" only"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OwnSchemaTest, TooManyBitsInAPass) {
  std::string fields;
  for (int i = 0; i < 17; ++i) {
    fields += R"(,{"name":"f)" + std::to_string(i) + R"(","type":"text","filter_bits":4096})";
  }
  EXPECT_EQ(Errors(R"({"onefold_schema":1,"name":"s","record_id":"id","fields":[)" +
                   fields.substr(1) + R"(],"passes":[{"name":"p","block":[{"field":"f0"}]}]})"),
            "/passes/0: the filters of the pass have more than 65536 bits");
}

TEST(OwnSchemaTest, InvalidUtf8IsNoJson) {
  EXPECT_NE(Errors("{\"onefold_schema\":1,\"name\":\"\xFF\"}").find("not valid JSON"),
            std::string::npos);
}

TEST(ReadSchemaTest, Paths) {
  EXPECT_EQ(ReadLinkageSchema("no/such/file.json").status().code(), StatusCode::kNotFound);
  const auto bad = ReadLinkageSchema(ONEFOLD_SOURCE_DIR "/LICENSE");
  EXPECT_EQ(bad.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(bad.status()).find("LICENSE"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::linkage
