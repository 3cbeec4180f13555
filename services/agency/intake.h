// Reads an extract from beginning to end: every row becomes a case and what its items are made of,
// or an issue with row number, column and rule. Used by check, submit and the node alike, so that
// they say the same.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "linkage/case.h"
#include "linkage/encode/record.h"
#include "linkage/schema.h"
#include "services/agency/item_encoder.h"
#include "services/agency/prepared_extract.h"
#include "services/agency/register.h"

namespace onefold::agency {

struct FieldQuality {
  std::string column;
  std::uint64_t missing = 0;  // of the accepted rows
  std::uint64_t full_dates = 0, january_first = 0;
};

struct CheckReport {
  std::uint64_t rows = 0, accepted = 0, refused = 0;
  std::uint64_t unlinkable = 0;  // accepted as cases only
  std::uint64_t planted = 0;     // accepted from the file of planted rows; the last ones prepared
  std::uint64_t issues_total = 0;
  std::vector<encode::RowIssue> issues;          // the first kListedIssues
  std::map<std::string, std::uint64_t> by_rule;  // rule -> issues
  std::vector<FieldQuality> fields;              // in the order of the schema
};
inline constexpr std::size_t kListedIssues = 1000;
inline constexpr std::string_view kRepeatedIdRule = "record.id-repeated";
inline constexpr std::string_view kPlantedColumn = "planted";

struct IntakeOptions {
  const linkage::LinkageSchema* schema = nullptr;
  const CaseCoder* coder = nullptr;
  ItemEncoder* encoder = nullptr;
  // The file of planted rows, read after the extract; mostly none. Its columns are the extract's
  // and `planted`, the number of the fictitious person (linkage/case.h).
  std::istream* planted = nullptr;
  std::uint64_t max_records = 0;                              // of both files together
  std::function<void(const encode::RowIssue&)> on_issue;      // may be empty
  std::function<void(std::uint64_t bytes_read)> on_progress;  // may be empty; called now and then
};

// `prepared` (may be null) gets the accepted rows. InvalidArgument for a header that does not fit
// the schema, or for planted rows under a schema that cannot have them; ResourceExhausted beyond
// max_records.
StatusOr<CheckReport> ReadExtract(std::istream& input, const IntakeOptions& options,
                                  PreparedExtract* prepared);

// A case as it travels, without its handle.
Bytes SerializeCase(const linkage::Case& item);

}  // namespace onefold::agency
