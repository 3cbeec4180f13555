#include "linkage/csv_columns.h"

#include <algorithm>
#include <fstream>

#include "linkage/csv.h"

namespace onefold::linkage {
namespace {

// Where each of `columns` stands.
StatusOr<std::vector<std::size_t>> PlacesOf(const std::vector<std::string>& columns,
                                            const std::vector<std::string>& header) {
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) {
      return InvalidArgumentError("header.missing-column: there is no column \"" + column + "\"");
    }
    places.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return places;
}

// Names a column that was asked for: the name of another one is the file's, and may be anything.
Status ErrorOf(const RowIssue& issue, const std::vector<std::string>& columns) {
  const bool known = std::find(columns.begin(), columns.end(), issue.column) != columns.end();
  return InvalidArgumentError((known ? issue.column + ": " : "") + issue.rule + ": " + issue.text);
}

}  // namespace

Status ReadColumns(std::istream& input, const std::vector<std::string>& columns,
                   const TakeRow& take) {
  CsvReader reader(input, {});
  ONEFOLD_ASSIGN_OR_RETURN(const auto header, reader.ReadHeader());
  ONEFOLD_ASSIGN_OR_RETURN(const auto places, PlacesOf(columns, header));
  std::vector<std::string> fields, values(columns.size());
  RowIssue issue;
  for (;;) {
    const auto next = reader.ReadRow(fields, issue);
    if (next == CsvReader::Next::kEnd) return OkStatus();
    Status status;
    if (next == CsvReader::Next::kBadRow) {
      status = ErrorOf(issue, columns);
    } else {
      for (std::size_t i = 0; i < places.size(); ++i) values[i] = fields[places[i]];
      status = take(values);
    }
    if (!status.ok()) return Annotate(status, "row " + std::to_string(reader.row()));
  }
}

Status ReadColumns(const std::string& path, const std::vector<std::string>& columns,
                   const TakeRow& take) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  const Status status = ReadColumns(input, columns, take);
  return status.ok() ? status : Annotate(status, path);
}

StatusOr<std::vector<std::string>> ReadColumnNames(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  auto header = CsvReader(input, {}).ReadHeader();
  if (!header.ok()) return Annotate(header.status(), path);
  return header;
}

}  // namespace onefold::linkage
