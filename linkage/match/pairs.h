// Where the threads of a pass put accepted pairs, with the limit on memory, what goes to disk
// beyond it, progress and cancelling.
#pragma once

#include <mutex>
#include <vector>

#include "linkage/match/link.h"

namespace onefold::match {

class PairSink {
 public:
  PairSink(const linkage::PassLayout& layout, const Parameters& parameters, Progress* progress);

  void SetTotal(std::uint64_t comparisons);
  // After so many comparisons. Cancelled when the caller asked for it.
  Status Advance(std::uint64_t comparisons);
  // The spill's errors; without a spill ResourceExhausted beyond Parameters::max_pairs_in_memory.
  // Thread-safe.
  Status Add(std::span<const WeightedPair> pairs);
  // All pairs by (left, right): the order of arrival leaves no trace. Ends the adding.
  StatusOr<SortedPairs> TakeSorted();

 private:
  Progress* progress_;
  std::mutex mutex_;
  linkage::SpillSorter<WeightedPair, ByItems> sorter_;
};

Status TooManyCandidates(const linkage::PassLayout& layout, const PassReport& report);

// Dice on the scale of log-odds: a hundredth of Dice above the threshold counts four bits. A pair
// at the threshold has weight 1, so that it is accepted.
inline std::int32_t DiceWeight(std::uint64_t dice_ppm, std::uint64_t threshold_ppm) {
  return static_cast<std::int32_t>(2 * (dice_ppm - threshold_ppm) / 5) + 1;
}

}  // namespace onefold::match
