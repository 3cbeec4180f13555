#include "linkage/csv.h"

#include <gtest/gtest.h>

#include <sstream>

namespace onefold::linkage {
namespace {

// What a file reads as: a good row is its fields joined by '|', a bad one "!row rule column".
std::vector<std::string> ReadAll(const std::string& text, CsvLimits limits = {}) {
  std::istringstream input(text);
  CsvReader reader(input, limits);
  const auto header = reader.ReadHeader();
  if (!header.ok()) return {std::string(Message(header.status()))};
  std::vector<std::string> out, fields;
  RowIssue issue;
  for (;;) {
    switch (reader.ReadRow(fields, issue)) {
      case CsvReader::Next::kEnd:
        EXPECT_EQ(reader.bytes_read(), text.size());
        return out;
      case CsvReader::Next::kRow: {
        std::string row = fields[0];
        for (std::size_t i = 1; i < fields.size(); ++i) row += "|" + fields[i];
        out.push_back(row);
        break;
      }
      case CsvReader::Next::kBadRow:
        EXPECT_EQ(issue.row, reader.row());
        EXPECT_TRUE(issue.refused);
        out.push_back("!" + std::to_string(issue.row) + " " + issue.rule +
                      (issue.column.empty() ? "" : " " + issue.column));
        break;
    }
  }
}

struct Case {
  const char* name;
  std::string text;
  std::vector<std::string> rows;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class CsvTest : public testing::TestWithParam<Case> {};

TEST_P(CsvTest, Reads) { EXPECT_EQ(ReadAll(GetParam().text), GetParam().rows); }

using std::string_literals::operator""s;

INSTANTIATE_TEST_SUITE_P(
    Table, CsvTest,
    testing::Values(
        Case{"plain", "a,b\n1,2\n3,4\n", {"1|2", "3|4"}},
        Case{"no_final_line_break", "a,b\n1,2", {"1|2"}},
        Case{"no_final_line_break_crlf", "a,b\r\n1,2\r", {"1|2"}}, Case{"header_only", "a,b\n", {}},
        Case{"header_without_line_break", "a,b", {}}, Case{"crlf", "a,b\r\n1,2\r\n", {"1|2"}},
        Case{"bom",
             "\xEF\xBB\xBF"
             "a,b\n1,2\n",
             {"1|2"}},
        Case{"header_names_are_trimmed_values_are_not", "a, b \n 1, 2\n", {" 1| 2"}},
        Case{"empty_fields", "a,b\n,\n,x\n", {"|", "|x"}},
        Case{"empty_lines_are_skipped", "a,b\n\n1,2\n\r\n\n3,4\n\n", {"1|2", "3|4"}},
        Case{"empty_line_is_a_value_of_one_column", "a\nx\n\ny\n", {"x", "", "y"}},
        Case{"quoted", "a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", {"1,5|say \"hi\""}},
        Case{"quoted_crlf", "a,b\r\n\"1\",\"2\"\r\n\"3\",4\r\n", {"1|2", "3|4"}},
        Case{"quoted_empty", "a,b\n\"\",\"\"\n", {"|"}},
        Case{"quoted_at_end_of_file", "a,b\n1,\"2\"", {"1|2"}},
        Case{"line_break_in_quotes", "a,b\n1,\"x\ny\"\n3,4\n", {"1|x\ny", "3|4"}},
        Case{"quoted_header", "\"a\",\"b\"\n1,2\n", {"1|2"}},
        Case{"too_few_columns", "a,b\n1\n3,4\n", {"!1 csv.column-count", "3|4"}},
        Case{"too_many_columns", "a,b\n1,2,3\n3,4\n", {"!1 csv.column-count", "3|4"}},
        Case{"too_many_columns_quoted",
             "a,b\n\"1\",2,\"3\",4\n3,4\n",
             {"!1 csv.column-count", "3|4"}},
        Case{"wrong_count_in_last_row", "a,b\n1,2\n3", {"1|2", "!2 csv.column-count"}},
        Case{"quote_in_bare_field", "a,b\n1,O\"Neil\n3,4\n", {"!1 csv.quote-in-field b", "3|4"}},
        Case{
            "text_after_closing_quote", "a,b\n\"1\"x,2\n3,4\n", {"!1 csv.quote-in-field a", "3|4"}},
        Case{"space_before_quote", "a,b\n1, \"2\"\n3,4\n", {"!1 csv.quote-in-field b", "3|4"}},
        Case{"quote_never_closed",
             "a,b\n1,\"x\n3,4\n5,6\n",
             {"!1 csv.quote-not-closed b", "3|4", "5|6"}},
        Case{"quote_never_closed_crlf",
             "a,b\r\n1,\"x\r\n3,4\r\n",
             {"!1 csv.quote-not-closed b", "3|4"}},
        Case{"quote_never_closed_in_last_row",
             "a,b\n1,2\n3,\"x",
             {"1|2", "!2 csv.quote-not-closed b"}},
        Case{"quote_closed_by_a_later_rows_quote",
             "a,b\n1,\"x\n\"3\",4\n5,6\n",
             {"!1 csv.quote-not-closed b", "3|4", "5|6"}},
        Case{"two_quotes_never_closed",
             "a,b\n1,\"x\n3,4\n5,\"y\n7,8\n",
             {"!1 csv.quote-not-closed b", "3|4", "!3 csv.quote-not-closed b", "7|8"}},
        Case{"every_row_bad",
             "a,b\n\"1,x\n\"2,y\n\"3,z\n",
             {"!1 csv.quote-not-closed a", "!2 csv.quote-not-closed a",
              "!3 csv.quote-not-closed a"}},
        Case{"resumes_after_the_bad_quotes_line",
             "a,b\n\"l\nm\",\"x\n3,4\n",
             {"!1 csv.quote-not-closed b", "3|4"}},
        Case{"nul", "a,b\n1,x\0y\n3,4\n"s, {"!1 csv.nul-byte b", "3|4"}},
        Case{"nul_in_quotes", "a,b\n\"x\0\",2\n3,4\n"s, {"!1 csv.nul-byte a", "3|4"}},
        Case{"invalid_utf8", "a,b\n1,\xE4\n3,4\n", {"!1 csv.invalid-utf8 b", "3|4"}},
        Case{"surrogate", "a,b\n\xED\xA0\x80,2\n3,4\n", {"!1 csv.invalid-utf8 a", "3|4"}},
        Case{"overlong", "a,b\n\xC0\xAF,2\n3,4\n", {"!1 csv.invalid-utf8 a", "3|4"}},
        Case{"bad_text_in_a_row_of_several_lines",
             "a,b\n\"x\ny\xFF\",2\n3,4\n",
             {"!1 csv.invalid-utf8 a", "3|4"}},
        Case{"valid_utf8", "a,b\nĐorđe,Ђорђе\n", {"Đorđe|Ђорђе"}},
        Case{"empty_file", "", {"header.empty-file: the file has no header row"}},
        Case{"only_bom", "\xEF\xBB\xBF", {"header.empty-file: the file has no header row"}},
        Case{"only_line_breaks", "\n\r\n\n", {"header.empty-file: the file has no header row"}},
        Case{"empty_name", "a,,b\n", {"header.empty-name: column 2 has no name"}},
        Case{"repeated_name",
             "a,b, a\n",
             {"header.repeated-column: column 3 has the same name as column 1"}},
        Case{"header_invalid_utf8", "a,\xE4\n", {"header.malformed: the field is not valid UTF-8"}},
        Case{"header_nul", "a,\0b\n"s, {"header.malformed: the field holds a NUL byte"}},
        Case{"header_quote",
             "a,\"b\n",
             {"header.malformed: a quote is opened in this row and not closed properly"}},
        Case{"utf16",
             "\xFF\xFE"
             "a\0"s,
             {"header.encoding: the file is UTF-16; save it as CSV in UTF-8"}},
        Case{"cr_only",
             "a,b\r1,2\r",
             {"header.line-breaks: lines must end with LF or CRLF, not CR alone"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CsvLimitsTest, FieldOfTenMegabytes) {
  const std::string huge(10 << 20, 'x');
  const std::vector<std::string> bare = {"1|2", "!2 csv.field-too-long", "3|4"};
  EXPECT_EQ(ReadAll("a,b\n1,2\n1," + huge + "\n3,4\n"), bare);
  EXPECT_EQ(ReadAll("a,b\n1,2\n1,\"" + huge + "\"\n3,4\n"), bare);
  const std::vector<std::string> medium = {"!1 csv.field-too-long b", "3|4"};
  EXPECT_EQ(ReadAll("a,b\n1," + huge.substr(0, 70'000) + "\n3,4\n"), medium);
  EXPECT_EQ(ReadAll("a,b\n1,\"" + huge.substr(0, 70'000) + "\"\n3,4\n"), medium);
}

TEST(CsvLimitsTest, RowTooLong) {
  std::string row;
  for (int i = 0; i < 400'000; ++i) row += "xyz,";
  EXPECT_EQ(ReadAll("a,b\n" + row + "\n3,4\n"),
            (std::vector<std::string>{"!1 csv.row-too-long", "3|4"}));
  EXPECT_EQ(ReadAll("a,b\n3,4\n" + row), (std::vector<std::string>{"3|4", "!2 csv.row-too-long"}));
}

TEST(CsvLimitsTest, LimitsAreExact) {
  CsvLimits limits;
  limits.max_row_bytes = 10;
  EXPECT_EQ(ReadAll("a,b\n12345,7890\n", limits), (std::vector<std::string>{"12345|7890"}));
  EXPECT_EQ(ReadAll("a,b\n12345,78901\n", limits),
            (std::vector<std::string>{"!1 csv.row-too-long"}));
  limits.max_field_bytes = 3;
  EXPECT_EQ(ReadAll("a,b\n123,456\n", limits), (std::vector<std::string>{"123|456"}));
  EXPECT_EQ(ReadAll("a,b\n123,4567\n", limits),
            (std::vector<std::string>{"!1 csv.field-too-long b"}));
}

TEST(CsvLimitsTest, TooManyLinesInOneRowAreAnOpenQuote) {
  CsvLimits limits;
  limits.max_row_lines = 3;
  EXPECT_EQ(ReadAll("a,b\n\"1\n2\n3\",x\n5,6\n", limits),
            (std::vector<std::string>{"1\n2\n3|x", "5|6"}));
  EXPECT_EQ(ReadAll("a,b\n\"1,x\n2,x\n3,x\n4,x\n5,\"x\"\n", limits),
            (std::vector<std::string>{"!1 csv.quote-not-closed a", "2|x", "3|x", "4|x", "5|x"}));
}

TEST(CsvLimitsTest, TooManyColumnsInTheHeader) {
  CsvLimits limits;
  limits.max_columns = 3;
  EXPECT_EQ(ReadAll("a,b,c\n1,2,3\n", limits), (std::vector<std::string>{"1|2|3"}));
  EXPECT_EQ(ReadAll("a,b,c,d\n1,2,3,4\n", limits).at(0).substr(0, 16), "header.malformed");
}

// Rows fall across the reader's chunks in every possible way.
TEST(CsvStreamTest, ChunkBoundaries) {
  std::string text = "a,b\n";
  std::vector<std::string> rows;
  for (int i = 0; i < 60'000; ++i) {
    const std::string n = std::to_string(i);
    const bool quoted = i % 3 == 0;
    text += quoted ? "\"" + n + "\n\"\"\",x" + n + "\r\n" : n + ",x" + n + "\n";
    rows.push_back(quoted ? n + "\n\"|x" + n : n + "|x" + n);
  }
  ASSERT_GT(text.size(), 3u * (256 << 10));
  EXPECT_EQ(ReadAll(text), rows);
}

// One open quote in every row of a large file: each is found once, and the time stays linear.
TEST(CsvStreamTest, ManyOpenQuotes) {
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) text += "\"" + std::to_string(i) + ",x\n";
  const auto rows = ReadAll(text);
  ASSERT_EQ(rows.size(), 20'000u);
  EXPECT_EQ(rows.back(), "!20000 csv.quote-not-closed a");
}

}  // namespace
}  // namespace onefold::linkage
