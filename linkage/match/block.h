// Items of a pass in canonical order, grouped by block token.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "crypto/status.h"
#include "linkage/encoding.h"
#include "linkage/match/link.h"

namespace onefold::match {

// All items, ascending by sealed pseudonym, then source: an order that neither submissions nor
// threads decide. InvalidArgument when a buffer is not a whole number of items; ResourceExhausted
// beyond 2^32 - 1 items.
StatusOr<std::vector<ItemRef>> CanonicalItems(const linkage::PassLayout& layout,
                                              std::span<const ItemBuffer> buffers);

// Blocks of two items or more: members of block b are members[first[b]] .. members[first[b + 1] -
// 1], ascending canonical indices; blocks in the order of their tokens.
struct Blocks {
  std::vector<std::uint32_t> members;
  std::vector<std::size_t> first;
  std::uint64_t singles = 0;             // blocks of one item, not listed
  std::uint64_t pairs = 0;               // candidate pairs
  std::vector<std::uint64_t> oversized;  // sizes of blocks that are not listed, largest first

  std::size_t size() const { return first.size() - 1; }
  std::span<const std::uint32_t> block(std::size_t b) const {
    return std::span(members).subspan(first[b], first[b + 1] - first[b]);
  }
};
// Blocks of more than `max_block` items are not listed but counted in `oversized`.
Blocks GroupByToken(std::span<const ItemRef> items,
                    std::uint64_t max_block = std::numeric_limits<std::uint64_t>::max());

// Writes number, sizes and candidate pairs of the blocks into the report.
void DescribeBlocks(const Blocks& blocks, PassReport& report);

// A block that is too large costs its square in comparisons and says that its value is worth little
// (a default date, a frequent name). There is no fair way to cut it: the items of a block differ in
// nothing but their filters. ResourceExhausted with the pass, the sizes, and what to do; or, when
// `parameters` say to leave such blocks out, a warning in the report with what was left out.
Status JudgeOversizedBlocks(const linkage::PassLayout& layout, const Parameters& parameters,
                            const Blocks& blocks, PassReport& report);

// A piece of work: rows [row_begin, row_end) of block `block` against all later members; or, when
// whole blocks are small, all rows of blocks [block, block_end).
struct BlockRange {
  std::size_t block = 0, block_end = 0;
  std::size_t row_begin = 0, row_end = 0;  // used when block_end == block + 1
};
// Cuts the blocks into pieces of about `pairs_per_piece` comparisons, in order.
std::vector<BlockRange> CutIntoPieces(const Blocks& blocks, std::uint64_t pairs_per_piece);

}  // namespace onefold::match
