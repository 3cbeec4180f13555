#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash.h"
#include "services/agency/register.h"

namespace onefold::agency {
namespace {

constexpr std::string_view kSmall = R"({
  "format": "onefold-register-1", "id": "small", "version": "1", "title": "Small",
  "indicators": [
    {"id": "sex", "type": "code", "if_empty": "_U",
     "codes": [{"code": "M", "label": "male", "also": ["Masculine"]}, {"code": "_U", "label": "unknown"}]},
    {"id": "form", "column": "forms", "type": "code", "multi": true, "required": true,
     "codes": [{"code": "A", "label": "a"}, {"code": "B", "label": "b"}]},
    {"id": "region", "type": "region"},
    {"id": "year", "type": "year", "first": 2015, "last": 2030}
  ]})";

std::string Errors(std::string_view text) {
  const auto result = ParseRegisterTemplate(AsBytes(text));
  if (result.ok()) return "";
  EXPECT_EQ(result.status().code(), StatusCode::kInvalidArgument);
  return std::string(Message(result.status()));
}

std::string With(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(RegisterTemplate, ReadsAllThatItSays) {
  const auto result = ParseRegisterTemplate(AsBytes(kSmall));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->id, "small");
  EXPECT_EQ(result->version, "1");
  EXPECT_EQ(result->digest, crypto::Sha256(AsBytes(kSmall)));
  ASSERT_EQ(result->indicators.size(), 4u);
  const Indicator& sex = result->indicators[0];
  EXPECT_EQ(sex.column, "sex");
  EXPECT_EQ(sex.if_empty, "_U");
  EXPECT_EQ(sex.codes, (std::vector<std::string>{"M", "_U"}));
  EXPECT_EQ(sex.also.at("Masculine"), "M");
  EXPECT_FALSE(sex.multi);
  const Indicator& form = result->indicators[1];
  EXPECT_EQ(form.column, "forms");
  EXPECT_TRUE(form.multi);
  EXPECT_TRUE(form.required);
  EXPECT_EQ(result->indicators[2].type, IndicatorType::kRegion);
  EXPECT_EQ(result->indicators[3].first_year, 2015);
  EXPECT_EQ(result->indicators[3].last_year, 2030);
}

TEST(RegisterTemplate, EveryErrorHasItsPlace) {
  struct Row {
    const char* name;
    std::string text;
    const char* error;
  };
  const Row rows[] = {
      {"not json", "{", "/: is not JSON"},
      {"empty", "", "/: is not JSON"},
      {"array", "[]", "/: must be an object"},
      {"repeated key", R"({"id": "a", "id": "b"})", "/: a key is there twice in one object"},
      {"format", With("register-1", "register-9"), "/format: must be onefold-register-1"},
      {"unknown key", With("\"title\"", "\"name\""), "/name: unknown key"},
      {"missing key", With("\"title\"", "\"name\""), "/title: missing"},
      {"id", With("\"small\"", "\"sm all\""), "/id: must be letters"},
      {"empty text", With("\"Small\"", "\"\""), "/title: must be a text that is not empty"},
      {"wrong type", With("\"Small\"", "1"), "/title: must be a text that is not empty"},
      {"type", With("\"region\", \"type\": \"region\"", "\"region\", \"type\": \"place\""),
       "/indicators/2/type: must be code, region or year"},
      {"flag", With("\"multi\": true", "\"multi\": 1"),
       "/indicators/1/multi: must be true or false"},
      {"code charset", With("\"code\": \"A\"", "\"code\": \"a b\""),
       "/indicators/1/codes/0/code: must be letters"},
      {"code twice", With("\"code\": \"B\"", "\"code\": \"A\""),
       "/indicators/1/codes/1/code: is there twice"},
      {"also twice", With("\"Masculine\"", "\"M\""),
       "/indicators/0/codes/0/also/0: is there twice"},
      {"also separator", With("\"Masculine\"", "\"a;b\""),
       "/indicators/0/codes/0/also/0: must be a text"},
      {"no codes",
       With("[{\"code\": \"A\", \"label\": \"a\"}, {\"code\": \"B\", \"label\": \"b\"}]", "[]"),
       "/indicators/1/codes: must be a list of 1 to 1000"},
      {"label", With("\"label\": \"male\", ", ""), "/indicators/0/codes/0/label: missing"},
      {"if_empty", With("\"if_empty\": \"_U\"", "\"if_empty\": \"X\""),
       "/indicators/0/if_empty: must be one of the codes"},
      {"if_empty and required",
       With("\"if_empty\": \"_U\"", "\"if_empty\": \"_U\", \"required\": true"),
       "/indicators/0/if_empty: has no sense"},
      {"year order", With("2030", "2010"), "/indicators/3/last: is before first"},
      {"year range", With("2030", "20300"), "/indicators/3/last: must be a year from 1900 to 2200"},
      {"year missing", With(", \"last\": 2030", ""), "/indicators/3/last: missing"},
      {"id twice", With("\"id\": \"region\"", "\"id\": \"sex\", \"column\": \"x\""),
       "/indicators/2/id: is there twice"},
      {"column taken", With("\"forms\"", "\"region\""), "/indicators/2/column: is taken"},
      {"envelope column", With("\"forms\"", "\"legal_basis\""), "/indicators/1/column: is taken"},
      {"no indicators", With("\"id\": \"small\"", "\"id\": \"small\", \"x\": 1"),
       "/x: unknown key"},
  };
  ASSERT_EQ(Errors(kSmall), "");
  for (const Row& row : rows) {
    EXPECT_NE(Errors(row.text).find(row.error), std::string::npos)
        << row.name << ": " << Errors(row.text);
  }
}

TEST(RegisterTemplate, AllErrorsAtOnce) {
  const std::string errors = Errors(R"({"format": "x", "indicators": [{"id": "a"}, 5], "y": 1})");
  for (const char* expected :
       {"/format: must be", "/id: missing", "/version: missing", "/title: missing",
        "/indicators/0/type: missing", "/indicators/1: must be an object", "/y: unknown key"}) {
    EXPECT_NE(errors.find(expected), std::string::npos) << expected << " in\n" << errors;
  }
}

TEST(RegisterTemplate, Limits) {
  EXPECT_NE(Errors(std::string((1 << 20) + 1, ' ')), "");
  EXPECT_NE(Errors(std::string(100'000, '[')), "");
}

TEST(RegisterTemplate, ReadNamesThePath) {
  EXPECT_EQ(ReadRegisterTemplate("/no/such/file.json").status().code(), StatusCode::kNotFound);
  const auto bad = ReadRegisterTemplate(std::string(ONEFOLD_SOURCE_DIR) + "/CMakeLists.txt");
  ASSERT_EQ(bad.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(bad.status()).find("CMakeLists.txt"), std::string_view::npos);
}

class ShippedTemplate : public testing::TestWithParam<const char*> {};

TEST_P(ShippedTemplate, IsValid) {
  const std::string name = GetParam();
  const auto result =
      ReadRegisterTemplate(std::string(ONEFOLD_SOURCE_DIR) + "/deploy/registers/" + name + ".json");
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->id, name);
  std::vector<std::string> ids;
  for (const Indicator& indicator : result->indicators) ids.push_back(indicator.id);
  for (const char* common : {"sex", "age_group", "citizenship_group", "region", "ref_year"}) {
    EXPECT_NE(std::find(ids.begin(), ids.end(), common), ids.end()) << common;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedTemplate,
                         testing::Values("victim", "trafficker", "missing-child", "csa"),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace onefold::agency
