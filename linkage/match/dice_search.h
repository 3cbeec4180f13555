// Exact thresholded Dice search: all pairs of two sets of filters, or of one set, that reach a
// threshold.
//
//   pair (i, j) is a hit  <=>  2 |a AND b| / (|a| + |b|) >= numerator / denominator,
//
// decided in whole numbers (dice_bound.h); an empty filter is in no hit. Kernels for several
// instruction sets, and sketches that sort out most pairs without ever losing a hit, differ in
// speed only (kernels/dice_kernel.h, dice_plan.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "linkage/match/dice_bound.h"
#include "linkage/match/packed_filters.h"
#include "linkage/match/progress.h"

namespace onefold::match {

struct DiceHit {
  std::uint32_t left = 0, right = 0;  // the caller's row numbers; one set: left < right
  std::uint32_t common = 0;           // set bits that both have
  std::uint32_t sum = 0;              // set bits of both together: Dice = 2 common / sum
  friend bool operator==(const DiceHit&, const DiceHit&) = default;
};

struct DiceSearchOptions {
  DiceThreshold threshold;
  unsigned threads = 0;         // 0 = all cores
  std::string kernel = "auto";  // scalar | popcnt | avx2 | avx512 | amx
  // none | fold | fold<words> | projection | projection<blocks of 64 bytes>; those without a number
  // take the best of their kind.
  std::string filter = "auto";
  std::uint64_t max_buffered_hits = 4'000'000;
};

struct DiceSearchReport {
  std::string kernel, filter;
  std::string reason;            // one line: what was chosen and why
  std::uint64_t pairs = 0;       // of rows that are not empty
  std::uint64_t compared = 0;    // after the length filter, in whole groups of 16 rows
  std::uint64_t candidates = 0;  // pairs that were counted exactly
  std::uint64_t hits = 0;
};

// Most bytes that packing a set and searching within it take for each of its rows.
std::uint64_t DiceBytesPerRow(std::size_t bits);

// Takes hits in the search's order, a stretch at a time, on the caller's thread. An error ends the
// search and is returned.
using DiceHitSink = std::function<Status(std::span<const DiceHit>)>;

// Hits ascend by rank: (popcount of the left row, its number, popcount of the right row, its
// number); within one set the row of lower (popcount, number) is first in this order, whichever is
// called left. The order depends on nothing else.
//
// Memory beside the sets: their sketches or one copy of the right side (dice_panels.h), up to 16 MB
// a thread, and buffered hits: at most twice max(max_buffered_hits + 2^22 a thread, 16 * rows of
// the right side), 32 bytes each. The search goes through bands of left rows; a band with more hits
// is searched again in halves.
//
// `progress` counts compared pairs. InvalidArgument: widths differ, a threshold outside (0, 1], a
// kernel or filter that this machine or width does not have. Cancelled; ResourceExhausted for want
// of memory.
StatusOr<DiceSearchReport> SearchDice(const PackedFilters& left, const PackedFilters& right,
                                      const DiceSearchOptions& options, const DiceHitSink& sink,
                                      Progress* progress = nullptr);
// Every pair of two rows of one set once.
StatusOr<DiceSearchReport> SearchDiceWithin(const PackedFilters& set,
                                            const DiceSearchOptions& options,
                                            const DiceHitSink& sink, Progress* progress = nullptr);

// The same in two steps, for who searches the same sets more than once or a part of them.
struct PreparedDiceSearch;
class DiceSearch {
 public:
  // `right` null: within `left`. The sets must outlive the search.
  static StatusOr<std::unique_ptr<DiceSearch>> Prepare(const PackedFilters& left,
                                                       const PackedFilters* right,
                                                       const DiceSearchOptions& options);
  ~DiceSearch();
  // The left ranks of [begin, end), cut to left.size(); begin is a multiple of kRowGroup. `pairs`
  // of the report are those of these rows. Not thread-safe.
  StatusOr<DiceSearchReport> Run(std::size_t begin, std::size_t end, const DiceHitSink& sink,
                                 Progress* progress = nullptr);

 private:
  explicit DiceSearch(std::unique_ptr<PreparedDiceSearch> prepared);
  std::unique_ptr<PreparedDiceSearch> prepared_;
};

}  // namespace onefold::match
