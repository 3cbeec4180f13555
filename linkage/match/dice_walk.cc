#include "linkage/match/dice_walk.h"

#include <algorithm>

#include "linkage/match/parallel.h"

namespace onefold::match {
namespace {

constexpr std::uint32_t kBandRows = 4096;         // at least, where hits are few
constexpr std::uint32_t kStripeColumns = 16'384;  // of one work item

}  // namespace

DiceWalk::DiceWalk(const PreparedDiceSearch& search, Progress* progress)
    : search_(search),
      progress_(progress),
      workers_(WorkerCount(search.options.threads)),
      shape_(UnitShapeOf(search.plan.choice)),
      worker_(workers_),
      found_(workers_) {}

Status DiceWalk::Run(std::uint32_t begin, std::uint32_t end, const DiceHitSink& sink,
                     DiceSearchReport& report) {
  const std::uint32_t most = (kBandRows + shape_.rows - 1) / shape_.rows * shape_.rows;
  std::uint32_t band = most;
  while (begin < end) {
    const std::uint32_t band_end = begin + std::min(band, end - begin);
    ONEFOLD_ASSIGN_OR_RETURN(const bool whole, SearchBand(begin, band_end));
    if (!whole) {
      band = std::max<std::uint32_t>(kRowGroup, (band_end - begin) / 2 / kRowGroup * kRowGroup);
      continue;
    }
    ONEFOLD_RETURN_IF_ERROR(HandOn(sink));
    report.hits += hits_.size();
    if (hits_.size() < search_.options.max_buffered_hits / 4) band = std::min(most, 2 * band);
    begin = band_end;
  }
  report.candidates += candidates_;
  return OkStatus();
}

StatusOr<bool> DiceWalk::SearchBand(std::uint32_t begin, std::uint32_t end) {
  for (auto& found : found_) found.clear();
  band_hits_ = band_candidates_ = band_pairs_ = 0;
  may_split_ = end - begin > kRowGroup;
  split_ = false;
  const std::uint32_t first = search_.windows.begin[begin / kRowGroup];
  const std::uint32_t last = search_.windows.end[end / kRowGroup - 1];
  const std::uint32_t chunks = (end - begin + shape_.rows - 1) / shape_.rows;
  const std::uint32_t stripe = StripeColumns(chunks, last - first);
  const std::size_t stripes = (last - first + stripe - 1) / stripe;
  ONEFOLD_RETURN_IF_ERROR(
      ParallelFor(stripes * chunks, workers_, [&](unsigned worker, std::size_t item) {
        const auto row = begin + static_cast<std::uint32_t>(item / stripes) * shape_.rows;
        const auto column = first + static_cast<std::uint32_t>(item % stripes) * stripe;
        return SearchRectangle(worker, {row, std::min(end, row + shape_.rows), column,
                                        column + std::min(stripe, last - column)});
      }));
  if (split_) {
    if (progress_ != nullptr) progress_->done.fetch_sub(band_pairs_);
    return false;
  }
  candidates_ += band_candidates_;
  return true;
}

// Enough items for every thread to the end of the band.
std::uint32_t DiceWalk::StripeColumns(std::uint32_t chunks, std::uint32_t columns) const {
  const std::uint32_t items = workers_ == 1 ? 1 : std::max(1u, 16 * workers_ / chunks);
  const std::uint32_t wanted = std::min(kStripeColumns, columns / items + 1);
  return (wanted + shape_.columns - 1) / shape_.columns * shape_.columns;
}

Status DiceWalk::SearchRectangle(unsigned worker, const DiceUnit& rectangle) {
  if (!worker_[worker]) worker_[worker].emplace(search_.plan.choice, search_.panels.view());
  return worker_[worker]->Walk(
      rectangle, [&](const DiceUnit& unit, std::span<const std::uint32_t> candidates) -> Status {
        if (split_.load(std::memory_order_relaxed)) return OkStatus();
        const std::uint64_t hits = Verify(unit, candidates, found_[worker]);
        band_candidates_.fetch_add(candidates.size(), std::memory_order_relaxed);
        if (band_hits_.fetch_add(hits) + hits > search_.options.max_buffered_hits && may_split_) {
          split_.store(true);
        }
        return Advance(search_.windows.PairsIn(unit));
      });
}

std::uint64_t DiceWalk::Verify(const DiceUnit& unit, std::span<const std::uint32_t> candidates,
                               std::vector<RankedHit>& found) const {
  const PackedFilters &left = search_.left, &right = search_.right;
  const std::size_t before = found.size();
  for (const std::uint32_t candidate : candidates) {
    const std::uint32_t i = unit.row_begin + (candidate >> 16);
    const std::uint32_t j = unit.column_begin + (candidate & 0xffff);
    if (i >= left.size() || j >= right.size() || (search_.within && j <= i)) continue;
    const std::uint32_t common = CountCommon(left.row(i), right.row(j), left.words());
    const std::uint32_t sum = left.popcounts()[i] + right.popcounts()[j];
    if (static_cast<std::int32_t>(common) >= search_.bound.need()[sum]) {
      found.push_back({i, j, common});
    }
  }
  return found.size() - before;
}

Status DiceWalk::Advance(std::uint64_t pairs) {
  if (progress_ == nullptr) return OkStatus();
  band_pairs_.fetch_add(pairs, std::memory_order_relaxed);
  progress_->done.fetch_add(pairs, std::memory_order_relaxed);
  if (progress_->cancel.load(std::memory_order_relaxed)) {
    return CancelledError("the run was cancelled");
  }
  return OkStatus();
}

Status DiceWalk::HandOn(const DiceHitSink& sink) {
  const PackedFilters &left = search_.left, &right = search_.right;
  std::vector<RankedHit>& all = found_[0];
  for (std::size_t w = 1; w < found_.size(); ++w) {
    all.insert(all.end(), found_[w].begin(), found_[w].end());
    found_[w].clear();
  }
  std::sort(all.begin(), all.end(), [](const RankedHit& a, const RankedHit& b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  hits_.clear();
  for (const RankedHit& hit : all) {
    std::uint32_t i = left.row_number(hit.left), j = right.row_number(hit.right);
    if (search_.within && i > j) std::swap(i, j);
    hits_.push_back({i, j, hit.common, left.popcounts()[hit.left] + right.popcounts()[hit.right]});
  }
  return hits_.empty() ? OkStatus() : sink(hits_);
}

}  // namespace onefold::match
