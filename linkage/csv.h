// A streaming CSV reader (RFC 4180; UTF-8, optional BOM, LF or CRLF). One bad row is one issue: the
// reader finds the next row and goes on. Rows are handed over as they are read; memory is bounded
// by the row limit.
//
// It is our own because the reader must find its way back after a quote that is never closed: a
// push parser such as libcsv has by then eaten the following rows as one field. Here the row's
// bytes stay in the buffer, so reading resumes on the line after the opening quote. Each bad quote
// costs at most max_row_lines lines of rereading.
//
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "linkage/row_issue.h"

namespace onefold::linkage {

struct CsvLimits {
  std::size_t max_field_bytes = 64 << 10;
  std::size_t max_row_bytes = 1 << 20;
  std::size_t max_row_lines = 64;  // lines of one row whose quoted fields hold line breaks
  std::size_t max_columns = 1024;
};

// Rules reported: csv.column-count, csv.quote-not-closed (the row's number is where the quote
// opened; reading resumes on the next line after it), csv.quote-in-field, csv.field-too-long,
// csv.row-too-long, csv.nul-byte, csv.invalid-utf8. A row over several lines that does not fit the
// header is taken as a quote that was never closed. Empty lines are skipped and not counted, unless
// the file has one column only.
class CsvReader {
 public:
  // `input` outlives the reader.
  CsvReader(std::istream& input, CsvLimits limits);

  // The first row, names without surrounding spaces. InvalidArgument "header.*: ..." when the file
  // is empty, a name is empty or repeated, or the row is no valid CSV in UTF-8. Columns are named
  // by position: a file without a header has a person's data in its first row.
  StatusOr<std::vector<std::string>> ReadHeader();

  enum class Next { kRow, kBadRow, kEnd };
  // kRow: `fields` holds the row's fields, as many as the header has. kBadRow: `issue` says why.
  Next ReadRow(std::vector<std::string>& fields, RowIssue& issue);

  bool row_is_ascii() const;         // the last row read, a good one
  std::uint64_t row() const;         // number of the last row read, 1-based
  std::uint64_t bytes_read() const;  // for progress

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace onefold::linkage
