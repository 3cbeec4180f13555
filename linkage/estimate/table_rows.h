// A table of capture histories from rows of text: docs/formats/capture_counts.md.
#pragma once

#include <string>
#include <vector>

#include "linkage/estimate/table.h"

namespace onefold::estimate {

class TableRows {
 public:
  // `columns`: `count` and the names of the lists, in any order. InvalidArgument "header.*": no
  // column `count`, fewer than 2 or more than kMostLists lists.
  static StatusOr<TableRows> Start(const std::vector<std::string>& columns);

  // Values in the order of the columns. InvalidArgument "history.*" or "count.*", with the column:
  // a value that is not 0 or 1, a history without a list, a history for the second time, a count
  // that is not a whole number up to kMostPersons.
  Status Add(const std::vector<std::string>& values);

  // Histories without a row have a count of zero. InvalidArgument: as MakeTable.
  StatusOr<CaptureTable> Finish() const { return MakeTable(lists_, by_history_); }

 private:
  std::vector<std::string> lists_;
  std::size_t count_column_ = 0;
  std::vector<std::uint64_t> by_history_;
  std::vector<bool> seen_;
};

}  // namespace onefold::estimate
