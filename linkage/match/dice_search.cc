#include "linkage/match/dice_search.h"

#include <algorithm>
#include <limits>
#include <new>

#include "linkage/match/dice_walk.h"

namespace onefold::match {
namespace {

constexpr std::size_t kAllRows = std::numeric_limits<std::size_t>::max();

// Memory for sketches is asked for at many places; for the caller it is one error.
template <typename Result, typename Work>
Result OrOutOfMemory(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return ResourceExhaustedError("out of memory while comparing");
  }
}

StatusOr<std::unique_ptr<PreparedDiceSearch>> PrepareSets(const PackedFilters& left,
                                                          const PackedFilters& right, bool within,
                                                          const DiceSearchOptions& options) {
  if (left.bits() != right.bits()) {
    return InvalidArgumentError("the filters of the two sets differ in width");
  }
  ONEFOLD_ASSIGN_OR_RETURN(DiceBound bound, DiceBound::Make(options.threshold, left.bits()));
  DiceWindows windows(bound, left, right, within);
  ONEFOLD_ASSIGN_OR_RETURN(DicePlan plan, PlanDiceSearch(options.kernel, options.filter, bound,
                                                         windows, left, right, within));
  // The panels point into tables of bound and windows, which moving leaves where they are.
  DicePanelSet panels(plan.choice, bound, windows, left, right, options.threads);
  return std::unique_ptr<PreparedDiceSearch>(
      new PreparedDiceSearch{left, right, within, options, std::move(bound), std::move(windows),
                             std::move(plan), std::move(panels)});
}

DiceSearchReport ReportOf(const PreparedDiceSearch& search, std::uint32_t begin,
                          std::uint32_t end) {
  DiceSearchReport report;
  report.kernel = search.plan.choice.kernel.name;
  report.filter = search.plan.filter;
  report.reason = search.plan.reason;
  const std::uint64_t rows =
      std::max<std::uint64_t>(begin, std::min<std::uint64_t>(end, search.left.size())) - begin;
  const std::uint64_t n = search.right.size();
  report.pairs = search.within ? rows * (n - begin) - rows * (rows + 1) / 2 : rows * n;
  report.compared = search.windows.PairsIn(
      {begin, end, 0, static_cast<std::uint32_t>(search.right.padded_size())});
  return report;
}

}  // namespace

std::uint64_t DiceBytesPerRow(std::size_t bits) {
  const std::uint64_t words = (bits + 63) / 64;
  constexpr std::uint64_t kPlaces = 24;  // popcount, row number, rows without a sketch
  // Sketches of both sides, or one side in the layout of AVX2, two bytes for one.
  const std::uint64_t panels =
      std::max<std::uint64_t>(2 * 64 * kMaxProjectionBlocks, 2 * 8 * words);
  return 8 * words + kPlaces + panels;
}

DiceSearch::DiceSearch(std::unique_ptr<PreparedDiceSearch> prepared)
    : prepared_(std::move(prepared)) {}
DiceSearch::~DiceSearch() = default;

StatusOr<std::unique_ptr<DiceSearch>> DiceSearch::Prepare(const PackedFilters& left,
                                                          const PackedFilters* right,
                                                          const DiceSearchOptions& options) {
  using Result = StatusOr<std::unique_ptr<DiceSearch>>;
  return OrOutOfMemory<Result>([&]() -> Result {
    const bool within = right == nullptr;
    ONEFOLD_ASSIGN_OR_RETURN(auto prepared,
                             PrepareSets(left, within ? left : *right, within, options));
    return std::unique_ptr<DiceSearch>(new DiceSearch(std::move(prepared)));
  });
}

StatusOr<DiceSearchReport> DiceSearch::Run(std::size_t begin, std::size_t end,
                                           const DiceHitSink& sink, Progress* progress) {
  using Result = StatusOr<DiceSearchReport>;
  return OrOutOfMemory<Result>([&]() -> Result {
    const std::size_t rows = prepared_->left.padded_size();
    const auto first = static_cast<std::uint32_t>(std::min(begin, rows) / kRowGroup * kRowGroup);
    const auto last =
        static_cast<std::uint32_t>((std::min(end, rows) + kRowGroup - 1) / kRowGroup * kRowGroup);
    DiceSearchReport report = ReportOf(*prepared_, first, std::max(first, last));
    if (progress != nullptr) {
      progress->done.store(0);
      progress->total.store(report.compared);
    }
    DiceWalk walk(*prepared_, progress);
    ONEFOLD_RETURN_IF_ERROR(walk.Run(first, last, sink, report));
    return report;
  });
}

StatusOr<DiceSearchReport> SearchDice(const PackedFilters& left, const PackedFilters& right,
                                      const DiceSearchOptions& options, const DiceHitSink& sink,
                                      Progress* progress) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto search, DiceSearch::Prepare(left, &right, options));
  return search->Run(0, kAllRows, sink, progress);
}

StatusOr<DiceSearchReport> SearchDiceWithin(const PackedFilters& set,
                                            const DiceSearchOptions& options,
                                            const DiceHitSink& sink, Progress* progress) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto search, DiceSearch::Prepare(set, nullptr, options));
  return search->Run(0, kAllRows, sink, progress);
}

}  // namespace onefold::match
