#include "services/counter/constraints.h"

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "linkage/constraint.h"
#include "services/counter/case_index.h"

namespace onefold::counter {
namespace {

std::string KeyOf(const CaseName& one) {
  return std::string(AsText(one.submission)) + std::string(AsText(one.handle));
}

}  // namespace

StatusOr<std::vector<PairConstraint>> Canonical(std::vector<PairConstraint> constraints) {
  linkage::ConstraintPairs pairs;
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    PairConstraint& one = constraints[i];
    Status status = linkage::CheckProvenance(one.provenance);
    if (status.ok()) status = pairs.Add(KeyOf(one.a), KeyOf(one.b), one.link).status();
    if (!status.ok()) return Annotate(status, "constraint " + std::to_string(i + 1));
    if (one.b < one.a) std::swap(one.a, one.b);
  }
  std::sort(constraints.begin(), constraints.end());
  constraints.erase(std::unique(constraints.begin(), constraints.end()), constraints.end());
  return constraints;
}

std::string FormatConstraints(std::span<const PairConstraint> canonical) {
  std::string text;
  for (const PairConstraint& one : canonical) {
    for (const Id128* id : {&one.a.submission, &one.a.handle, &one.b.submission, &one.b.handle}) {
      text += FormatHex(*id) + ' ';
    }
    text += std::string(linkage::RelationName(one.link)) + ' ' + one.provenance + '\n';
  }
  return text;
}

Digest DigestOf(std::span<const PairConstraint> canonical) {
  return crypto::Sha256(AsBytes(FormatConstraints(canonical)));
}

FoundConstraints FindCases(std::span<const PairConstraint> canonical, const CaseIndex& index) {
  FoundConstraints found;
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    const PairConstraint& one = canonical[i];
    // Said by several: in the canonical order they stand side by side, and have one relation.
    if (i > 0 && canonical[i - 1].a == one.a && canonical[i - 1].b == one.b) continue;
    const auto left = index.Find(one.a.submission, one.a.handle);
    const auto right = index.Find(one.b.submission, one.b.handle);
    if (left && right) {
      found.pairs.push_back({*left, *right, one.link});
    } else {
      ++found.left_out;
    }
  }
  return found;
}

}  // namespace onefold::counter
