// One thing wrong with one row of a file: number, column and rule, never a value.
#pragma once

#include <cstdint>
#include <string>

namespace onefold::linkage {

struct RowIssue {
  std::uint64_t row = 0;  // 1-based data row (the header is row 0)
  std::string column;     // "" when the whole row is meant
  std::string rule;       // stable id, listed in docs/formats/rules.md, e.g. "csv.column-count",
                          // "date.impossible"
  std::string text;       // the rule in words
  bool refused = true;    // false: a warning, the row is used
  bool planted = false;   // a row of the file of planted rows, not of the extract
};

}  // namespace onefold::linkage
