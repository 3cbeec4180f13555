// Weights of agreement levels, learned from a pass's own pairs without truth: a mixture of links
// and non-links with independent fields (Fellegi and Sunter 1969), fitted by EM (Winkler 1988) to
// the maximum a posteriori under Dirichlet pseudo-counts around the starting values.
//
// The prior probability of a link depends on the size of the pair's block: a value shared by two
// records says more than one shared by two hundred. It is learned for each power of two of the
// block size.
//
// Only +, * and / of doubles are used in a fixed order, and logarithms are taken of integers in
// integers: the same pairs give the same weights on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "linkage/encoding.h"
#include "linkage/match/link.h"

namespace onefold::match {

inline constexpr std::size_t kBlockSizeClasses = 32;
// floor(log2(size)).
std::size_t BlockSizeClass(std::size_t block_size);

// A pair's pattern as a number: block size class + 32 * (level of filter 0 + radix 0 * (level of
// filter 1 + ...)), radix f = levels_permille.size() + 2 (levels, then missing).
struct PatternCode {
  explicit PatternCode(const linkage::PassLayout& layout);
  bool fits = true;                    // in 62 bits
  std::vector<std::int64_t> stride;    // by filter
  std::vector<std::uint8_t> outcomes;  // by filter: levels + 1 for missing
};

struct PatternCount {
  std::uint64_t code = 0;
  std::uint64_t count = 0;
};

struct Weights {
  std::vector<FilterWeights> filters;
  std::array<std::int32_t, kBlockSizeClasses> prior_millibits{};  // by block size class
  std::int32_t mean_prior_millibits = 0;                          // over all pairs
  std::uint32_t iterations = 0;
  bool learned = false;
  std::vector<std::string> warnings;
};

// `patterns` ascending by code. Fewer pairs than kMinimumPairs: the starting values, learned =
// false.
inline constexpr std::uint64_t kMinimumPairs = 50;
Weights LearnWeights(const linkage::PassLayout& layout, const PatternCode& code,
                     std::span<const PatternCount> patterns);

// round(1000 * log2(value)) in integers; value >= 1.
std::int32_t Log2Millibits(std::uint32_t value);

}  // namespace onefold::match
