#include "services/lab/csv_table.h"

#include <algorithm>
#include <fstream>

#include "linkage/encode/csv.h"

namespace onefold::lab {

StatusOr<std::vector<std::string>> ReadColumnNames(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  auto header = encode::CsvReader(input, {}).ReadHeader();
  if (!header.ok()) return Annotate(header.status(), path);
  return header;
}

Status ReadColumns(const std::string& path, const std::vector<std::string>& columns,
                   const std::function<Status(const std::vector<std::string>& values)>& take) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  encode::CsvReader reader(input, {});
  auto header = reader.ReadHeader();
  if (!header.ok()) return Annotate(header.status(), path);
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto found = std::find(header->begin(), header->end(), column);
    if (found == header->end()) {
      return InvalidArgumentError(path + ": there is no column " + column);
    }
    places.push_back(static_cast<std::size_t>(found - header->begin()));
  }
  std::vector<std::string> fields, values(columns.size());
  encode::RowIssue issue;
  for (;;) {
    const auto next = reader.ReadRow(fields, issue);
    if (next == encode::CsvReader::Next::kEnd) return OkStatus();
    const auto where = [&] { return path + ": row " + std::to_string(reader.row()); };
    if (next == encode::CsvReader::Next::kBadRow) {
      return InvalidArgumentError(where() + ": " + issue.rule);
    }
    for (std::size_t i = 0; i < places.size(); ++i) values[i] = fields[places[i]];
    if (const Status status = take(values); !status.ok()) return Annotate(status, where());
  }
}

}  // namespace onefold::lab
