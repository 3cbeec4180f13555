// What it changes that clean sources allow one record a person. A pair is rejected when one of its
// records has found a better partner; among the pairs of clean sources that remain, links are more
// frequent than among all, and weights, which were learned on all, are too low. The shift is that
// of the prior odds, by the method of Saerens, Latinne and Decaestecker (2002): the share of links
// among the remaining pairs that agrees with itself.
#pragma once

#include <cstdint>
#include <span>

#include "linkage/count/count.h"

namespace onefold::count {

// Millibits to add to the weights between clean sources; 0 when no pair was rejected for such a
// reason.
StatusOr<std::int32_t> CompetitionShift(std::span<const CaseRef> cases,
                                        std::span<const Source> sources,
                                        const EvidenceStream& evidence, const Entities& entities);

inline bool BothClean(std::span<const CaseRef> cases, std::span<const Source> sources,
                      const Evidence& pair) {
  return sources[cases[pair.left].source].clean && sources[cases[pair.right].source].clean;
}

}  // namespace onefold::count
