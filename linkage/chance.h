// How often records of different persons agree by chance: counts of outcomes over random pairs of
// one agency's records. The matcher cannot count them, because filters of different blocks cannot
// be compared there; inside a block it would only see pairs that the block has chosen. Sums over
// half a million pairs tell how common agreement is in a list, nothing about one of its records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/outcome.h"

namespace onefold::linkage {

struct OutcomeCount {
  std::uint32_t outcome = 0;  // outcome.h
  std::uint64_t count = 0;
  bool operator==(const OutcomeCount&) const = default;
};

// Of one group of filters, wherever it occurs.
struct ChanceGroup {
  std::vector<std::string> filters;    // names, in order
  std::vector<OutcomeCount> outcomes;  // ascending, no zeros
  bool operator==(const ChanceGroup&) const = default;
};
using ChanceTable = std::vector<ChanceGroup>;  // ascending by filters

// Adds the counts of `more`.
void AddChance(ChanceTable& table, const ChanceTable& more);

// Outcomes by group of the pass (OutcomeSpace::groups). Empty where the table has no such group, or
// an outcome that the group cannot have.
std::vector<std::vector<OutcomeCount>> ChanceOf(const ChanceTable& table, const PassLayout& layout,
                                                const OutcomeSpace& space);

}  // namespace onefold::linkage
