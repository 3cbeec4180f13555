// What a comparison of two items can show: one outcome for each group of filters. Filters of one
// group describe one property and are judged jointly (linkage/encoding.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "linkage/encoding.h"

namespace onefold::linkage {

// Level of a pair of filters with popcounts a, b > 0 and c common bits: the first cut with 2c/(a+b)
// >= cut/1000, or cuts.size() below all of them. Exact: integers only. Cuts descend, so the level
// is the number of those that are missed; counting all costs less than guessing where to stop.
inline std::size_t LevelOf(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                           std::span<const std::uint16_t> cuts_permille) {
  const std::uint32_t twice = 2000 * c, sum = a + b;
  std::size_t level = 0;
  for (const std::uint16_t cut : cuts_permille) level += twice < cut * sum ? 1 : 0;
  return level;
}

// The same by agreement, for filters of `bits` bits with `distance` unequal ones: the first cut
// with (bits - 2 * distance) / bits >= cut/1000.
inline std::size_t AgreementLevelOf(std::uint32_t bits, std::uint32_t distance,
                                    std::span<const std::uint16_t> cuts_permille) {
  const std::int32_t scaled =
      1000 * (static_cast<std::int32_t>(bits) - 2 * static_cast<std::int32_t>(distance));
  std::size_t level = 0;
  for (const std::uint16_t cut : cuts_permille) {
    level += scaled < static_cast<std::int32_t>(cut * bits) ? 1 : 0;
  }
  return level;
}

// A group's outcome is the sum over its filters of stride[i] * level, where the level after the
// last one stands for missing.
struct OutcomeGroup {
  std::size_t first_filter = 0;
  std::vector<std::uint32_t> levels;  // by filter: levels_permille.size() + 1
  std::vector<std::uint32_t> stride;  // by filter
  std::uint32_t size = 1;             // number of outcomes
  bool tied_to_block = false;         // shares a field with the block: linkage/encoding.h

  std::uint32_t LevelOf(std::uint32_t outcome, std::size_t filter) const {
    return outcome / stride[filter] % (levels[filter] + 1);
  }
  bool IsMissing(std::uint32_t outcome, std::size_t filter) const {
    return LevelOf(outcome, filter) == levels[filter];
  }
};

inline constexpr std::size_t kBlockSizeClasses = 32;
// floor(log2(size)), at most 31.
std::size_t BlockSizeClass(std::size_t block_size);

// A pair's pattern as a number: block size class + sum over groups of stride[g] * outcome.
struct OutcomeSpace {
  explicit OutcomeSpace(const PassLayout& layout);

  std::vector<OutcomeGroup> groups;
  std::vector<std::uint64_t> stride;  // by group
  bool fits = true;                   // patterns in 62 bits, groups in a million outcomes

  std::uint32_t OutcomeOf(std::uint64_t pattern, std::size_t group) const {
    return static_cast<std::uint32_t>(pattern / stride[group] % groups[group].size);
  }
};

}  // namespace onefold::linkage
