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
  std::vector<std::uint32_t> order;  // victims' item i is the attacker's item order[i]
};

// The best order of all up to kExactBlock items, above by assignment on each item's own figures and
// then exchanges of two while they help. Both blocks have the same size.
inline constexpr std::size_t kExactBlock = 6;
BlockFit FitBlock(const Figures& victims, std::size_t block, const Expectation& expected,
                  std::size_t candidate);

}  // namespace onefold::lab::attack
