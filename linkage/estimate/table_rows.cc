#include "linkage/estimate/table_rows.h"

#include <charconv>

namespace onefold::estimate {
namespace {

constexpr const char* kCount = "count";

StatusOr<std::uint64_t> ParseCount(const std::string& text) {
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || stop != end || count > kMostPersons) {
    return InvalidArgumentError("count.number: column count: it is a whole number from 0 to " +
                                std::to_string(kMostPersons));
  }
  return count;
}

}  // namespace

StatusOr<TableRows> TableRows::Start(const std::vector<std::string>& columns) {
  TableRows rows;
  rows.count_column_ = columns.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == kCount) {
      rows.count_column_ = i;
    } else {
      rows.lists_.push_back(columns[i]);
    }
  }
  if (rows.count_column_ == columns.size()) {
    return InvalidArgumentError("header.count: there is no column count");
  }
  if (rows.lists_.size() < 2 || rows.lists_.size() > kMostLists) {
    return InvalidArgumentError("header.lists: besides count there are 2 to " +
                                std::to_string(kMostLists) + " columns, one for each list");
  }
  rows.by_history_.resize(std::size_t{1} << rows.lists_.size());
  rows.seen_.resize(rows.by_history_.size());
  return rows;
}

Status TableRows::Add(const std::vector<std::string>& values) {
  if (values.size() != lists_.size() + 1) {
    return InvalidArgumentError("history.columns: a row has a value for each column");
  }
  History history = 0;
  for (std::size_t list = 0; list < lists_.size(); ++list) {
    const std::string& value = values[list < count_column_ ? list : list + 1];
    if (value != "0" && value != "1") {
      return InvalidArgumentError("history.value: column " + lists_[list] + ": it is 0 or 1");
    }
    if (value == "1") history |= History{1} << list;
  }
  if (history == 0) {
    return InvalidArgumentError("history.nobody: a person on no list cannot be counted");
  }
  if (seen_[history]) {
    return InvalidArgumentError("history.repeated: an earlier row has the same lists");
  }
  seen_[history] = true;
  ONEFOLD_ASSIGN_OR_RETURN(by_history_[history], ParseCount(values[count_column_]));
  return OkStatus();
}

}  // namespace onefold::estimate
