// Reads an extract: CSV rows -> records, checked against the linkage schema. Indicator columns are
// handed on untouched (services/agency codes them into cases). Never stops at a bad row.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "linkage/csv.h"
#include "linkage/encode/record.h"
#include "linkage/encode/record_ids.h"
#include "linkage/schema.h"

namespace onefold::encode {

struct ExtractOptions {
  linkage::CsvLimits limits;
  // Columns that are neither the schema's nor ignored by it but expected (indicators, consent). For
  // our own format any other column is an error of the header: "header.unknown-column". For clkhash
  // the features name every column in order ("header.mismatch"); indicators are then not possible.
  std::vector<std::string> further_columns;
  // Off where the output has no ids (clkhash's CLKs): then an empty or repeated id is no fault.
  bool check_record_ids = true;
  // Ids of the files read before, where several make one extract; outlives the reader. Null: this
  // file stands alone.
  RecordIds* ids = nullptr;
};

class ExtractReader {
 public:
  // Reads the header; `input` and `schema` outlive the reader. InvalidArgument, one line a problem,
  // naming the schema's columns that are missing, and the file's by position only: a file without a
  // header has a person's data in its first row.
  static StatusOr<std::unique_ptr<ExtractReader>> Open(std::istream& input,
                                                       const linkage::LinkageSchema& schema,
                                                       const ExtractOptions& options);
  virtual ~ExtractReader() = default;

  enum class Next { kRecord, kBadRow, kEnd };
  // kRecord: `record` is set, `further` has the values of options.further_columns ("" for an absent
  // column), and `issues` may hold warnings. kBadRow: `issues` says why (one issue a rule and
  // column). Own format: values are without surrounding spaces. Further rules: record.id-missing,
  // record.id-repeated, and the warnings date.format, date.impossible, code.checksum (the field
  // counts as missing: a person with a wrong date is still a person to be counted), text.mojibake,
  // text.mixed-script. clkhash: values are as read, so that encodings are bit-identical; the record
  // id is the first column when the schema ignores it, else the row's number. Further rules:
  // format.* (clkhash_format.h).
  virtual Next Read(Record& record, std::vector<std::string>& further,
                    std::vector<RowIssue>& issues) = 0;
  virtual std::uint64_t bytes_read() const = 0;
  // Which of options.further_columns the file has.
  virtual const std::vector<bool>& has_further() const = 0;
};

}  // namespace onefold::encode
