#include "linkage/match/pairs.h"

namespace onefold::match {

PairSink::PairSink(const linkage::PassLayout& layout, const Parameters& parameters,
                   Progress* progress)
    : progress_(progress),
      sorter_(parameters.max_pairs_in_memory, parameters.spill,
              "pairs of pass " + layout.name + " would be kept; it is too coarse for this data") {}

void PairSink::SetTotal(std::uint64_t comparisons) {
  if (progress_ == nullptr) return;
  progress_->done.store(0);
  progress_->total.store(comparisons);
}

Status PairSink::Advance(std::uint64_t comparisons) {
  if (progress_ == nullptr) return OkStatus();
  progress_->done.fetch_add(comparisons, std::memory_order_relaxed);
  if (progress_->cancel.load(std::memory_order_relaxed))
    return CancelledError("the run was cancelled");
  return OkStatus();
}

Status PairSink::Add(std::span<const WeightedPair> pairs) {
  if (pairs.empty()) return OkStatus();
  const std::lock_guard lock(mutex_);
  return sorter_.Add(pairs);
}

StatusOr<SortedPairs> PairSink::TakeSorted() { return sorter_.Finish(); }

Status TooManyCandidates(const linkage::PassLayout& layout, const PassReport& report) {
  return ResourceExhaustedError("pass " + layout.name + ": " +
                                std::to_string(report.candidate_pairs) +
                                " candidate pairs; the pass is too coarse for this data");
}

}  // namespace onefold::match
