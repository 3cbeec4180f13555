// Any bytes as a file of capture counts. What is accepted is a sound table, and its estimate is in
// order or refused.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "linkage/csv.h"
#include "linkage/estimate/estimate.h"
#include "linkage/estimate/table_rows.h"

namespace {

using namespace onefold;

void Require(bool condition) {
  if (!condition) std::abort();
}

StatusOr<estimate::CaptureTable> Read(const std::string& text) {
  std::istringstream input(text);
  linkage::CsvReader reader(input, {});
  ONEFOLD_ASSIGN_OR_RETURN(const auto columns, reader.ReadHeader());
  ONEFOLD_ASSIGN_OR_RETURN(estimate::TableRows rows, estimate::TableRows::Start(columns));
  std::vector<std::string> fields;
  linkage::RowIssue issue;
  for (;;) {
    const auto next = reader.ReadRow(fields, issue);
    if (next == linkage::CsvReader::Next::kEnd) return rows.Finish();
    if (next == linkage::CsvReader::Next::kBadRow) return InvalidArgumentError(issue.rule);
    ONEFOLD_RETURN_IF_ERROR(rows.Add(fields));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = Read(std::string(reinterpret_cast<const char*>(data), size));
  if (!table.ok()) return 0;
  Require(table->counts.by_history.size() == std::size_t{1} << table->lists.size());
  Require(estimate::Persons(table->counts) <= estimate::kMostPersons);
  if (table->lists.size() > 4) return 0;  // keeps an input short
  estimate::EstimateOptions options;
  options.threads = 1;
  options.resamples = 0;
  options.method = estimate::Method::kStepwise;
  const auto result = estimate::EstimatePersons(*table, options);
  Require(result.ok());
  Require(!estimate::FormatEstimate(*result).empty());
  if (!result->refusal.empty()) return 0;
  Require(std::isfinite(result->result.estimate) && result->result.low <= result->result.high);
  Require(result->result.low >= static_cast<double>(result->observed));
  return 0;
}
