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

// As a block of `size` items: what it lacks is taken from the background.
void AppendSignature(const Figures& figures, std::size_t block, std::size_t size,
                     const Expectation& expected, const Background& background,
                     std::vector<float>& signature) {
  const std::size_t own = figures.size_of(block);
  const std::size_t pairs = size * (size - 1) / 2, own_pairs = own * (own - 1) / 2;
  std::vector<float> sums(pairs), column;
  for (std::size_t s = 0; s < figures.slots; ++s) {
    column.clear();
    for (std::size_t i = 0; i < size; ++i) {
      const float ones = i < own ? figures.ones_of(block, i)[s] : background.ones[s];
      column.push_back(ones * expected.ones_scale[s]);
    }
    AppendSorted(column, signature);
    column.clear();
    for (std::size_t p = 0; p < pairs; ++p) {
      const float distance =
          p < own_pairs ? figures.distances_of(block, p)[s] : background.distances[s];
      sums[p] += distance * expected.sum_scale;
      column.push_back(distance * expected.distance_scale[s]);
    }
    AppendSorted(column, signature);
  }
  AppendSorted(sums, signature);
}

class BlockMatcher {
 public:
  BlockMatcher(const Figures& victims, const Expectation& expected,
               const BlockAwareOptions& options)
      : victims_(victims),
        expected_(expected),
        options_(options),
        background_(MeasureBackground(expected)),
        edges_(victims.block_begin.size() - 1),
        alone_(victims.block_begin.size() - 1) {}

  Guesses Guess(std::size_t items) {
    const BlocksBySize of_population = SortBySize(expected_.mean);
    for (const auto& [size, blocks] : SortBySize(victims_)) {
      std::vector<std::uint32_t> candidates;
      const std::uint32_t least = size > options_.dummies ? size - options_.dummies : 1;
      for (auto at = of_population.lower_bound(least);
           at != of_population.end() && at->first <= size; ++at) {
        candidates.insert(candidates.end(), at->second.begin(), at->second.end());
      }
      FitCandidates(size, blocks, candidates);
    }
    const std::vector<std::uint32_t> chosen =
        Assign(edges_, static_cast<std::uint32_t>(expected_.mean.block_begin.size() - 1), alone_);
    Guesses guesses(items, kNoGuess);
    for (std::uint32_t block = 0; block < chosen.size(); ++block) {
      if (chosen[block] != kUnassigned) GuessItems(block, chosen[block], guesses);
    }
    return guesses;
  }

 private:
  Table Signatures(const Figures& figures, const std::vector<std::uint32_t>& blocks,
                   std::size_t size) const {
    Table table;
    for (const std::uint32_t block : blocks) {
      AppendSignature(figures, block, size, expected_, background_, table.values);
    }
    if (!blocks.empty()) table.dimensions = table.values.size() / blocks.size();
    return table;
  }

  // Cost of every near candidate of blocks of one size. To leave a block alone costs a little more
  // than its worst one.
  void FitCandidates(std::uint32_t size, const std::vector<std::uint32_t>& blocks,
                     const std::vector<std::uint32_t>& candidates) {
    const auto nearest = FindNearest(Signatures(victims_, blocks, size),
                                     Signatures(expected_.mean, candidates, size),
                                     options_.candidates, options_.workers);
    IgnoreError(match::ParallelFor(blocks.size(), options_.workers, [&](unsigned, std::size_t b) {
      std::vector<Edge>& edges = edges_[blocks[b]];
      double worst = 0;
      for (const Neighbour& near : nearest[b]) {
        const std::uint32_t candidate = candidates[near.row];
        const double cost = FitBlock(victims_, blocks[b], expected_, candidate, background_).cost;
        worst = edges.empty() ? cost : std::max(worst, cost);
        edges.push_back({candidate, cost});
      }
      alone_[blocks[b]] = worst + 1;
      return OkStatus();
    }));
  }

  // Kept are the costs of candidates, not their orders: that of the chosen one is found again.
  void GuessItems(std::uint32_t block, std::uint32_t candidate, Guesses& guesses) const {
    const BlockFit fit = FitBlock(victims_, block, expected_, candidate, background_);
    for (std::size_t i = 0; i < fit.order.size(); ++i) {
      if (fit.order[i] >= expected_.mean.size_of(candidate)) continue;
      guesses[victims_.block_begin[block] + i] =
          expected_.row_of[expected_.mean.block_begin[candidate] + fit.order[i]];
    }
  }

  const Figures& victims_;
  const Expectation& expected_;
  const BlockAwareOptions& options_;
  const Background background_;
  std::vector<std::vector<Edge>> edges_;  // by block of the victims, to blocks of the population
  std::vector<double> alone_;
};

}  // namespace

Guesses GuessByBlocks(const PassView& view, const Expectation& expected,
                      const BlockAwareOptions& options) {
  const Figures victims = Measure(view, options.workers);
  return BlockMatcher(victims, expected, options).Guess(view.item_count());
}

}  // namespace onefold::lab::attack
