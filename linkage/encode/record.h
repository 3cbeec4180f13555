// A record: one row with raw identifiers. It exists only inside an agency and has no formatter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/row_issue.h"

namespace onefold::encode {

struct Record {
  std::uint64_t row = 0;  // 1-based data row of the extract (the header is row 0)
  std::string record_id;  // agency-local
  // By Schema::fields (own format) or by feature (clkhash), as read.
  std::vector<std::string> values;
  std::vector<std::string> languages;  // by Schema::fields: the language in force for the row

  Record() = default;
  Record(Record&&) = default;
  Record& operator=(Record&&) = default;
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;
};

using linkage::RowIssue;

}  // namespace onefold::encode
