// Compares the items of a block filter by filter: agreement levels by integer Dice.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/encoding.h"
#include "linkage/match/kernels/and_popcount.h"
#include "linkage/match/link.h"

namespace onefold::match {

// Level of a pair with popcounts a, b > 0 and c common bits: the first cut with 2c/(a+b) >=
// cut/1000, or cuts.size() below all of them. Exact: integers only.
inline std::size_t LevelOf(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                           std::span<const std::uint16_t> cuts_permille) {
  const std::uint32_t twice = 2000 * c, sum = a + b;
  std::size_t level = 0;
  while (level < cuts_permille.size() && twice < cuts_permille[level] * sum) ++level;
  return level;
}

// What a pair gets for each outcome of one filter: terms[level], and terms.back() for missing (an
// empty filter on either side). A pair's sum over its filters is a pattern number while learning
// and a weight afterwards.
using Terms = std::vector<std::vector<std::int64_t>>;

// The filters of one block, packed filter by filter, with popcounts. Reused from block to block.
class PackedBlock {
 public:
  PackedBlock(const linkage::PassLayout& layout, const Kernel& kernel);

  void Load(std::span<const ItemRef> items, std::span<const std::uint32_t> members);
  // sums[j - row - 1] = start + the terms of all filters, for every member j > row.
  void ScoreRow(std::size_t row, const Terms& terms, std::int64_t start,
                std::span<std::int64_t> sums);
  std::size_t size() const { return size_; }

 private:
  const linkage::PassLayout& layout_;
  const Kernel& kernel_;
  std::size_t size_ = 0;
  std::vector<std::vector<std::uint64_t>> words_;      // [filter][member * words + w]
  std::vector<std::vector<std::uint16_t>> popcounts_;  // [filter][member]
  std::vector<std::uint16_t> common_;
};

}  // namespace onefold::match
