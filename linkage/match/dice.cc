#include "linkage/match/dice.h"

#include <algorithm>
#include <functional>

#include "linkage/match/dice_search.h"
#include "linkage/match/pairs.h"

namespace onefold::match {
namespace {

constexpr std::uint64_t kMillion = 1'000'000;
// Fewer would make the search repeat bands of rows.
constexpr std::uint64_t kLeastBufferedHits = 10'000;

// Which pairs are among the `partners` best of at least one of their items; equal weights go to the
// lower pair. A low threshold on full filters would otherwise hand on pairs by the ten million.
// Both calls take all pairs in ascending order.
class BestPartners {
 public:
  BestPartners(std::size_t items, std::uint32_t partners)
      : partners_(partners), best_(items * partners), count_(items) {}

  void Count(const WeightedPair& pair) {
    CountFor(pair.left, pair.weight);
    CountFor(pair.right, pair.weight);
  }
  // After all were counted.
  bool Keeps(const WeightedPair& pair) {
    const bool left = Takes(pair.left, pair.weight);
    const bool right = Takes(pair.right, pair.weight);
    return left || right;
  }

 private:
  // best_ holds the greatest weights of an item as a heap with the least of them on top.
  void CountFor(std::uint32_t item, std::int32_t weight) {
    const auto begin = best_.begin() + static_cast<std::ptrdiff_t>(item) * partners_;
    std::uint32_t& count = count_[item];
    if (count < partners_) {
      begin[count++] = weight;
    } else if (weight > *begin) {
      std::pop_heap(begin, begin + count, std::greater<>());
      begin[count - 1] = weight;
    } else {
      return;
    }
    std::push_heap(begin, begin + count, std::greater<>());
  }
  // Of several weights equal to the least, as many as the heap has are taken: the lower pairs.
  bool Takes(std::uint32_t item, std::int32_t weight) {
    const auto begin = best_.begin() + static_cast<std::ptrdiff_t>(item) * partners_;
    std::uint32_t& left = count_[item];
    if (left == 0 || weight < *begin) return false;
    if (weight > *begin) return true;
    // The least ones are on top; each is taken once.
    std::pop_heap(begin, begin + left, std::greater<>());
    --left;
    return true;
  }

  const std::uint32_t partners_;
  std::vector<std::int32_t> best_;  // [item * partners_ ...]
  std::vector<std::uint32_t> count_;
};

// Returns how many went.
StatusOr<std::uint64_t> KeepBestPartners(std::size_t items, std::uint32_t partners,
                                         SortedPairs& pairs) {
  const std::uint64_t before = pairs.size();
  BestPartners best(items, std::max(1u, partners));
  ONEFOLD_RETURN_IF_ERROR(pairs.ForEach([&](const WeightedPair& pair) {
    best.Count(pair);
    return OkStatus();
  }));
  ONEFOLD_RETURN_IF_ERROR(pairs.Filter([&](const WeightedPair& pair) { return best.Keeps(pair); }));
  return before - pairs.size();
}

}  // namespace

Status LinkByDice(const linkage::PassLayout& layout, const Parameters& parameters,
                  Progress* progress, PassResult& result) {
  if (layout.filters.size() != 1) {
    return InvalidArgumentError("pass " + layout.name + ": linking by Dice takes one filter");
  }
  if (parameters.dice_threshold_ppm == 0 || parameters.dice_threshold_ppm > kMillion) {
    return InvalidArgumentError("the Dice threshold must be above 0 and at most 1");
  }
  const linkage::FilterSlot& slot = layout.filters[0];
  ONEFOLD_ASSIGN_OR_RETURN(
      const PackedFilters filters,
      PackedFilters::Pack(slot.bits, result.items.size(), [&](std::size_t row) {
        return result.items[row].bytes + slot.offset_bytes;
      }));
  PassReport& report = result.report;
  const std::uint64_t n = filters.size();
  report.blocks = 1;
  report.largest_block = result.items.size();
  report.candidate_pairs = n == 0 ? 0 : n * (n - 1) / 2;
  if (report.candidate_pairs > parameters.max_candidate_pairs)
    return TooManyCandidates(layout, report);

  PairSink sink(layout, parameters, progress);
  DiceSearchOptions options;
  options.threshold = {parameters.dice_threshold_ppm, kMillion};
  options.threads = parameters.threads;
  options.max_buffered_hits = std::clamp<std::uint64_t>(
      parameters.max_pairs_in_memory / 8, kLeastBufferedHits, options.max_buffered_hits);
  std::vector<WeightedPair> pairs;
  const auto weigh = [&](std::span<const DiceHit> hits) {
    pairs.clear();
    for (const DiceHit& hit : hits) {
      const std::uint64_t dice_ppm = 2 * kMillion * hit.common / hit.sum;
      pairs.push_back({hit.left, hit.right, DiceWeight(dice_ppm, parameters.dice_threshold_ppm)});
    }
    return sink.Add(pairs);
  };
  ONEFOLD_ASSIGN_OR_RETURN(const DiceSearchReport search,
                           SearchDiceWithin(filters, options, weigh, progress));
  result.comparison = search.reason;
  ONEFOLD_ASSIGN_OR_RETURN(result.pairs, sink.TakeSorted());
  ONEFOLD_ASSIGN_OR_RETURN(
      const std::uint64_t dropped,
      KeepBestPartners(result.items.size(), parameters.dice_partners, result.pairs));
  if (dropped > 0) {
    report.warnings.push_back(
        std::to_string(dropped) + " pairs above the threshold are not among the " +
        std::to_string(parameters.dice_partners) +
        " best of either record and were left out; the threshold may be too low");
  }
  if (filters.empty_rows() > 0) {
    report.warnings.push_back(std::to_string(filters.empty_rows()) +
                              " items with an empty filter were not compared");
  }
  return OkStatus();
}

}  // namespace onefold::match
