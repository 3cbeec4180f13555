// Reads an extract: CSV rows -> records, checked against the linkage schema. Indicator columns are handed on
// untouched (services/agency codes them into cases). Never stops at a bad row.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "linkage/encode/csv.h"
#include "linkage/encode/record.h"
#include "linkage/schema.h"

namespace onefold::encode {

struct ExtractOptions {
  CsvLimits limits;
  // Columns that are neither the schema's nor ignored by it but expected (indicators, consent). For the own format
  // any other column is an error of the header: "header.unknown-column". For clkhash the features name every
  // column in order ("header.mismatch").
  std::vector<std::string> further_columns;
};

class ExtractReader {
 public:
  // Reads the header. InvalidArgument naming the columns that are missing, unknown or repeated.
  static StatusOr<std::unique_ptr<ExtractReader>> Open(std::istream& input,
                                                       const linkage::LinkageSchema& schema,
                                                       const ExtractOptions& options);
  virtual ~ExtractReader() = default;

  enum class Next { kRecord, kBadRow, kEnd };
  // kRecord: `record` is set, `further` has the values of options.further_columns ("" for an absent column), and
  // `issues` may hold warnings. kBadRow: `issues` says why (one issue a rule).
  // Further rules: record.id-missing, record.id-repeated, date.format, date.impossible, text.mojibake (warning),
  // text.mixed-script (warning), and clkhash's format rules format.*.
  virtual Next Read(Record& record, std::vector<std::string>& further,
                    std::vector<RowIssue>& issues) = 0;
  virtual std::uint64_t bytes_read() const = 0;
  // Which of options.further_columns the file has.
  virtual const std::vector<bool>& has_further() const = 0;
};

}  // namespace onefold::encode
