// Expectations were made with Python 3.11: int(), float(), datetime.strptime, re.fullmatch.
#include "linkage/encode/clkhash_format.h"

#include <gtest/gtest.h>

#include "linkage/encode/clkhash_date.h"
#include "linkage/encode/clkhash_regex.h"
#include "linkage/encode/clkhash_tokenize.h"
#include "linkage/encode/python_number.h"

namespace onefold::encode {
namespace {

using linkage::ClkhashComparison;
using Encoding = linkage::ClkhashFormat::Encoding;

TEST(PythonNumberTest, Integers) {
  const std::pair<const char*, const char*> good[] = {
      {"0", "0"},
      {" 7", "7"},
      {"+13", "13"},
      {"-5", "-5"},
      {"007", "7"},
      {"1_000", "1000"},
      {"-0", "0"},
      {"\u0664\u0662", "42"},
      {"\u00A0"
       "8\u3000",
       "8"},
      {"99999999999999999999", "99999999999999999999"}};
  for (const auto& [text, value] : good) EXPECT_EQ(CanonicalInteger(text), value) << text;
  for (const char* bad :
       {"", " ", "x", "1.5", "1__0", "_1", "1_", "+ 1", "--1", "0x10", "1 2", "²"}) {
    EXPECT_EQ(CanonicalInteger(bad), std::nullopt) << bad;
  }
  EXPECT_TRUE(CanonicalInteger(std::string(4300, '1')).has_value());
  EXPECT_FALSE(CanonicalInteger(std::string(4301, '1')).has_value());
}

TEST(PythonNumberTest, Comparison) {
  EXPECT_EQ(CompareInteger("7", 7), 0);
  EXPECT_EQ(CompareInteger("-8", -7), -1);
  EXPECT_EQ(CompareInteger("9223372036854775808", INT64_MAX), 1);
  EXPECT_EQ(CompareInteger("-" + std::string(100, '9'), INT64_MIN), -1);
  EXPECT_EQ(CompareInteger(std::string(100, '9'), INT64_MAX), 1);
}

TEST(PythonNumberTest, Floats) {
  EXPECT_EQ(PythonFloat(" 1_0.5 "), 10.5);
  EXPECT_EQ(PythonFloat(".5"), 0.5);
  EXPECT_EQ(PythonFloat("5."), 5.0);
  EXPECT_EQ(PythonFloat("+1e3"), 1000.0);
  EXPECT_EQ(PythonFloat("1e-999"), 0.0);
  for (const char* bad :
       {"", "nan", "inf", "-Infinity", "1e999", "0x1p3", "+-1", "1,5", "e5", "1_.5"}) {
    EXPECT_EQ(PythonFloat(bad), std::nullopt) << bad;
  }
}

std::string Date(const char* format, const char* value) {
  auto strptime = Strptime::Compile(format);
  if (!strptime.ok()) return std::string(Message(strptime.status()));
  std::string out;
  return strptime->Format(value, out) ? out : "-";
}

TEST(StrptimeTest, Table) {
  EXPECT_EQ(Date("%d.%m.%Y", "01.02.1990"), "19900201");
  EXPECT_EQ(Date("%d.%m.%Y", "1.2.1990"), "19900201");
  EXPECT_EQ(Date("%d.%m.%Y", " 1.02.1990"), "19900201");
  EXPECT_EQ(Date("%d.%m.%Y", "01.02.1990 "), "-");
  EXPECT_EQ(Date("%d.%m.%Y", "30.02.2001"), "-");
  EXPECT_EQ(Date("%d.%m.%Y", "29.02.2000"), "20000229");
  EXPECT_EQ(Date("%d.%m.%Y", "29.02.1900"), "-");
  EXPECT_EQ(Date("%d.%m.%Y", "01.02.90"), "-");
  EXPECT_EQ(Date("%d.%m.%Y", "01.02.0999"), "9990201");
  EXPECT_EQ(Date("%d.%m.%Y", "01.02.0000"), "-");
  EXPECT_EQ(Date("%d.%m.%Y", "\u0660\u0661.02.1990"), "-");  // 0[1-9] takes no other zero
  EXPECT_EQ(Date("%d.%m.%y", "01.02.68"), "20680201");
  EXPECT_EQ(Date("%d.%m.%y", "01.02.69"), "19690201");
  EXPECT_EQ(Date("%d.%m", "29.02"), "-");
  EXPECT_EQ(Date("%d.%m", "28.02"), "19000228");
  EXPECT_EQ(Date("%b %d %Y", "fEb  1 1990"), "19900201");
  EXPECT_EQ(Date("%B %d %Y", "February 1 1990"), "19900201");
  EXPECT_EQ(Date("%Y-%j", "2000-366"), "20001231");
  EXPECT_EQ(Date("%Y-%j", "2001-366"), "20020101");
  EXPECT_EQ(Date("%Y%m%d %H:%M:%S", "19900201 23:59:59"), "19900201");
  EXPECT_EQ(Date("%Y%m%d %H:%M:%S", "19900201 23:59:61"), "-");
  EXPECT_EQ(Date("100%% %Y", "100% 1990"), "19900101");
  EXPECT_EQ(Date("%x", "02/01/90"), "19900201");
  EXPECT_EQ(Date("(%Y)", "(1990)"), "19900101");
}

TEST(StrptimeTest, Refusals) {
  EXPECT_EQ(Date("%Y-%U", ""), "the directive %U is not supported");
  EXPECT_EQ(Date("%Y %Y", ""), "the directive %Y is there twice");
  EXPECT_EQ(Date("%Y %", ""), "the date format ends in '%'");
}

PythonRegex::Result Match(const char* pattern, std::string_view text) {
  auto regex = PythonRegex::Compile(pattern, false);
  EXPECT_TRUE(regex.ok()) << pattern;
  return regex->FullMatch(text);
}

TEST(PythonRegexTest, DifferencesFromIcu) {
  constexpr auto kYes = PythonRegex::Result::kMatch;
  constexpr auto kNo = PythonRegex::Result::kNoMatch;
  EXPECT_EQ(Match(R"(\w+)", "Živković"), kYes);
  EXPECT_EQ(Match(R"(\w+)", "e\u0301"), kNo);  // a combining mark is no word character in Python
  EXPECT_EQ(Match(R"([\w-]+)", "a-b"), kYes);
  EXPECT_EQ(Match(R"([^\W\d]+)", "abc"), kYes);
  EXPECT_EQ(Match(R"([^\W\d]+)", "ab1"), kNo);
  EXPECT_EQ(Match("[[a]+", "[a["), kYes);
  EXPECT_EQ(Match("[a&&b]+", "a&b"), kYes);
  EXPECT_EQ(Match("[]a]+", "]a"), kYes);
  EXPECT_EQ(Match("[^]a]+", "bc"), kYes);
  EXPECT_EQ(Match("a{,2}", "aa"), kYes);
  EXPECT_EQ(Match("a{,2}", "aaa"), kNo);
  EXPECT_EQ(Match("a{x}]", "a{x}]"), kYes);
  EXPECT_EQ(Match("(?P<q>a)(?P=q)", "aa"), kYes);
  EXPECT_EQ(Match(R"(a\Z)", "a"), kYes);
  EXPECT_EQ(Match("a.b", "a\rb"), kYes);
  EXPECT_EQ(Match("a.b", "a\nb"), kNo);
  EXPECT_EQ(Match("a|ab", "ab"), kYes);  // fullmatch goes back
  EXPECT_EQ(Match(R"(\s)", "\x1c"), kYes);
}

TEST(PythonRegexTest, Refusals) {
  for (const char* pattern :
       {"(a", "a)", "[a", "*", "(?i)a", "(?(1)a|b)", R"(\N{DASH})", "a\\", "(?P<q", R"(\p{L})"}) {
    EXPECT_FALSE(PythonRegex::Compile(pattern, false).ok()) << pattern;
  }
}

TEST(PythonRegexTest, GivesUpOnExponentialBacktracking) {
  EXPECT_EQ(Match("(a+)+b", std::string(40, 'a')), PythonRegex::Result::kGivenUp);
}

std::vector<std::string> Tokens(const ClkhashComparison& comparison, std::string_view value,
                                Encoding encoding = Encoding::kUtf8) {
  ClkhashTokenizer tokenizer(comparison, encoding);
  TokenList list;
  if (!tokenizer.Tokenize(value, list)) return {"no number"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < list.size(); ++i) out.emplace_back(list[i]);
  return out;
}

using List = std::vector<std::string>;

TEST(ClkhashTokenizerTest, Ngrams) {
  EXPECT_EQ(Tokens({.n = 2}, "aa"), (List{" a", "aa", "a "}));
  EXPECT_EQ(Tokens({.n = 2, .positional = true}, "ж"), (List{"1  ж", "2 ж "}));
  EXPECT_EQ(Tokens({.n = 1}, "abab"), (List{"a", "b", "a", "b"}));
  EXPECT_EQ(Tokens({.n = 2}, ""), List{});
  EXPECT_EQ(Tokens({.n = 1}, "a", Encoding::kUtf16), (List{std::string("\xFF\xFE"
                                                                       "a\0",
                                                                       4)}));
  EXPECT_EQ(Tokens({.n = 1}, "𝔘", Encoding::kUtf16), (List{"\xFF\xFE\x35\xD8\x18\xDD"}));
  EXPECT_EQ(Tokens({.n = 1}, "a", Encoding::kUtf32), (List{std::string("\xFF\xFE\0\0a\0\0\0", 8)}));
}

TEST(ClkhashTokenizerTest, Numeric) {
  const ClkhashComparison eight{
      .type = ClkhashComparison::Type::kNumeric, .threshold_distance = 8, .resolution = 2};
  EXPECT_EQ(Tokens(eight, "25"), (List{"88", "96", "104", "112", "120"}));
  EXPECT_EQ(Tokens(eight, "-1.9"),
            (List{"-16", "-8", "0", "8", "16"}));  // cut off to -1, then to the nearest
  EXPECT_EQ(Tokens(eight, "x"), (List{"no number"}));
  EXPECT_EQ(Tokens(eight, std::string(34, '9')), (List{"no number"}));
  const ClkhashComparison half{.type = ClkhashComparison::Type::kNumeric,
                               .threshold_distance = 0.5,
                               .resolution = 1,
                               .fractional_precision = 1};
  EXPECT_EQ(Tokens(half, "0.25"), (List{"0", "5", "10"}));  // 2.5 rounds to the even 2, times 2 = 4
  ClkhashComparison none = half;
  none.fractional_precision = 0;
  none.threshold_distance = 0.4;
  EXPECT_NE(ClkhashTokenizer(none, Encoding::kUtf8).Problem(), "");
  EXPECT_EQ(ClkhashTokenizer(half, Encoding::kUtf8).Problem(), "");
}

linkage::ClkhashSchema SchemaOf(const std::string& format, const std::string& missing = "") {
  const std::string text =
      R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},"features":[{"identifier":"f","format":)" +
      format + R"(,"hashing":{"comparison":{"type":"exact"},"strategy":{"bitsPerToken":1})" +
      missing + "}}]}";
  auto schema = linkage::ParseLinkageSchema(AsBytes(text));
  EXPECT_TRUE(schema.ok()) << schema.status();
  return *schema->clkhash();
}

// The formatted value, or the rule that refuses it.
std::string Apply(const linkage::ClkhashSchema& schema, std::string_view value) {
  auto formats = ClkhashFormats::Create(schema);
  EXPECT_TRUE(formats.ok()) << formats.status();
  std::string out;
  const FormatFault fault = formats->Apply(0, value, out);
  return fault.rule == nullptr ? out : fault.rule;
}

TEST(ClkhashFormatsTest, Text) {
  const auto lower = SchemaOf(R"({"type":"string","case":"lower","minLength":2,"maxLength":4})");
  EXPECT_EQ(Apply(lower, "żółw"), "żółw");
  EXPECT_EQ(Apply(lower, "ż"), "format.too-short");
  EXPECT_EQ(Apply(lower, "żółwi"), "format.too-long");
  EXPECT_EQ(Apply(lower, "Ana"), "format.case");
  EXPECT_EQ(Apply(lower, "Ż12"), "format.case");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"string","case":"upper"})"), "STRAßE"), "format.case");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"string","case":"upper"})"), "ŽIV 5"), "ŽIV 5");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"string","encoding":"ascii"})"), "é"), "format.encoding");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"string","pattern":"[a-z]+"})"), "abC"), "format.pattern");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"string","pattern":"(a+)+b"})"), std::string(40, 'a')),
            "format.pattern-effort");
}

TEST(ClkhashFormatsTest, OtherTypes) {
  const auto age = SchemaOf(R"({"type":"integer","minimum":0,"maximum":120})");
  EXPECT_EQ(Apply(age, " +007"), "7");
  EXPECT_EQ(Apply(age, "-1"), "format.too-small");
  EXPECT_EQ(Apply(age, "121"), "format.too-large");
  EXPECT_EQ(Apply(age, ""), "format.integer");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"date","format":"%d.%m.%Y"})"), "1.2.1990"), "19900201");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"date","format":"%d.%m.%Y"})"), "1.13.1990"), "format.date");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"enum","values":["M","F"]})"), "F"), "F");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"enum","values":["M","F"]})"), "f"), "format.enum");
}

TEST(ClkhashFormatsTest, SentinelIsNotValidated) {
  const auto replaced =
      SchemaOf(R"({"type":"integer"})", R"(,"missingValue":{"sentinel":"N/A","replaceWith":"0"})");
  EXPECT_EQ(Apply(replaced, "N/A"), "0");
  EXPECT_EQ(Apply(replaced, "n/a"), "format.integer");
  EXPECT_EQ(Apply(SchemaOf(R"({"type":"integer"})", R"(,"missingValue":{"sentinel":""})"), ""), "");
}

}  // namespace
}  // namespace onefold::encode
