// Links the items of one pass: block -> compare -> weigh -> pairs. Pure functions over buffers,
// callable without any service; the result does not depend on the number of threads or on the order
// of the items.
//
// Weights are posterior log-odds, log2(P(link) / P(no link)), in millibits (1/1000 bit), rounded to
// integers: prior odds of a candidate pair of this pass times the likelihood ratios of what its
// groups of filters show (Fellegi and Sunter 1969; outcome.h), learned from the pass's own pairs by
// EM and tied to chance agreement, so that classes cannot switch roles (weigh.h). A field that is
// missing on either side contributes nothing. Being posterior odds, weights of different passes are
// on one scale.
//
// A layout that is not blocked (clkhash profile) is linked by Dice: pairs at or above the threshold
// only (2*c*1e6 >= threshold*(a+b), exact). Their weight puts Dice on the same scale by convention:
// a hundredth of Dice above the threshold counts 4,000 millibits, and a pair at the threshold
// has 1.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "linkage/chance.h"
#include "linkage/encoding.h"
#include "linkage/match/fixed_weights.h"
#include "linkage/match/progress.h"
#include "linkage/pass_report.h"
#include "linkage/spill.h"

namespace onefold::match {

inline constexpr std::uint64_t kDefaultMaxBlock = 5'000;  // 12.5 million comparisons

struct Parameters {
  std::int32_t emit_floor_millibits = -8'000;  // blocked pairs below this are not emitted
  std::uint32_t dice_threshold_ppm = 700'000;  // clkhash profile
  std::uint32_t dice_partners =
      32;  // clkhash profile: a pair is kept when it is among so many best of either item
  unsigned threads = 0;  // 0 = all cores
  // Emitted pairs of a pass. Beyond, they go to `spill`; without one, ResourceExhausted.
  std::uint64_t max_pairs_in_memory = 200'000'000;
  linkage::Spill* spill = nullptr;
  std::uint64_t max_candidate_pairs =
      1'000'000'000'000;  // comparisons of a pass; ResourceExhausted beyond
  // Items of a block (block.h). A larger one is ResourceExhausted, or left out and reported.
  std::uint64_t max_block = kDefaultMaxBlock;
  bool skip_oversized_blocks = false;
  // What the agencies counted on pairs of their own records; empty: not known.
  linkage::ChanceTable chance;
  // Passes that are weighed as given instead of learning; empty: all learn.
  FixedWeights fixed_weights;
};

// A contiguous buffer of items of one submission (size is a multiple of layout.item_bytes).
struct ItemBuffer {
  std::uint16_t source = 0;  // index of the submission in the run
  ByteView items;
};

using linkage::GroupWeights;
using linkage::OutcomeWeight;
using linkage::PassReport;

struct WeightedPair {
  // Indices into the pass's items in canonical order (sorted by sealed pseudonym): see
  // PassResult::items.
  std::uint32_t left = 0, right = 0;  // left < right
  std::int32_t weight = 0;            // millibits
};
struct ByItems {
  bool operator()(const WeightedPair& a, const WeightedPair& b) const {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  }
};
using SortedPairs = linkage::SortedRows<WeightedPair, ByItems>;

// A view of one item in canonical order.
struct ItemRef {
  std::uint16_t source = 0;
  const std::uint8_t* bytes = nullptr;
};

struct PassResult {
  std::vector<ItemRef> items;  // canonical order: ascending sealed pseudonym, then source
  SortedPairs pairs;           // ascending (left, right): an order that tells nothing about blocks
  PassReport report;
  // clkhash profile: the kernel and filter of the search and why; for diagnostics, no result
  // depends on it.
  std::string comparison;
};

// Most bytes that LinkPass needs for an item beside its buffer, before any pair.
std::uint64_t MemoryPerItem(const linkage::PassLayout& layout, const Parameters& parameters);

// InvalidArgument when a buffer is not a whole number of items; Cancelled; ResourceExhausted.
StatusOr<PassResult> LinkPass(const linkage::PassLayout& layout,
                              std::span<const ItemBuffer> buffers, const Parameters& parameters,
                              Progress* progress = nullptr);

}  // namespace onefold::match
