// Must-links and cannot-links of a run: pairs of cases, each named by its submission and its
// handle, so that nobody is named. Formats: docs/formats/constraints.md.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "linkage/count/count.h"

namespace onefold::counter {

class CaseIndex;

struct CaseName {
  Id128 submission{}, handle{};
  friend auto operator<=>(const CaseName&, const CaseName&) = default;
};

struct PairConstraint {
  CaseName a, b;
  bool link = false;       // one person, else two
  std::string provenance;  // who says so
  friend auto operator<=>(const PairConstraint&, const PairConstraint&) = default;
};

// The canonical order: a < b in each, ascending, without repeats. InvalidArgument naming the
// constraint (1-based, in the order given) and the rule it breaks.
StatusOr<std::vector<PairConstraint>> Canonical(std::vector<PairConstraint> constraints);

// One line a constraint, of those in canonical order. The SHA-256 of the text stands in the run
// manifest.
std::string FormatConstraints(std::span<const PairConstraint> canonical);
Digest DigestOf(std::span<const PairConstraint> canonical);

// A CSV file of the coordination body, in the order of the file. InvalidArgument naming file, row,
// column and rule.
StatusOr<std::vector<PairConstraint>> ReadConstraintFile(const std::string& path);
StatusOr<std::vector<PairConstraint>> ParseConstraints(std::string_view csv);

// What a run can apply: pairs of its linkable cases, each once.
struct FoundConstraints {
  std::vector<count::Constraint> pairs;
  std::uint64_t left_out = 0;  // of a submission or a handle that the run does not link
};
FoundConstraints FindCases(std::span<const PairConstraint> canonical, const CaseIndex& index);

}  // namespace onefold::counter
