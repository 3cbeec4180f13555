#include "linkage/match/dice_search.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <optional>
#include <vector>

#include "linkage/match/dice_panels.h"
#include "linkage/match/dice_plan.h"
#include "linkage/match/parallel.h"

namespace onefold::match {
namespace {

constexpr std::uint32_t kBandRows = 4096;         // at least, where hits are few
constexpr std::uint32_t kStripeColumns = 16'384;  // of one work item

struct RankedHit {
  std::uint32_t left = 0, right = 0, common = 0;  // ranks
};

class Search {
 public:
  Search(const PackedFilters& left, const PackedFilters& right, bool within,
         const DiceWindows& windows, const DiceBound& bound, const DicePlan& plan,
         const DiceSearchOptions& options, Progress* progress)
      : left_(left),
        right_(right),
        within_(within),
        windows_(windows),
        bound_(bound),
        choice_(plan.choice),
        panels_(choice_, bound, windows, left, right),
        options_(options),
        progress_(progress),
        workers_(WorkerCount(options.threads)),
        worker_(workers_),
        found_(workers_) {}

  // Band after band, so that hits come out in order.
  Status Run(const DiceHitSink& sink, DiceSearchReport& report) {
    const auto rows = static_cast<std::uint32_t>(left_.padded_size());
    const std::uint32_t unit_rows = UnitShapeOf(choice_).rows;
    const std::uint32_t most = (kBandRows + unit_rows - 1) / unit_rows * unit_rows;
    std::uint32_t band = most;
    for (std::uint32_t begin = 0; begin < rows;) {
      const std::uint32_t end = begin + std::min(band, rows - begin);
      ONEFOLD_ASSIGN_OR_RETURN(const bool whole, SearchBand(begin, end));
      if (!whole) {
        band = std::max<std::uint32_t>(kRowGroup, (end - begin) / 2 / kRowGroup * kRowGroup);
        continue;
      }
      ONEFOLD_RETURN_IF_ERROR(HandOn(sink));
      report.hits += hits_.size();
      if (hits_.size() < options_.max_buffered_hits / 4) band = std::min(most, 2 * band);
      begin = end;
    }
    report.candidates = candidates_;
    return OkStatus();
  }

 private:
  // False: more hits than may be buffered, and the band can be halved.
  StatusOr<bool> SearchBand(std::uint32_t begin, std::uint32_t end) {
    for (auto& found : found_) found.clear();
    band_hits_ = band_candidates_ = band_pairs_ = 0;
    may_split_ = end - begin > kRowGroup;
    split_ = false;
    const std::uint32_t first = windows_.begin[begin / kRowGroup];
    const std::uint32_t last = windows_.end[end / kRowGroup - 1];
    const DiceUnitShape shape = UnitShapeOf(choice_);
    const std::uint32_t chunks = (end - begin + shape.rows - 1) / shape.rows;
    const std::uint32_t stripe = StripeColumns(shape, chunks, last - first);
    const std::size_t stripes = (last - first + stripe - 1) / stripe;
    ONEFOLD_RETURN_IF_ERROR(
        ParallelFor(stripes * chunks, workers_, [&](unsigned worker, std::size_t item) {
          const auto row = begin + static_cast<std::uint32_t>(item / stripes) * shape.rows;
          const auto column = first + static_cast<std::uint32_t>(item % stripes) * stripe;
          return SearchRectangle(worker, {row, std::min(end, row + shape.rows), column,
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
  std::uint32_t StripeColumns(const DiceUnitShape& shape, std::uint32_t chunks,
                              std::uint32_t columns) const {
    const std::uint32_t items = std::max(1u, workers_ == 1 ? 1 : 8 * workers_ / chunks);
    const std::uint32_t wanted = std::min(kStripeColumns, columns / items + 1);
    return (wanted + shape.columns - 1) / shape.columns * shape.columns;
  }

  Status SearchRectangle(unsigned worker, const DiceUnit& rectangle) {
    if (!worker_[worker]) worker_[worker].emplace(choice_, panels_.view());
    return worker_[worker]->Walk(
        rectangle, [&](const DiceUnit& unit, std::span<const std::uint32_t> candidates) -> Status {
          if (split_.load(std::memory_order_relaxed)) return OkStatus();
          const std::uint64_t hits = Verify(unit, candidates, found_[worker]);
          band_candidates_.fetch_add(candidates.size(), std::memory_order_relaxed);
          if (band_hits_.fetch_add(hits) + hits > options_.max_buffered_hits && may_split_) {
            split_.store(true);
          }
          return Advance(windows_.PairsIn(unit));
        });
  }

  Status Advance(std::uint64_t pairs) {
    if (progress_ == nullptr) return OkStatus();
    band_pairs_.fetch_add(pairs, std::memory_order_relaxed);
    progress_->done.fetch_add(pairs, std::memory_order_relaxed);
    if (progress_->cancel.load(std::memory_order_relaxed)) {
      return CancelledError("the run was cancelled");
    }
    return OkStatus();
  }

  // The exact test. Returns how many hits were added.
  std::uint64_t Verify(const DiceUnit& unit, std::span<const std::uint32_t> candidates,
                       std::vector<RankedHit>& found) const {
    const std::size_t before = found.size();
    for (const std::uint32_t candidate : candidates) {
      const std::uint32_t i = unit.row_begin + (candidate >> 16);
      const std::uint32_t j = unit.column_begin + (candidate & 0xffff);
      if (i >= left_.size() || j >= right_.size() || (within_ && j <= i)) continue;
      const std::uint32_t common = CountCommon(left_.row(i), right_.row(j), left_.words());
      const std::uint32_t sum = left_.popcounts()[i] + right_.popcounts()[j];
      if (static_cast<std::int32_t>(common) >= bound_.need()[sum]) found.push_back({i, j, common});
    }
    return found.size() - before;
  }

  Status HandOn(const DiceHitSink& sink) {
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
      std::uint32_t i = left_.row_number(hit.left), j = right_.row_number(hit.right);
      if (within_ && i > j) std::swap(i, j);
      hits_.push_back(
          {i, j, hit.common, left_.popcounts()[hit.left] + right_.popcounts()[hit.right]});
    }
    return hits_.empty() ? OkStatus() : sink(hits_);
  }

  const PackedFilters& left_;
  const PackedFilters& right_;
  const bool within_;
  const DiceWindows& windows_;
  const DiceBound& bound_;
  const DiceChoice choice_;
  const DicePanelSet panels_;
  const DiceSearchOptions& options_;
  Progress* const progress_;
  const unsigned workers_;
  std::vector<std::optional<DiceWorker>> worker_;
  std::vector<std::vector<RankedHit>> found_;  // of the band, by worker
  std::vector<DiceHit> hits_;
  std::uint64_t candidates_ = 0;
  std::atomic<std::uint64_t> band_hits_ = 0, band_candidates_ = 0, band_pairs_ = 0;
  std::atomic<bool> split_ = false;
  bool may_split_ = false;
};

StatusOr<DiceSearchReport> SearchSets(const PackedFilters& left, const PackedFilters& right,
                                      bool within, const DiceSearchOptions& options,
                                      const DiceHitSink& sink, Progress* progress) {
  if (left.bits() != right.bits()) {
    return InvalidArgumentError("the filters of the two sets differ in width");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const DiceBound bound, DiceBound::Make(options.threshold, left.bits()));
  const DiceWindows windows(bound, left, right, within);
  if (progress != nullptr) {
    progress->done.store(0);
    progress->total.store(windows.pairs);
  }
  ONEFOLD_ASSIGN_OR_RETURN(
      const DicePlan plan,
      PlanDiceSearch(options.kernel, options.filter, bound, windows, left, right, within));
  DiceSearchReport report;
  report.kernel = plan.choice.kernel.name;
  report.filter = plan.filter;
  report.reason = plan.reason;
  const std::uint64_t n = left.size();
  report.pairs = !within ? n * right.size() : n == 0 ? 0 : n * (n - 1) / 2;
  report.compared = windows.pairs;
  ONEFOLD_RETURN_IF_ERROR(
      Search(left, right, within, windows, bound, plan, options, progress).Run(sink, report));
  return report;
}

StatusOr<DiceSearchReport> SearchOrSay(const PackedFilters& left, const PackedFilters& right,
                                       bool within, const DiceSearchOptions& options,
                                       const DiceHitSink& sink, Progress* progress) {
  try {
    return SearchSets(left, right, within, options, sink, progress);
  } catch (const std::bad_alloc&) {
    return ResourceExhaustedError("out of memory while comparing");
  }
}

}  // namespace

StatusOr<DiceSearchReport> SearchDice(const PackedFilters& left, const PackedFilters& right,
                                      const DiceSearchOptions& options, const DiceHitSink& sink,
                                      Progress* progress) {
  return SearchOrSay(left, right, false, options, sink, progress);
}

StatusOr<DiceSearchReport> SearchDiceWithin(const PackedFilters& set,
                                            const DiceSearchOptions& options,
                                            const DiceHitSink& sink, Progress* progress) {
  return SearchOrSay(set, set, true, options, sink, progress);
}

}  // namespace onefold::match
