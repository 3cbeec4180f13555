// The coordination body's CSV file of constraints (RFC 4180; UTF-8, optional BOM, LF or CRLF). Its
// own reader, because the counter links no code that reads an agency's extract. It stops at the
// first bad row: no half of such a file is worth anything.
#include <algorithm>
#include <array>
#include <string_view>

#include "linkage/constraint.h"
#include "services/audit/files.h"
#include "services/counter/constraints.h"

namespace onefold::counter {
namespace {

constexpr std::size_t kMaxFileBytes = 64 << 20;
constexpr std::array<std::string_view, 6> kColumns = {"submission_a", "handle_a", "submission_b",
                                                      "handle_b",     "relation", "provenance"};

bool TakeFront(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

bool TakeLineEnd(std::string_view& text) {
  return text.empty() || TakeFront(text, "\n") || TakeFront(text, "\r\n");
}

// A field off the front of `text`; what ends it stays.
StatusOr<std::string> TakeField(std::string_view& text) {
  std::string field;
  if (!TakeFront(text, "\"")) {
    std::size_t end = std::min(text.find_first_of(",\n"), text.size());
    if (end < text.size() && text[end] == '\n' && end > 0 && text[end - 1] == '\r') --end;
    field = text.substr(0, end);
    text.remove_prefix(end);
    if (field.find('"') != field.npos) return InvalidArgumentError("a quote inside a field");
    return field;
  }
  for (;;) {
    const std::size_t quote = text.find('"');
    if (quote == text.npos) return InvalidArgumentError("a quote that is not closed");
    field += text.substr(0, quote);
    text.remove_prefix(quote + 1);
    if (!TakeFront(text, "\"")) return field;
    field += '"';
  }
}

StatusOr<std::vector<std::string>> TakeRow(std::string_view& text) {
  std::vector<std::string> fields;
  for (;;) {
    ONEFOLD_ASSIGN_OR_RETURN(std::string field, TakeField(text));
    fields.push_back(std::move(field));
    if (TakeLineEnd(text)) return fields;
    if (!TakeFront(text, ",")) return InvalidArgumentError("text after a closing quote");
    if (fields.size() > 1024) return InvalidArgumentError("more than 1024 columns");
  }
}

// Where each of kColumns stands.
StatusOr<std::array<std::size_t, kColumns.size()>> TakeHeader(std::string_view& text,
                                                              std::size_t& width) {
  auto header = TakeRow(text);
  if (!header.ok()) return Annotate(header.status(), "header");
  width = header->size();
  std::array<std::size_t, kColumns.size()> places;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (std::count(header->begin(), header->end(), kColumns[i]) != 1) {
      return InvalidArgumentError("header: must have the column " + std::string(kColumns[i]) +
                                  " once");
    }
    const auto found = std::find(header->begin(), header->end(), kColumns[i]);
    places[i] = static_cast<std::size_t>(found - header->begin());
  }
  return places;
}

StatusOr<Id128> IdOf(const std::string& text, std::string_view column) {
  const auto id = ParseId128(text);
  if (!id.ok()) {
    return InvalidArgumentError(std::string(column) + ": must be 32 hexadecimal digits");
  }
  return id;
}

StatusOr<PairConstraint> ReadFields(const std::array<std::string, kColumns.size()>& values) {
  PairConstraint one;
  Id128* const ids[] = {&one.a.submission, &one.a.handle, &one.b.submission, &one.b.handle};
  for (std::size_t i = 0; i < std::size(ids); ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(*ids[i], IdOf(values[i], kColumns[i]));
  }
  ONEFOLD_ASSIGN_OR_RETURN(one.link, linkage::ParseRelation(values[4]));
  ONEFOLD_RETURN_IF_ERROR(linkage::CheckProvenance(values[5]));
  one.provenance = values[5];
  return one;
}

}  // namespace

StatusOr<std::vector<PairConstraint>> ParseConstraints(std::string_view csv) {
  TakeFront(csv, "\xef\xbb\xbf");
  std::size_t width = 0;
  ONEFOLD_ASSIGN_OR_RETURN(const auto places, TakeHeader(csv, width));
  std::vector<PairConstraint> constraints;
  linkage::ConstraintPairs pairs;
  const auto take = [&]() -> Status {
    ONEFOLD_ASSIGN_OR_RETURN(const auto fields, TakeRow(csv));
    if (fields.size() != width) {
      return InvalidArgumentError("has another number of columns than the header");
    }
    std::array<std::string, kColumns.size()> values;
    for (std::size_t i = 0; i < places.size(); ++i) values[i] = fields[places[i]];
    ONEFOLD_ASSIGN_OR_RETURN(PairConstraint one, ReadFields(values));
    const auto name = [](const CaseName& end) {
      return FormatHex(end.submission) + FormatHex(end.handle);
    };
    ONEFOLD_RETURN_IF_ERROR(pairs.Add(name(one.a), name(one.b), one.link).status());
    constraints.push_back(std::move(one));
    return OkStatus();
  };
  std::uint64_t row = 0;
  while (!csv.empty()) {
    if (TakeLineEnd(csv)) continue;  // empty lines are no rows
    ++row;
    if (const Status status = take(); !status.ok()) {
      return Annotate(status, "row " + std::to_string(row));
    }
  }
  return constraints;
}

StatusOr<std::vector<PairConstraint>> ReadConstraintFile(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, audit::ReadFile(path, kMaxFileBytes));
  auto constraints = ParseConstraints(AsText(bytes));
  if (!constraints.ok()) return Annotate(constraints.status(), path);
  return constraints;
}

}  // namespace onefold::counter
