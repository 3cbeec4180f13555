// A Dice threshold in whole numbers. With s = |a| + |b| and c = |a AND b|, the pair reaches n/d
// when
//   2c / s >= n / d   <=>   c >= ceil(n * s / (2d)) = need(s),
// so a table of integers decides, and a pair exactly at the threshold is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crypto/status.h"

namespace onefold::match {

struct DiceThreshold {
  std::uint64_t numerator = 8, denominator = 10;
};

class DiceBound {
 public:
  // For filters of up to `bits` bits. InvalidArgument unless 0 < numerator <= denominator < 2^32.
  static StatusOr<DiceBound> Make(DiceThreshold threshold, std::size_t bits);

  // By the sum of two popcounts, 0 <= sum <= 2 * bits: the least common count that reaches the
  // threshold, at least 1. Never falls.
  const std::int32_t* need() const { return need_.data(); }
  // By the same sum s: the greatest Hamming distance of any two filters that reach the threshold
  // with popcounts of sum s or less; -1 when none do. Never falls.
  const std::int32_t* max_distance() const { return max_distance_.data(); }
  // The popcounts that a partner of a filter with popcount a can have, 1 <= a <= bits. Neither
  // falls as a rises. (Length filter: at best all bits of the smaller are common.)
  std::uint32_t least_partner(std::uint32_t a) const { return least_[a]; }
  std::uint32_t greatest_partner(std::uint32_t a) const { return greatest_[a]; }
  DiceThreshold threshold() const { return threshold_; }

 private:
  DiceThreshold threshold_;
  std::vector<std::int32_t> need_, max_distance_;
  std::vector<std::uint32_t> least_, greatest_;
};

}  // namespace onefold::match
