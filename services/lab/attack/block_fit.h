// How well a block of the attacker's population explains a block of the victims, and which item is
// then which.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/attack/figures.h"

namespace onefold::lab::attack {

struct BlockFit {
  // -2 log likelihood but for a constant: squared differences of all ones and distances, each
  // divided by its variance, plus the logarithms of the variances.
  double cost = 0;
  // Victims' item i is the attacker's item order[i], or nobody's when order[i] is at least the size
  // of the attacker's block.
  std::vector<std::uint32_t> order;
};

// The best order of all up to kExactBlock items, above by assignment on each item's own figures and
// then exchanges of two while they help. The attacker's block may be smaller: the victims' items
// that are left over are taken for padding that looks like `background`.
inline constexpr std::size_t kExactBlock = 6;
BlockFit FitBlock(const Figures& victims, std::size_t block, const Expectation& expected,
                  std::size_t candidate, const Background& background);

}  // namespace onefold::lab::attack
