// Compares items filter by filter: agreement levels by integers.
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

// Some hundred items, a column for each filter with its popcounts. Pairs of them are compared a
// column at a time: small blocks share the work, and a column stays in the cache.
class Columns {
 public:
  Columns(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
          const Kernel& kernel);

  void Clear() { size_ = 0; }
  void Add(std::span<const ItemRef> items, std::span<const std::uint32_t> members);
  std::size_t size() const { return size_; }

  // sums[k] += the terms of all groups, for every pair k of rows, which count from the last Clear.
  void Score(std::span<const RowPair> pairs, const Terms& terms, std::span<std::int64_t> sums);

 private:
  void AddOutcomes(std::span<const RowPair> pairs, std::size_t filter, std::uint32_t stride);

  const linkage::PassLayout& layout_;
  const linkage::OutcomeSpace& space_;
  const Kernel& kernel_;
  std::size_t size_ = 0;
  std::vector<std::vector<std::uint64_t>> words_;      // [filter][row * words + w]
  std::vector<std::vector<std::uint16_t>> popcounts_;  // [filter][row]
  std::vector<std::vector<std::uint64_t>> tags_;       // [filter][row]; 0 where there is none
  std::vector<std::uint16_t> common_;                  // by pair
  std::vector<std::uint32_t> outcomes_;                // of one group, by pair
};

}  // namespace onefold::match
