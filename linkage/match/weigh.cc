#include "linkage/match/weigh.h"

#include "linkage/match/log_odds.h"
#include "linkage/match/mixture.h"

namespace onefold::match {

using linkage::kBlockSizeClasses;
using linkage::OutcomeGroup;
using linkage::OutcomeSpace;

namespace {

constexpr std::uint32_t kMaxIterations = 300;
constexpr double kTolerance = 1e-6;

// A higher level never weighs less than a lower one: neighbours that break the rule share one
// weight, that of their summed probabilities (pool adjacent violators). `outcomes`: the levels of
// one filter, ascending, then missing.
void MakeMonotone(std::uint32_t levels, std::vector<OutcomeWeight>& outcomes) {
  struct Pool {
    std::uint64_t m, u;
    std::size_t size;
  };
  std::vector<Pool> pools;
  for (const OutcomeWeight& outcome : outcomes) {
    if (outcome.outcome == levels) break;
    pools.push_back({outcome.m_ppm, outcome.u_ppm, 1});
    while (pools.size() > 1) {
      const Pool& low = pools[pools.size() - 1];
      const Pool& high = pools[pools.size() - 2];
      if (high.m * low.u >= low.m * high.u) break;
      const Pool pooled{high.m + low.m, high.u + low.u, high.size + low.size};
      pools.resize(pools.size() - 2);
      pools.push_back(pooled);
    }
  }
  auto outcome = outcomes.begin();
  for (const Pool& pool : pools) {
    const std::int32_t weight = Log2Millibits(static_cast<std::uint32_t>(pool.m)) -
                                Log2Millibits(static_cast<std::uint32_t>(pool.u));
    for (std::size_t i = 0; i < pool.size; ++i) (outcome++)->weight = weight;
  }
}

GroupWeights WeightsOf(const linkage::PassLayout& layout, const OutcomeSpace& space, std::size_t g,
                       const Mixture& mixture) {
  const OutcomeGroup& group = space.groups[g];
  GroupWeights weights;
  for (std::size_t f = 0; f < group.levels.size(); ++f) {
    weights.filters.push_back(layout.filters[group.first_filter + f].name);
  }
  weights.levels = group.levels;
  const std::vector<double> pairs = mixture.PairsOf(g);
  for (std::size_t o = 0; o < pairs.size(); ++o) {
    if (pairs[o] == 0) continue;  // seen by chance elsewhere only
    const std::uint32_t m = ToPpm(mixture.m(g, o)), u = ToPpm(mixture.u(g, o));
    weights.outcomes.push_back({mixture.outcomes(g)[o], m, u, Log2Millibits(m) - Log2Millibits(u),
                                static_cast<std::uint64_t>(pairs[o])});
  }
  if (group.levels.size() == 1) MakeMonotone(group.levels[0], weights.outcomes);
  return weights;
}

}  // namespace

Weights LearnWeights(const linkage::PassLayout& layout, const OutcomeSpace& space,
                     std::span<const PatternCount> patterns, const linkage::ChanceTable& chance) {
  std::uint64_t pairs = 0;
  for (const PatternCount& pattern : patterns) pairs += pattern.count;

  Weights result;
  Mixture mixture(space, patterns, linkage::ChanceOf(chance, layout, space));
  result.learned = pairs >= kMinimumPairs;
  if (result.learned) {
    double change = 1;
    while (change > kTolerance && result.iterations < kMaxIterations) {
      change = mixture.Step();
      ++result.iterations;
    }
    if (change > kTolerance) {
      result.warnings.push_back(
          "weights still moved by more than one in a million when learning stopped");
    }
  } else {
    result.warnings.push_back("too few pairs to learn from: starting weights used");
  }
  for (std::size_t g = 0; g < space.groups.size(); ++g) {
    result.groups.push_back(WeightsOf(layout, space, g, mixture));
  }
  for (std::size_t c = 0; c < kBlockSizeClasses; ++c) {
    result.prior_millibits[c] = LogOddsMillibits(mixture.prior(c));
  }
  result.mean_prior_millibits =
      LogOddsMillibits(result.learned ? mixture.mean_prior() : mixture.prior(1));
  return result;
}

}  // namespace onefold::match
