#include "linkage/encode/extract.h"

#include <gtest/gtest.h>

#include <sstream>

namespace onefold::encode {
namespace {

linkage::LinkageSchema Parse(const std::string& text) {
  auto schema = linkage::ParseLinkageSchema(AsBytes(text));
  EXPECT_TRUE(schema.ok()) << schema.status();
  return std::move(schema).value();
}

const char* const kOwn = R"({"onefold_schema":1,"name":"s","record_id":"id","ignored":["note"],
  "fields":[{"name":"name","type":"name","language":"de","language_column":"lang"},
            {"name":"born","type":"date","date_formats":["yyyy-mm-dd","dd.mm.yyyy"],"missing":["unknown"]}],
  "passes":[{"name":"p","block":[{"field":"name"}]}]})";

const char* const kClkhash = R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},"features":[
  {"identifier":"id","ignored":true},
  {"identifier":"name","format":{"type":"string","encoding":"ascii","case":"lower"},
   "hashing":{"comparison":{"type":"ngram","n":2},"strategy":{"bitsPerToken":5}}},
  {"identifier":"age","format":{"type":"integer","minimum":0,"maximum":120},
   "hashing":{"comparison":{"type":"exact"},"strategy":{"bitsPerToken":5},"missingValue":{"sentinel":""}}}]})";

struct Result {
  std::string open_error;
  std::vector<std::string>
      rows;  // "id: value|value (language,..)" or "!row", then its issues "rule column"
};

std::string Describe(const RowIssue& issue) {
  return std::string(issue.refused ? "!" : "~") + std::to_string(issue.row) + " " + issue.rule +
         (issue.column.empty() ? "" : " " + issue.column);
}

Result ReadAll(const linkage::LinkageSchema& schema, const std::string& text,
               const ExtractOptions& options = {}) {
  std::istringstream input(text);
  auto reader = ExtractReader::Open(input, schema, options);
  Result result;
  if (!reader.ok()) {
    result.open_error = Message(reader.status());
    return result;
  }
  Record record;
  std::vector<std::string> further;
  std::vector<RowIssue> issues;
  for (;;) {
    const ExtractReader::Next next = (*reader)->Read(record, further, issues);
    if (next == ExtractReader::Next::kEnd) break;
    if (next == ExtractReader::Next::kRecord) {
      std::string row = record.record_id + ":";
      for (const std::string& value : record.values) row += " " + value;
      for (const std::string& language : record.languages) row += " /" + language;
      for (const std::string& value : further) row += " +" + value;
      result.rows.push_back(row);
    }
    for (const RowIssue& issue : issues) result.rows.push_back(Describe(issue));
  }
  EXPECT_EQ((*reader)->bytes_read(), text.size());
  return result;
}

using Rows = std::vector<std::string>;

TEST(OwnExtractTest, TrimsValuesAndChoosesTheLanguage) {
  const auto result =
      ReadAll(Parse(kOwn), "id, lang, name, born\n r1 , sr, Ana , 1990-04-12\nr2,,Bo,\n");
  EXPECT_EQ(result.open_error, "");
  EXPECT_EQ(result.rows, (Rows{"r1: Ana 1990-04-12 /sr /", "r2: Bo  /de /"}));
}

TEST(OwnExtractTest, DerivedFieldsHaveNoColumn) {
  const auto schema = Parse(R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"given","type":"name"},{"name":"all","type":"name","from":["given"]},
              {"name":"born","type":"date"},{"name":"year","type":"code","from":[{"field":"born","as":"year"}]}],
    "passes":[{"name":"p","block":[{"field":"all"}]}]})");
  EXPECT_EQ(ReadAll(schema, "id,given,born\nr1,Ana,1990\n").rows,
            (Rows{"r1: Ana  1990  / / / /", "~1 date.format born"}));
  EXPECT_EQ(ReadAll(schema, "id,given,born,all\n").open_error,
            "header.unknown-column: column 4 is not in the schema; drop it or list it as ignored");
}

TEST(OwnExtractTest, WrongChecksumIsAWarning) {
  const auto schema = Parse(R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"oib","type":"code","check":"oib","missing":["none"]}],
    "passes":[{"name":"p","block":[{"field":"oib"}]}]})");
  EXPECT_EQ(
      ReadAll(schema, "id,oib\na,33392005961\nb,33392005962\nc,none\nd,\ne,333 920-05961\n").rows,
      (Rows{"a: 33392005961 /", "b: 33392005962 /", "~2 code.checksum oib", "c: none /", "d:  /",
            "e: 333 920-05961 /"}));
}

TEST(OwnExtractTest, ColumnsInAnyOrderIgnoredOnesOptional) {
  const auto schema = Parse(kOwn);
  EXPECT_EQ(ReadAll(schema, "born,note,name,id,lang\n,x,Ana,r1,\n").rows, (Rows{"r1: Ana  /de /"}));
  EXPECT_EQ(ReadAll(schema, "born,name,id,lang\n,Ana,r1,\n").rows, (Rows{"r1: Ana  /de /"}));
}

TEST(OwnExtractTest, FurtherColumns) {
  ExtractOptions options;
  options.further_columns = {"consent_linkage", "form"};
  std::istringstream input("id,lang,name,born,form\nr1,,Ana,, labour \n");
  const auto schema = Parse(kOwn);
  auto reader = ExtractReader::Open(input, schema, options);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->has_further(), (std::vector<bool>{false, true}));
  Record record;
  std::vector<std::string> further;
  std::vector<RowIssue> issues;
  ASSERT_EQ((*reader)->Read(record, further, issues), ExtractReader::Next::kRecord);
  EXPECT_EQ(further, (Rows{"", "labour"}));
}

// The file's own names are not repeated: without a header they would be a person's data.
TEST(OwnExtractTest, HeaderProblemsAllAtOnceWithoutTheFilesWords) {
  const auto result = ReadAll(Parse(kOwn), "id,Zanzibar,born,Quebec\n");
  EXPECT_EQ(result.open_error,
            "header.missing-column: there is no column \"name\"\n"
            "header.missing-column: there is no column \"lang\"\n"
            "header.unknown-column: column 2 is not in the schema; drop it or list it as ignored\n"
            "header.unknown-column: column 4 is not in the schema; drop it or list it as ignored");
}

struct BadRow {
  const char* name;
  std::string row;
  Rows issues;  // of this row; a further good row must come through
};
void PrintTo(const BadRow& row, std::ostream* out) { *out << row.name; }

class BadRowTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadRowTest, IsReportedAndTheRestGoesOn) {
  const auto result = ReadAll(
      Parse(kOwn), "id,lang,name,born\nr0,,Eva,\n" + GetParam().row + "\nr9,,Zoe,2000-01-01\n");
  Rows expected = {"r0: Eva  /de /"};
  expected.insert(expected.end(), GetParam().issues.begin(), GetParam().issues.end());
  expected.push_back("r9: Zoe 2000-01-01 /de /");
  EXPECT_EQ(result.rows, expected);
}

using std::string_literals::operator""s;

INSTANTIATE_TEST_SUITE_P(
    Table, BadRowTest,
    testing::Values(
        BadRow{"no_id", " ,,Ana,", {"!2 record.id-missing id"}},
        BadRow{"repeated_id", "r0,,Ana,", {"!2 record.id-repeated id"}},
        BadRow{"repeated_id_after_trimming", " r0 ,,Ana,", {"!2 record.id-repeated id"}},
        BadRow{"too_few_columns", "r1,,Ana", {"!2 csv.column-count"}},
        BadRow{"too_many_columns", "r1,,Ana,,", {"!2 csv.column-count"}},
        BadRow{"open_quote", "r1,,\"Ana,", {"!2 csv.quote-not-closed name"}},
        BadRow{"nul", "r1,,A\0na,"s, {"!2 csv.nul-byte name"}},
        BadRow{"invalid_utf8", "r1,,M\xFCller,", {"!2 csv.invalid-utf8 name"}},
        BadRow{
            "ten_megabytes", "r1,," + std::string(10 << 20, 'x') + ",", {"!2 csv.field-too-long"}},
        BadRow{"mojibake", "r1,,MÃ¼ller,", {"r1: MÃ¼ller  /de /", "~2 text.mojibake name"}},
        BadRow{"mixed_script", "r1,,Иvан,", {"r1: Иvан  /de /", "~2 text.mixed-script name"}},
        BadRow{"two_scripts_in_two_words", "r1,,Иван Ivan,", {"r1: Иван Ivan  /de /"}},
        BadRow{"impossible_day",
               "r1,,Ana,1990-02-30",
               {"r1: Ana 1990-02-30 /de /", "~2 date.impossible born"}},
        BadRow{"impossible_month",
               "r1,,Ana,31.13.1990",
               {"r1: Ana 31.13.1990 /de /", "~2 date.impossible born"}},
        BadRow{
            "no_date", "r1,,Ana,1990/02/03", {"r1: Ana 1990/02/03 /de /", "~2 date.format born"}},
        BadRow{"partial_date", "r1,,Ana,1990-00-00", {"r1: Ana 1990-00-00 /de /"}},
        BadRow{"missing_date", "r1,,Ana,unknown", {"r1: Ana unknown /de /"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ClkhashExtractTest, ValuesStayAsTheyAre) {
  const auto result = ReadAll(Parse(kClkhash), "id, name,age\n r1 , ana , 7\n");
  EXPECT_EQ(result.rows, (Rows{"r1:  r1   ana   7"}));
}

TEST(ClkhashExtractTest, EveryFaultOfARow) {
  const auto result =
      ReadAll(Parse(kClkhash), "id,name,age\n1,ana,7\n2,ANA,200\n3,żo,x\n3,ana,\n3,ana,1\n");
  EXPECT_EQ(result.rows, (Rows{"1: 1 ana 7", "!2 format.case name", "!2 format.too-large age",
                               "!3 format.encoding name", "!3 format.integer age",
                               "!4 record.id-repeated id", "!5 record.id-repeated id"}));
}

TEST(ClkhashExtractTest, HeaderMustBeTheFeaturesInOrder) {
  const auto schema = Parse(kClkhash);
  EXPECT_EQ(
      ReadAll(schema, "id,age,name\n").open_error,
      "header.mismatch: column 2 must be \"name\"\nheader.mismatch: column 3 must be \"age\"");
  EXPECT_EQ(ReadAll(schema, "id,name\n").open_error,
            "header.mismatch: the file has 2 columns, the schema 3");
}

TEST(ClkhashExtractTest, RowNumberIsTheIdWithoutAnIgnoredFirstColumn) {
  const auto schema = Parse(R"({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},"features":[
    {"identifier":"name","format":{"type":"string"},
     "hashing":{"comparison":{"type":"exact"},"strategy":{"bitsPerToken":5}}}]})");
  EXPECT_EQ(ReadAll(schema, "name\nana\nana\n").rows, (Rows{"1: ana", "2: ana"}));
}

TEST(ClkhashExtractTest, UnreadablePatternIsRefusedAtOnce) {
  const auto schema = Parse(R"x({"version":3,"clkConfig":{"l":64,"kdf":{"type":"HKDF"}},"features":[
    {"identifier":"name","format":{"type":"string","pattern":"(a"},
     "hashing":{"comparison":{"type":"exact"},"strategy":{"bitsPerToken":5}}}]})x");
  EXPECT_EQ(ReadAll(schema, "name\nana\n").open_error,
            "/features/0/format/pattern: the pattern is no regular expression");
}

}  // namespace
}  // namespace onefold::encode
