// The coordination body's CSV file of constraints: docs/formats/constraints.md.
#include <sstream>
#include <string_view>

#include "linkage/constraint.h"
#include "linkage/csv_columns.h"
#include "services/audit/files.h"
#include "services/counter/constraints.h"

namespace onefold::counter {
namespace {

constexpr std::size_t kMaxFileBytes = 64 << 20;
const std::vector<std::string> kColumns = {"submission_a", "handle_a", "submission_b",
                                           "handle_b",     "relation", "provenance"};

StatusOr<Id128> IdOf(const std::string& text, std::string_view column) {
  const auto id = ParseId128(text);
  if (!id.ok()) {
    return InvalidArgumentError(std::string(column) + ": must be 32 hexadecimal digits");
  }
  return id;
}

StatusOr<PairConstraint> ReadFields(const std::vector<std::string>& values) {
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
  std::vector<PairConstraint> constraints;
  linkage::ConstraintPairs pairs;
  const auto take = [&](const std::vector<std::string>& values) -> Status {
    ONEFOLD_ASSIGN_OR_RETURN(PairConstraint one, ReadFields(values));
    const auto name = [](const CaseName& end) {
      return FormatHex(end.submission) + FormatHex(end.handle);
    };
    ONEFOLD_RETURN_IF_ERROR(pairs.Add(name(one.a), name(one.b), one.link).status());
    constraints.push_back(std::move(one));
    return OkStatus();
  };
  std::istringstream input{std::string(csv)};
  ONEFOLD_RETURN_IF_ERROR(linkage::ReadColumns(input, kColumns, take));
  return constraints;
}

StatusOr<std::vector<PairConstraint>> ReadConstraintFile(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, audit::ReadFile(path, kMaxFileBytes));
  auto constraints = ParseConstraints(AsText(bytes));
  if (!constraints.ok()) return Annotate(constraints.status(), path);
  return constraints;
}

}  // namespace onefold::counter
