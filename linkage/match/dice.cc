#include "linkage/match/dice.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "linkage/match/kernels/and_popcount.h"
#include "linkage/match/pairs.h"
#include "linkage/match/parallel.h"

namespace onefold::match {
namespace {

constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::size_t kTileRows = 64;
constexpr std::size_t kTileColumns =
    1024;  // of 128 bytes: 128 KiB, half of a small second-level cache

// Filters sorted by popcount, so that a row's possible partners are one stretch.
struct SortedFilters {
  std::size_t words = 0;
  std::vector<std::uint64_t> bits;
  std::vector<std::uint32_t> popcount;
  std::vector<std::uint32_t> item;  // canonical index

  std::size_t size() const { return item.size(); }
  const std::uint64_t* row(std::size_t i) const { return bits.data() + i * words; }
};

SortedFilters SortByPopcount(const linkage::FilterSlot& slot, std::span<const ItemRef> items) {
  SortedFilters sorted;
  sorted.words = slot.bits / 64;
  std::vector<std::uint32_t> count(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t w = 0; w < sorted.words; ++w) {
      std::uint64_t word = 0;
      std::memcpy(&word, items[i].bytes + slot.offset_bytes + w * 8, 8);
      count[i] += static_cast<std::uint32_t>(std::popcount(word));
    }
    if (count[i] != 0) sorted.item.push_back(static_cast<std::uint32_t>(i));
  }
  std::sort(sorted.item.begin(), sorted.item.end(), [&](std::uint32_t a, std::uint32_t b) {
    return count[a] != count[b] ? count[a] < count[b] : a < b;
  });
  sorted.bits.resize(sorted.size() * sorted.words);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    std::memcpy(sorted.bits.data() + i * sorted.words,
                items[sorted.item[i]].bytes + slot.offset_bytes, sorted.words * 8);
    sorted.popcount.push_back(count[sorted.item[i]]);
  }
  return sorted;
}

// Rows at or after this cannot reach the threshold with a row of popcount a: even all a bits in
// common give 2a / (a + b) < threshold.
std::size_t EndOfPartners(const SortedFilters& filters, std::uint64_t a,
                          std::uint64_t threshold_ppm) {
  const auto end = std::partition_point(
      filters.popcount.begin(), filters.popcount.end(),
      [&](std::uint64_t b) { return b <= a || 2 * a * kMillion >= threshold_ppm * (a + b); });
  return static_cast<std::size_t>(end - filters.popcount.begin());
}

class DiceTask {
 public:
  DiceTask(const SortedFilters& filters, std::uint64_t threshold_ppm, PairSink& sink)
      : filters_(filters), threshold_ppm_(threshold_ppm), sink_(sink) {}

  // Rows [begin, end) against all later rows.
  Status Run(std::size_t begin, std::size_t end) {
    std::vector<std::uint16_t> common(kTileColumns);
    std::vector<WeightedPair> found;
    const std::size_t last = EndOfPartners(filters_, filters_.popcount[end - 1], threshold_ppm_);
    for (std::size_t tile = begin + 1; tile < last; tile += kTileColumns) {
      const std::size_t tile_end = std::min(last, tile + kTileColumns);
      std::uint64_t compared = 0;
      for (std::size_t row = begin; row < end; ++row) {
        const std::size_t from = std::max(tile, row + 1);
        if (from >= tile_end) continue;
        compared += tile_end - from;
        BestKernel().and_popcount_row(filters_.row(row), filters_.row(from), filters_.words,
                                      tile_end - from, common.data());
        Keep(row, from, tile_end, common, found);
      }
      ONEFOLD_RETURN_IF_ERROR(sink_.Advance(compared));
    }
    return sink_.Add(found);
  }

 private:
  void Keep(std::size_t row, std::size_t from, std::size_t to,
            std::span<const std::uint16_t> common, std::vector<WeightedPair>& found) const {
    for (std::size_t j = from; j < to; ++j) {
      const std::uint64_t twice = 2 * kMillion * common[j - from];
      const std::uint64_t sum = filters_.popcount[row] + filters_.popcount[j];
      if (twice < threshold_ppm_ * sum) continue;
      const std::uint32_t a = filters_.item[row], b = filters_.item[j];
      found.push_back({std::min(a, b), std::max(a, b), DiceWeight(twice / sum, threshold_ppm_)});
    }
  }

  const SortedFilters& filters_;
  const std::uint64_t threshold_ppm_;
  PairSink& sink_;
};

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
  const SortedFilters filters = SortByPopcount(layout.filters[0], result.items);
  PassReport& report = result.report;
  const std::uint64_t n = filters.size();
  report.blocks = 1;
  report.largest_block = result.items.size();
  report.candidate_pairs = n == 0 ? 0 : n * (n - 1) / 2;
  if (report.candidate_pairs > parameters.max_candidate_pairs)
    return TooManyCandidates(layout, report);

  // The length filter decides how much work there is; progress counts it out.
  PairSink sink(layout, parameters, progress);
  const std::size_t tasks = (n + kTileRows - 1) / kTileRows;
  std::uint64_t total = 0;
  for (std::size_t row = 0; row < n; ++row) {
    const std::size_t begin = row / kTileRows * kTileRows;
    const std::size_t end = std::min<std::size_t>(n, begin + kTileRows);
    total +=
        EndOfPartners(filters, filters.popcount[end - 1], parameters.dice_threshold_ppm) - row - 1;
  }
  sink.SetTotal(total);
  DiceTask task(filters, parameters.dice_threshold_ppm, sink);
  ONEFOLD_RETURN_IF_ERROR(
      ParallelFor(tasks, WorkerCount(parameters.threads), [&](unsigned, std::size_t t) {
        return task.Run(t * kTileRows, std::min<std::size_t>(n, (t + 1) * kTileRows));
      }));
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
  if (result.items.size() > n) {
    report.warnings.push_back(std::to_string(result.items.size() - n) +
                              " items with an empty filter were not compared");
  }
  return OkStatus();
}

}  // namespace onefold::match
