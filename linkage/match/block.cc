#include "linkage/match/block.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

#include "linkage/outcome.h"

namespace onefold::match {

using linkage::kPseudonymOffset;
using linkage::kSealedPseudonymBytes;
using linkage::kTokenBytes;

StatusOr<std::vector<ItemRef>> CanonicalItems(const linkage::PassLayout& layout,
                                              std::span<const ItemBuffer> buffers) {
  if (layout.item_bytes < linkage::kFiltersOffset) {
    return InvalidArgumentError("pass " + layout.name +
                                ": the layout has no place for a pseudonym");
  }
  std::size_t total = 0;
  for (const ItemBuffer& buffer : buffers) {
    if (buffer.items.size() % layout.item_bytes != 0) {
      return InvalidArgumentError("pass " + layout.name +
                                  ": a buffer is not a whole number of items");
    }
    total += buffer.items.size() / layout.item_bytes;
  }
  if (total >= std::numeric_limits<std::uint32_t>::max()) {
    return ResourceExhaustedError("pass " + layout.name + ": too many items");
  }
  std::vector<ItemRef> items;
  items.reserve(total);
  for (const ItemBuffer& buffer : buffers) {
    for (std::size_t at = 0; at < buffer.items.size(); at += layout.item_bytes) {
      items.push_back({buffer.source, buffer.items.data() + at});
    }
  }
  std::sort(items.begin(), items.end(), [](const ItemRef& a, const ItemRef& b) {
    const int order =
        std::memcmp(a.bytes + kPseudonymOffset, b.bytes + kPseudonymOffset, kSealedPseudonymBytes);
    return order != 0 ? order < 0 : a.source < b.source;
  });
  return items;
}

Blocks GroupByToken(std::span<const ItemRef> items, std::uint64_t max_block) {
  std::vector<std::uint32_t> order(items.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int by_token = std::memcmp(items[a].bytes, items[b].bytes, kTokenBytes);
    return by_token != 0 ? by_token < 0 : a < b;
  });

  Blocks blocks;
  blocks.first.push_back(0);
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() &&
           std::memcmp(items[order[begin]].bytes, items[order[end]].bytes, kTokenBytes) == 0) {
      ++end;
    }
    const std::uint64_t n = end - begin;
    if (n == 1) {
      ++blocks.singles;
    } else if (n > max_block) {
      blocks.oversized.push_back(n);
    } else {
      blocks.members.insert(blocks.members.end(),
                            order.begin() + static_cast<std::ptrdiff_t>(begin),
                            order.begin() + static_cast<std::ptrdiff_t>(end));
      blocks.first.push_back(blocks.members.size());
      blocks.pairs += n * (n - 1) / 2;
    }
    begin = end;
  }
  std::sort(blocks.oversized.begin(), blocks.oversized.end(), std::greater<>());
  return blocks;
}

void DescribeBlocks(const Blocks& blocks, PassReport& report) {
  report.blocks = blocks.singles + blocks.size() + blocks.oversized.size();
  report.block_size_histogram.assign(1, blocks.singles);
  report.largest_block = blocks.singles > 0 ? 1 : 0;
  const auto add = [&](std::uint64_t size) {
    const std::size_t bucket = linkage::BlockSizeClass(size);
    if (report.block_size_histogram.size() <= bucket)
      report.block_size_histogram.resize(bucket + 1);
    ++report.block_size_histogram[bucket];
    report.largest_block = std::max(report.largest_block, size);
  };
  for (std::size_t b = 0; b < blocks.size(); ++b) add(blocks.block(b).size());
  for (const std::uint64_t size : blocks.oversized) add(size);
  report.candidate_pairs = blocks.pairs;
}

Status JudgeOversizedBlocks(const linkage::PassLayout& layout, const Parameters& parameters,
                            const Blocks& blocks, PassReport& report) {
  if (blocks.oversized.empty()) return OkStatus();
  report.oversized_blocks = blocks.oversized;
  for (const std::uint64_t n : blocks.oversized) report.oversized_comparisons += n * (n - 1) / 2;
  const std::string facts = std::to_string(blocks.oversized.size()) + " blocks have more than " +
                            std::to_string(parameters.max_block) + " items (the largest " +
                            std::to_string(blocks.oversized.front()) + ") and would cost " +
                            std::to_string(report.oversized_comparisons) + " comparisons";
  if (!parameters.skip_oversized_blocks) {
    return ResourceExhaustedError(
        "pass " + layout.name + ": " + facts +
        "; use a finer pass, raise max_block, or run with oversized = skip_and_report");
  }
  report.warnings.push_back(facts +
                            ": they were left out, and links that only this pass could show"
                            " between their records are missing");
  return OkStatus();
}

namespace {

// A block too large for one piece, cut by rows; row r has n - 1 - r comparisons. Every piece loads
// the whole block, so it must do a good deal more than that.
void CutBlock(std::size_t block, std::size_t n, std::uint64_t pairs_per_piece,
              std::vector<BlockRange>& pieces) {
  pairs_per_piece = std::max<std::uint64_t>(pairs_per_piece, 64 * n);
  for (std::size_t row = 0; row + 1 < n;) {
    const std::size_t begin = row;
    std::uint64_t pairs = 0;
    while (row + 1 < n && pairs < pairs_per_piece) pairs += n - 1 - row++;
    pieces.push_back({block, block + 1, begin, row});
  }
}

}  // namespace

std::vector<BlockRange> CutIntoPieces(const Blocks& blocks, std::uint64_t pairs_per_piece) {
  std::vector<BlockRange> pieces;
  std::size_t begin = 0;
  std::uint64_t pairs = 0;
  const auto flush = [&](std::size_t end) {
    if (end - begin == 1) {
      pieces.push_back({begin, end, 0, blocks.block(begin).size() - 1});
    } else if (end > begin) {
      pieces.push_back({begin, end, 0, 0});
    }
    begin = end;
    pairs = 0;
  };
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::uint64_t n = blocks.block(b).size();
    const std::uint64_t own = n * (n - 1) / 2;
    if (own > pairs_per_piece) {
      flush(b);
      CutBlock(b, n, pairs_per_piece, pieces);
      begin = b + 1;
      continue;
    }
    pairs += own;
    if (pairs >= pairs_per_piece) flush(b + 1);
  }
  flush(blocks.size());
  return pieces;
}

}  // namespace onefold::match
