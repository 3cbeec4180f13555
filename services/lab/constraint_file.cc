#include "services/lab/constraint_file.h"

#include <set>

#include "crypto/bytes.h"
#include "linkage/constraint.h"
#include "linkage/csv_columns.h"

namespace onefold::lab {
namespace {

const std::vector<std::string> kColumns = {"source_a",    "record_id_a", "source_b",
                                           "record_id_b", "relation",    "provenance"};
enum Column : std::size_t { kSourceA, kRecordA, kSourceB, kRecordB, kRelation, kProvenance };

std::string NameOf(std::uint32_t one) {
  Bytes name;
  AppendBe32(name, one);
  return std::string(AsText(name));
}

}  // namespace

StatusOr<std::vector<count::Constraint>> ReadConstraints(const std::string& path,
                                                         const std::vector<SourceFile>& sources,
                                                         const FindCase& find) {
  std::set<std::string> names;
  for (const SourceFile& source : sources) names.insert(source.name);
  std::vector<count::Constraint> constraints;
  linkage::ConstraintPairs pairs;
  const auto resolve = [&](const std::vector<std::string>& values, Column source,
                           Column record) -> StatusOr<std::uint32_t> {
    if (!names.contains(values[source])) {
      return InvalidArgumentError(kColumns[source] + ": no --source has this name");
    }
    const auto found = find(values[source], values[record]);
    if (!found) {
      return InvalidArgumentError(kColumns[record] +
                                  ": the source has no record with this id that can be linked");
    }
    return *found;
  };
  const auto take = [&](const std::vector<std::string>& values) -> Status {
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint32_t left, resolve(values, kSourceA, kRecordA));
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint32_t right, resolve(values, kSourceB, kRecordB));
    ONEFOLD_ASSIGN_OR_RETURN(const bool link, linkage::ParseRelation(values[kRelation]));
    ONEFOLD_RETURN_IF_ERROR(linkage::CheckProvenance(values[kProvenance]));
    ONEFOLD_ASSIGN_OR_RETURN(const bool added, pairs.Add(NameOf(left), NameOf(right), link));
    if (added) constraints.push_back({left, right, link});
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(linkage::ReadColumns(path, kColumns, take));
  return constraints;
}

}  // namespace onefold::lab
