#include "linkage/match/pair_walk.h"

#include <algorithm>

#include "linkage/match/parallel.h"

namespace onefold::match {
namespace {

constexpr std::uint64_t kPairsPerPiece = 1 << 17;
constexpr std::size_t kBatchPairs = 2048, kBatchItems = 1024;
constexpr std::size_t kPrefetchItems = 16;

// Items of a block lie anywhere in memory: they are asked for some time before they are read.
class Prefetcher {
 public:
  Prefetcher(std::span<const ItemRef> items, std::span<const std::uint32_t> members,
             std::size_t item_bytes)
      : items_(items), members_(members), item_bytes_(item_bytes) {}

  // Members [begin, end) are read next.
  void Ahead(std::size_t begin, std::size_t end) {
    end = std::min(end + kPrefetchItems, members_.size());
    for (next_ = std::max(next_, begin); next_ < end; ++next_) {
      const std::uint8_t* item = items_[members_[next_]].bytes;
      for (std::size_t at = 0; at < item_bytes_; at += 64) __builtin_prefetch(item + at);
    }
  }

 private:
  std::span<const ItemRef> items_;
  std::span<const std::uint32_t> members_;
  const std::size_t item_bytes_;
  std::size_t next_ = 0;
};

// The pairs of one thread that wait to be compared.
class Batch {
 public:
  Batch(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space)
      : columns_(layout, space, BestKernel()) {}

  bool HasRoomFor(std::size_t members) const { return items_.size() + members <= kBatchItems; }
  bool full() const { return pairs_.size() >= kBatchPairs; }

  // Their place: that of the first.
  std::uint32_t AddItems(std::span<const ItemRef> items, std::span<const std::uint32_t> members) {
    const auto place = static_cast<std::uint32_t>(items_.size());
    columns_.Add(items, members);
    items_.insert(items_.end(), members.begin(), members.end());
    return place;
  }
  void AddPair(std::uint32_t left, std::uint32_t right, std::int64_t start) {
    pairs_.push_back({left, right});
    sums_.push_back(start);
  }

  // Compares the pairs, hands them on and drops them; returns how many.
  template <typename Take>
  std::uint64_t Score(const Terms& terms, Take take) {
    const std::uint64_t size = pairs_.size();
    if (size == 0) return 0;
    columns_.Score(pairs_, terms, sums_);
    take(ScoredPairs{pairs_, items_, sums_});
    pairs_.clear();
    sums_.clear();
    return size;
  }
  void DropItems() {
    columns_.Clear();
    items_.clear();
  }

 private:
  Columns columns_;
  std::vector<std::uint32_t> items_;  // by place in the columns
  std::vector<RowPair> pairs_;
  std::vector<std::int64_t> sums_;
};

}  // namespace

PairWalk::PairWalk(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
                   std::span<const ItemRef> items, const Blocks& blocks, unsigned threads)
    : layout_(layout),
      space_(space),
      items_(items),
      blocks_(blocks),
      pieces_(CutIntoPieces(blocks, kPairsPerPiece)),
      workers_(WorkerCount(threads)) {}

Status PairWalk::ForEachBatch(const Starts& starts, const Terms& terms, const TakeBatch& take,
                              const PieceDone& piece_done) const {
  std::vector<Batch> batches(workers_, Batch(layout_, space_));
  return ParallelFor(pieces_.size(), workers_, [&](unsigned worker, std::size_t p) {
    const BlockRange& piece = pieces_[p];
    const bool one_block = piece.block_end == piece.block + 1;
    Batch& batch = batches[worker];
    Prefetcher prefetcher(items_, blocks_.members, layout_.item_bytes);
    std::uint64_t compared = 0;
    const auto score = [&] {
      compared += batch.Score(terms, [&](const ScoredPairs& scored) { take(worker, scored); });
    };
    for (std::size_t b = piece.block; b < piece.block_end; ++b) {
      const std::span<const std::uint32_t> members = blocks_.block(b);
      const auto n = static_cast<std::uint32_t>(members.size());
      const auto begin = static_cast<std::uint32_t>(one_block ? piece.row_begin : 0);
      const auto end = static_cast<std::uint32_t>(one_block ? piece.row_end : n - 1);
      if (!batch.HasRoomFor(n)) {
        score();
        batch.DropItems();
      }
      prefetcher.Ahead(blocks_.first[b], blocks_.first[b + 1]);
      const std::uint32_t place = batch.AddItems(items_, members);
      const std::int64_t start = starts[linkage::BlockSizeClass(n)];
      for (std::uint32_t i = begin; i < end; ++i) {
        for (std::uint32_t j = i + 1; j < n; ++j) {
          batch.AddPair(place + i, place + j, start);
          if (batch.full()) score();
        }
      }
    }
    score();
    batch.DropItems();
    return piece_done(worker, compared);
  });
}

}  // namespace onefold::match
