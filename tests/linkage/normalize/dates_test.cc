#include <gtest/gtest.h>

#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

struct DateCase {
  const char* name;
  const char* text;
  std::vector<std::string> formats;
  const char* expected;  // "y-m-d" or the rule
};

std::string Read(const DateCase& c) {
  const auto date = ParseDate(c.text, c.formats);
  if (!date.ok()) {
    EXPECT_EQ(date.status().code(), StatusCode::kInvalidArgument);
    return std::string(Message(date.status()));
  }
  return std::to_string(date->year) + "-" + std::to_string(date->month) + "-" +
         std::to_string(date->day);
}

class ParseDateTest : public testing::TestWithParam<DateCase> {};

TEST_P(ParseDateTest, Reads) { EXPECT_EQ(Read(GetParam()), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Table, ParseDateTest,
    testing::Values(
        DateCase{"Compact", "19800229", {"yyyymmdd"}, "1980-2-29"},
        DateCase{"Iso", "1980-02-29", {"yyyy-mm-dd"}, "1980-2-29"},
        DateCase{"German", "29.02.1980", {"dd.mm.yyyy"}, "1980-2-29"},
        DateCase{"OneDigit", "3.2.1980", {"d.m.yyyy"}, "1980-2-3"},
        DateCase{"OneLetterTwoDigits", "13.12.1980", {"d.m.yyyy"}, "1980-12-13"},
        DateCase{"SpacesAround", " 1980-02-03 ", {"yyyy-mm-dd"}, "1980-2-3"},
        DateCase{"YearOnly", "1980", {"yyyy-mm-dd", "yyyy"}, "1980-0-0"},
        DateCase{"YearMonth", "1980-07", {"yyyy-mm-dd", "yyyy-mm"}, "1980-7-0"},
        DateCase{"UnknownDay", "1980-07-00", {"yyyy-mm-dd"}, "1980-7-0"},
        DateCase{"UnknownMonthAndDay", "19800000", {"yyyymmdd"}, "1980-0-0"},
        DateCase{"UnknownMonth", "1980-00-15", {"yyyy-mm-dd"}, "1980-0-15"},
        DateCase{
            "SecondFormatGivesItSense", "12/31/1980", {"dd/mm/yyyy", "mm/dd/yyyy"}, "1980-12-31"},
        DateCase{"FirstFormatWins", "05/06/1980", {"dd/mm/yyyy", "mm/dd/yyyy"}, "1980-6-5"},
        DateCase{"NoLeapYear", "19810229", {"yyyymmdd"}, "date.impossible"},
        DateCase{"NoLeapCentury", "1900-02-29", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"LeapCentury", "2000-02-29", {"yyyy-mm-dd"}, "2000-2-29"},
        DateCase{"Month13", "1980-13-01", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"Day32", "1980-00-32", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"April31", "1980-04-31", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"BeforeRange", "1849-12-31", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"RangeStart", "1850-01-01", {"yyyy-mm-dd"}, "1850-1-1"},
        DateCase{"RangeEnd", "2100-12-31", {"yyyy-mm-dd"}, "2100-12-31"},
        DateCase{"AfterRange", "2101-01-01", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"YearZero", "0000-01-01", {"yyyy-mm-dd"}, "date.impossible"},
        DateCase{"TooShort", "1980-1-1", {"yyyy-mm-dd"}, "date.format"},
        DateCase{"TooLong", "19800101x", {"yyyymmdd"}, "date.format"},
        DateCase{"Words", "1 May 1980", {"yyyy-mm-dd", "dd.mm.yyyy"}, "date.format"},
        DateCase{"Empty", "", {"yyyy-mm-dd"}, "date.format"},
        DateCase{"OnlySpaces", "  ", {"yyyy"}, "date.format"},
        DateCase{"NoFormats", "1980", {}, "date.format"},
        DateCase{"Negative", "-1980-01-01", {"yyyy-mm-dd"}, "date.format"}),
    [](const auto& row) { return row.param.name; });

TEST(ParseDate, NeverRepeatsTheValue) {
  const auto date = ParseDate("31/02/1999", {"dd/mm/yyyy"});
  ASSERT_FALSE(date.ok());
  EXPECT_EQ(Message(date.status()).find("1999"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::encode
