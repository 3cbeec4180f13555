#include "linkage/estimate/table.h"

#include <gtest/gtest.h>

#include "linkage/estimate/table_rows.h"
#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

TEST(Table, ListsStandInTheOrderOfTheirNames) {
  const auto one = MakeTable({"b", "a", "c"}, {0, 1, 2, 3, 4, 5, 6, 7});
  const auto other = MakeTable({"a", "b", "c"}, {0, 2, 1, 3, 4, 6, 5, 7});
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(one->lists, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(one->counts.by_history, other->counts.by_history);
  EXPECT_EQ(Persons(one->counts), 28u);
}

struct BadTable {
  std::string name;
  std::vector<std::string> lists;
  std::vector<std::uint64_t> counts;
  std::string rule;
};
class BadTables : public ::testing::TestWithParam<BadTable> {};

TEST_P(BadTables, AreRefused) {
  const auto table = MakeTable(GetParam().lists, GetParam().counts);
  ASSERT_EQ(table.status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Message(table.status()).starts_with(GetParam().rule)) << Message(table.status());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadTables,
    ::testing::Values(BadTable{"OneList", {"a"}, {0, 1}, "lists.number"},
                      BadTable{"ElevenLists", std::vector<std::string>(11, "a"),
                               std::vector<std::uint64_t>(2048, 1), "lists.number"},
                      BadTable{"RepeatedName", {"a", "a"}, {0, 1, 1, 1}, "lists.name"},
                      BadTable{"NoName", {"", "a"}, {0, 1, 1, 1}, "lists.name"},
                      BadTable{"TooFewCounts", {"a", "b"}, {0, 1, 1}, "counts.number"},
                      BadTable{"Nobody", {"a", "b"}, {1, 1, 1, 1}, "counts.nobody"},
                      BadTable{"Empty", {"a", "b"}, {0, 0, 0, 0}, "counts.sum"},
                      BadTable{"TooMany", {"a", "b"}, {0, 1, kMostPersons, 0}, "counts.sum"},
                      BadTable{"Overflow", {"a", "b"}, {0, ~0ull, 2, 0}, "counts.sum"}),
    [](const auto& row) { return row.param.name; });

TEST(CheckEnough, NamesWhatIsMissing) {
  const auto reason = [](std::vector<std::string> lists, std::vector<std::uint64_t> counts) {
    return std::string(Message(CheckEnough(*MakeTable(lists, counts))));
  };
  EXPECT_NE(reason({"a", "b"}, {0, 9, 9, 9}).find("fewer than 3 lists"), std::string::npos);
  EXPECT_NE(reason({"a", "b", "c"}, {0, 9, 9, 1, 3, 0, 0, 0}).find("list c"), std::string::npos);
  EXPECT_NE(reason({"a", "b", "c"}, {0, 9, 9, 0, 9, 0, 0, 0}).find("two lists"), std::string::npos);
  EXPECT_EQ(reason({"a", "b", "c"}, {0, 9, 9, 1, 4, 1, 0, 0}), "");
}

StatusOr<CaptureTable> Parse(const std::vector<std::string>& columns,
                             const std::vector<std::vector<std::string>>& rows) {
  ONEFOLD_ASSIGN_OR_RETURN(TableRows table, TableRows::Start(columns));
  for (const auto& row : rows) ONEFOLD_RETURN_IF_ERROR(table.Add(row));
  return table.Finish();
}

TEST(TableRows, CountMayStandAnywhereAndRowsMayBeMissing) {
  const auto table = Parse({"b", "count", "a"}, {{"1", "5", "0"}, {"1", "2", "1"}});
  ASSERT_TRUE(table.ok()) << Message(table.status());
  EXPECT_EQ(table->lists, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table->counts.by_history, (std::vector<std::uint64_t>{0, 0, 5, 2}));
}

TEST(TableRows, ReadsWhatTheTestsRead) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const CaptureTable published = testing::Published("Australia");
  std::vector<std::vector<std::string>> rows;
  for (History w = 1; w < 16; ++w) {
    rows.emplace_back();
    for (unsigned i = 0; i < 4; ++i) rows.back().push_back((w >> i & 1) != 0 ? "1" : "0");
    rows.back().push_back(std::to_string(published.counts.by_history[w]));
  }
  const auto table = Parse({"A", "B", "C", "D", "count"}, rows);
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->counts.by_history, published.counts.by_history);
}

struct BadRow {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string rule;
};
class BadRows : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadRows, AreRefused) {
  const auto table = Parse(GetParam().columns, GetParam().rows);
  ASSERT_EQ(table.status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Message(table.status()).starts_with(GetParam().rule)) << Message(table.status());
}

const std::vector<std::string> kColumns = {"a", "b", "count"};
INSTANTIATE_TEST_SUITE_P(
    Rules, BadRows,
    ::testing::Values(
        BadRow{"NoCount", {"a", "b", "n"}, {}, "header.count"},
        BadRow{"OneList", {"a", "count"}, {}, "header.lists"},
        BadRow{"NoRows", kColumns, {}, "counts.sum"},
        BadRow{"TwoAsFlag", kColumns, {{"1", "2", "3"}}, "history.value: column b"},
        BadRow{"EmptyFlag", kColumns, {{"", "1", "3"}}, "history.value: column a"},
        BadRow{"NoList", kColumns, {{"0", "0", "3"}}, "history.nobody"},
        BadRow{"Twice", kColumns, {{"1", "0", "3"}, {"1", "0", "3"}}, "history.repeated"},
        BadRow{"TooShort", kColumns, {{"1", "0"}}, "history.columns"},
        BadRow{"Negative", kColumns, {{"1", "0", "-3"}}, "count.number"},
        BadRow{"Fraction", kColumns, {{"1", "0", "3.5"}}, "count.number"},
        BadRow{"EmptyCount", kColumns, {{"1", "0", ""}}, "count.number"},
        BadRow{"Huge", kColumns, {{"1", "0", "99999999999999999999999"}}, "count.number"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace onefold::estimate
