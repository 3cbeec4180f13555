// What is known of a pass before any of its pairs was seen: a property of the number of levels and
// of the size of the block alone.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/match/link.h"
#include "linkage/outcome.h"

namespace onefold::match {

// Probability of each level of one filter among links or among non-links.
std::vector<double> StartingLevels(std::size_t levels, bool links);
// Probability that a pair in a block of the class is a link.
double StartingPrior(std::size_t block_size_class);

OutcomeWeight StartingWeight(const linkage::OutcomeGroup& group, std::uint32_t outcome);
std::int32_t StartingPriorMillibits(std::size_t block_size_class);

}  // namespace onefold::match
