#include "linkage/match/pairs.h"

#include <algorithm>
#include <tuple>

namespace onefold::match {

PairSink::PairSink(const Parameters& parameters, Progress* progress)
    : limit_(parameters.max_pairs_in_memory), progress_(progress) {}

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

Status PairSink::Add(std::vector<WeightedPair> pairs) {
  if (pairs.empty()) return OkStatus();
  const std::lock_guard lock(mutex_);
  if (pairs_.size() + pairs.size() > limit_) {
    return ResourceExhaustedError("more than " + std::to_string(limit_) +
                                  " pairs would be kept; the passes are too coarse for this data");
  }
  pairs_.insert(pairs_.end(), pairs.begin(), pairs.end());
  return OkStatus();
}

std::vector<WeightedPair> PairSink::TakeSorted() {
  std::sort(pairs_.begin(), pairs_.end(), [](const WeightedPair& a, const WeightedPair& b) {
    return std::tie(a.left, a.right) < std::tie(b.left, b.right);
  });
  return std::move(pairs_);
}

Status TooManyCandidates(const linkage::PassLayout& layout, const PassReport& report) {
  return ResourceExhaustedError("pass " + layout.name + ": " +
                                std::to_string(report.candidate_pairs) +
                                " candidate pairs; the pass is too coarse for this data");
}

}  // namespace onefold::match
