#include "services/lab/attack/block_aware.h"

#include <algorithm>
#include <map>

#include "linkage/match/parallel.h"
#include "services/lab/attack/assignment.h"
#include "services/lab/attack/block_fit.h"
#include "services/lab/attack/nearest.h"

namespace onefold::lab::attack {
namespace {

using BlocksBySize = std::map<std::uint32_t, std::vector<std::uint32_t>>;

BlocksBySize SortBySize(const Figures& figures) {
  BlocksBySize blocks;
  for (std::uint32_t b = 0; b + 1 < figures.block_begin.size(); ++b) {
    const std::uint32_t size = figures.size_of(b);
    if (size <= kMaxBlock) blocks[size].push_back(b);
  }
  return blocks;
}

void AppendSorted(std::vector<float>& values, std::vector<float>& to) {
  std::sort(values.begin(), values.end());
  to.insert(to.end(), values.begin(), values.end());
}

void AppendSignature(const Figures& figures, std::size_t block, const Expectation& expected,
                     std::vector<float>& signature) {
  const std::size_t size = figures.size_of(block), pairs = size * (size - 1) / 2;
  std::vector<float> sums(pairs), column;
  for (std::size_t s = 0; s < figures.slots; ++s) {
    column.clear();
    for (std::size_t i = 0; i < size; ++i) {
      column.push_back(figures.ones_of(block, i)[s] * expected.ones_scale[s]);
    }
    AppendSorted(column, signature);
    column.clear();
    for (std::size_t p = 0; p < pairs; ++p) {
      const float distance = figures.distances_of(block, p)[s];
      sums[p] += distance * expected.sum_scale;
      column.push_back(distance * expected.distance_scale[s]);
    }
    AppendSorted(column, signature);
  }
  AppendSorted(sums, signature);
}

Table Signatures(const Figures& figures, const std::vector<std::uint32_t>& blocks,
                 const Expectation& expected) {
  Table table;
  for (const std::uint32_t block : blocks) {
    AppendSignature(figures, block, expected, table.values);
  }
  if (!blocks.empty()) table.dimensions = table.values.size() / blocks.size();
  return table;
}

// The blocks of one size.
class SizeClass {
 public:
  SizeClass(const Figures& victims, const std::vector<std::uint32_t>& blocks,
            const Expectation& expected, const std::vector<std::uint32_t>& candidates,
            const BlockAwareOptions& options)
      : victims_(victims),
        blocks_(blocks),
        expected_(expected),
        candidates_(candidates),
        options_(options) {}

  void Guess(Guesses& guesses) {
    FitCandidates();
    const std::vector<std::uint32_t> chosen =
        Assign(edges_, static_cast<std::uint32_t>(candidates_.size()), alone_);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      if (chosen[b] == kUnassigned) continue;
      // Kept are the costs, not the orders: these are found again.
      const std::uint32_t candidate = candidates_[chosen[b]];
      const BlockFit fit = FitBlock(victims_, blocks_[b], expected_, candidate);
      const std::uint32_t first = victims_.block_begin[blocks_[b]];
      const std::uint32_t other = expected_.mean.block_begin[candidate];
      for (std::size_t i = 0; i < fit.order.size(); ++i) {
        guesses[first + i] = expected_.row_of[other + fit.order[i]];
      }
    }
  }

 private:
  // Cost of every near candidate. To leave a block alone costs a little more than its worst one.
  void FitCandidates() {
    const auto nearest = FindNearest(Signatures(victims_, blocks_, expected_),
                                     Signatures(expected_.mean, candidates_, expected_),
                                     options_.candidates, options_.workers);
    edges_.resize(blocks_.size());
    alone_.resize(blocks_.size());
    IgnoreError(match::ParallelFor(blocks_.size(), options_.workers, [&](unsigned, std::size_t b) {
      double worst = 0;
      for (const Neighbour& near : nearest[b]) {
        const double cost = FitBlock(victims_, blocks_[b], expected_, candidates_[near.row]).cost;
        worst = edges_[b].empty() ? cost : std::max(worst, cost);
        edges_[b].push_back({near.row, cost});
      }
      alone_[b] = worst + 1;
      return OkStatus();
    }));
  }

  const Figures& victims_;
  const std::vector<std::uint32_t>& blocks_;
  const Expectation& expected_;
  const std::vector<std::uint32_t>& candidates_;
  const BlockAwareOptions& options_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<double> alone_;
};

}  // namespace

Guesses GuessByBlocks(const PassView& view, const Expectation& expected,
                      const BlockAwareOptions& options) {
  const Figures victims = Measure(view, options.workers);
  Guesses guesses(view.item_count(), kNoGuess);
  const BlocksBySize of_population = SortBySize(expected.mean);
  for (const auto& [size, blocks] : SortBySize(victims)) {
    const auto same = of_population.find(size);
    if (same == of_population.end()) continue;
    SizeClass(victims, blocks, expected, same->second, options).Guess(guesses);
  }
  return guesses;
}

}  // namespace onefold::lab::attack
