// A2: matches the blocks of a pass to blocks of the attacker's population by the figures inside
// them, then the items inside matched blocks. Own construction after the observation that a few
// precise similarities identify a small group (graph matching: Vidanage et al. 2020, applied to the
// pieces that block keys leave).
//
//   stage 1  signature of a block: sorted ones and sorted distances of every slot, sorted sums of
//            distances; the nearest `candidates` blocks of equal
//            size, or smaller by at most `dummies`
//   stage 2  cost of a candidate: the best order of its items (block_fit.h)
//   stage 3  assignment of blocks at least total cost (assignment.h)
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/attack/figures.h"

namespace onefold::lab::attack {

inline constexpr std::uint32_t kNoGuess = 0xffffffff;
using Guesses = std::vector<std::uint32_t>;  // by item of a view: row of the population, or none

struct BlockAwareOptions {
  std::size_t candidates = 50;
  std::uint32_t dummies = 0;  // most padding items that a block of the victims may hold
  unsigned workers = 1;
};

Guesses GuessByBlocks(const PassView& view, const Expectation& expected,
                      const BlockAwareOptions& options);

}  // namespace onefold::lab::attack
