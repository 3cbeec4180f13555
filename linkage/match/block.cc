#include "linkage/match/block.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <tuple>

#include "linkage/outcome.h"

namespace onefold::match {

using linkage::kPseudonymOffset;
using linkage::kSealedPseudonymBytes;
using linkage::kTokenBytes;

namespace {

std::uint64_t FirstBytes(const std::uint8_t* bytes) { return ReadBe64({bytes, 8}); }

}  // namespace

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
  // Pseudonyms are random: their first bytes nearly always decide, without a look at the item.
  struct Keyed {
    std::uint64_t first_bytes;
    ItemRef item;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(total);
  for (const ItemBuffer& buffer : buffers) {
    for (std::size_t at = 0; at < buffer.items.size(); at += layout.item_bytes) {
      const std::uint8_t* bytes = buffer.items.data() + at;
      keyed.push_back({FirstBytes(bytes + kPseudonymOffset), {buffer.source, bytes}});
    }
  }
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    if (a.first_bytes != b.first_bytes) return a.first_bytes < b.first_bytes;
    const int order = std::memcmp(a.item.bytes + kPseudonymOffset, b.item.bytes + kPseudonymOffset,
                                  kSealedPseudonymBytes);
    return order != 0 ? order < 0 : a.item.source < b.item.source;
  });
  std::vector<ItemRef> items;
  items.reserve(total);
  for (const Keyed& one : keyed) items.push_back(one.item);
  return items;
}

Blocks GroupByToken(std::span<const ItemRef> items, std::uint64_t max_block) {
  struct Keyed {
    std::uint64_t high, low;  // the token
    std::uint32_t item;
  };
  static_assert(kTokenBytes == 16);
  std::vector<Keyed> keyed;
  keyed.reserve(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    keyed.push_back({FirstBytes(items[i].bytes), FirstBytes(items[i].bytes + 8), i});
  }
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    return std::tie(a.high, a.low, a.item) < std::tie(b.high, b.low, b.item);
  });

  Blocks blocks;
  blocks.first.push_back(0);
  for (std::size_t begin = 0, end = 0; begin < keyed.size(); begin = end) {
    while (end < keyed.size() && keyed[end].high == keyed[begin].high &&
           keyed[end].low == keyed[begin].low) {
      ++end;
    }
    const std::uint64_t n = end - begin;
    if (n == 1) {
      ++blocks.singles;
    } else if (n > max_block) {
      blocks.oversized.push_back(n);
    } else {
      for (std::size_t k = begin; k < end; ++k) blocks.members.push_back(keyed[k].item);
      blocks.first.push_back(blocks.members.size());
      blocks.pairs += n * (n - 1) / 2;
    }
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
