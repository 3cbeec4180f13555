// Compares the items of a block filter by filter: agreement levels by integer Dice.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/encoding.h"
#include "linkage/match/kernels/and_popcount.h"
#include "linkage/match/link.h"
#include "linkage/outcome.h"

namespace onefold::match {

// What a pair gets for each outcome of one group of filters: terms[group][outcome]. A pair's sum
// over its groups is a pattern number while learning and a weight afterwards.
using Terms = std::vector<std::vector<std::int64_t>>;

// The filters of one block, packed filter by filter, with popcounts. Reused from block to block.
class PackedBlock {
 public:
  PackedBlock(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
              const Kernel& kernel);

  void Load(std::span<const ItemRef> items, std::span<const std::uint32_t> members);
  // sums[j - row - 1] = start + the terms of all groups, for every member j > row.
  void ScoreRow(std::size_t row, const Terms& terms, std::int64_t start,
                std::span<std::int64_t> sums);
  std::size_t size() const { return size_; }

 private:
  void AddOutcomes(std::size_t row, std::size_t filter, std::uint32_t stride);

  const linkage::PassLayout& layout_;
  const linkage::OutcomeSpace& space_;
  const Kernel& kernel_;
  std::size_t size_ = 0;
  std::vector<std::vector<std::uint64_t>> words_;      // [filter][member * words + w]
  std::vector<std::vector<std::uint16_t>> popcounts_;  // [filter][member]
  std::vector<std::uint16_t> common_;
  std::vector<std::uint32_t> outcomes_;  // of one group, by member after the row
};

}  // namespace onefold::match
