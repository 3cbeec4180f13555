// Any bytes as a CSV file, with small limits so that they are reached. The first byte chooses the
// limits. Good rows have the header's width, sound text and fields within the limit; every bad row
// has a rule; all bytes are read.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "linkage/csv.h"
#include "linkage/utf8.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onefold::linkage;
  if (size == 0) return 0;
  CsvLimits limits;
  if ((data[0] & 1) != 0) limits.max_field_bytes = 1 + data[0] % 32;
  if ((data[0] & 2) != 0) limits.max_row_bytes = 8 + data[0] % 64;
  if ((data[0] & 4) != 0) limits.max_row_lines = 1 + data[0] % 5;
  if ((data[0] & 8) != 0) limits.max_columns = 1 + data[0] % 7;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::istringstream input(text);
  CsvReader reader(input, limits);
  const auto header = reader.ReadHeader();
  if (!header.ok()) return 0;
  Require(!header->empty() && header->size() <= limits.max_columns);
  std::vector<std::string> fields;
  std::uint64_t rows = 0;
  for (;;) {
    RowIssue issue;
    const CsvReader::Next next = reader.ReadRow(fields, issue);
    if (next == CsvReader::Next::kEnd) break;
    Require(reader.row() == ++rows);
    if (next == CsvReader::Next::kBadRow) {
      Require(issue.row == rows && issue.refused && issue.rule.starts_with("csv."));
      continue;
    }
    Require(fields.size() == header->size());
    for (const std::string& field : fields) {
      Require(field.size() <= limits.max_field_bytes && IsValidUtf8(field));
      Require(field.find('\0') == field.npos);
    }
  }
  Require(reader.bytes_read() == text.size());
  return 0;
}
