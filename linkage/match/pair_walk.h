// Walks the candidate pairs of a pass on all threads. Pairs of many small blocks, or a stretch of
// one large block, are compared together as a batch whose columns stay in the cache.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "linkage/match/block.h"
#include "linkage/match/compare.h"
#include "linkage/outcome.h"

namespace onefold::match {

// One batch.
struct ScoredPairs {
  std::span<const RowPair> pairs;        // of places in `items`
  std::span<const std::uint32_t> items;  // canonical indices; pairs[k].left is the lower one
  std::span<const std::int64_t> sums;    // by pair
};

class PairWalk {
 public:
  // What is given must outlive the walk.
  PairWalk(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
           std::span<const ItemRef> items, const Blocks& blocks, unsigned threads);

  unsigned workers() const { return workers_; }

  // A pair's sum begins with the start of its block's size class; the terms of its outcomes are
  // added.
  using Starts = std::array<std::int64_t, linkage::kBlockSizeClasses>;
  using TakeBatch = std::function<void(unsigned worker, const ScoredPairs& scored)>;
  // After some more comparisons; an error ends the walk.
  using PieceDone = std::function<Status(unsigned worker, std::uint64_t compared)>;
  Status ForEachBatch(const Starts& starts, const Terms& terms, const TakeBatch& take,
                      const PieceDone& piece_done) const;

 private:
  const linkage::PassLayout& layout_;
  const linkage::OutcomeSpace& space_;
  std::span<const ItemRef> items_;
  const Blocks& blocks_;
  std::vector<BlockRange> pieces_;
  unsigned workers_;
};

}  // namespace onefold::match
