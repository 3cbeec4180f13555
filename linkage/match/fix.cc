// Weights given instead of learned.
#include <algorithm>
#include <map>

#include "linkage/match/starting_weight.h"
#include "linkage/match/weigh.h"

namespace onefold::match {

using linkage::kBlockSizeClasses;
using linkage::OutcomeGroup;
using linkage::OutcomeSpace;

namespace {

struct Seen {
  OutcomeWeight weight;
  bool listed = false;
};

// As listed; otherwise the starting values. With every filter missing there is nothing to list.
Seen Find(const GroupWeights& given, const OutcomeGroup& group, std::uint32_t outcome) {
  const auto found = std::lower_bound(
      given.outcomes.begin(), given.outcomes.end(), outcome,
      [](const OutcomeWeight& one, std::uint32_t wanted) { return one.outcome < wanted; });
  if (found != given.outcomes.end() && found->outcome == outcome) return {*found, true};
  return {StartingWeight(group, outcome), outcome == group.size - 1};
}

// The mean over pairs, rounded to the nearest.
std::int32_t MeanPrior(const Weights& weights, std::span<const PatternCount> patterns) {
  std::int64_t sum = 0, pairs = 0;
  for (const PatternCount& pattern : patterns) {
    const auto count = static_cast<std::int64_t>(pattern.count);
    sum += weights.prior_millibits[pattern.pattern % kBlockSizeClasses] * count;
    pairs += count;
  }
  if (pairs == 0) return weights.prior_millibits[1];
  return static_cast<std::int32_t>((sum + (sum < 0 ? -pairs : pairs) / 2) / pairs);
}

}  // namespace

Weights FixWeights(const OutcomeSpace& space, std::span<const PatternCount> patterns,
                   const FixedPass& given) {
  Weights result;
  result.fixed = true;
  for (std::size_t c = 0; c < kBlockSizeClasses; ++c) {
    const std::vector<std::int32_t>& priors = given.prior_millibits;
    result.prior_millibits[c] =
        priors.empty() ? StartingPriorMillibits(c) : priors[std::min(c, priors.size() - 1)];
  }
  result.mean_prior_millibits = MeanPrior(result, patterns);

  std::vector<std::map<std::uint32_t, Seen>> seen(space.groups.size());
  std::uint64_t unlisted = 0;  // pairs
  for (const PatternCount& pattern : patterns) {
    bool listed = true;
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
      const std::uint32_t outcome = space.OutcomeOf(pattern.pattern, g);
      const auto [at, first] = seen[g].try_emplace(outcome);
      if (first) at->second = Find(given.groups[g], space.groups[g], outcome);
      at->second.weight.pairs += pattern.count;
      listed = listed && at->second.listed;
    }
    if (!listed) unlisted += pattern.count;
  }
  for (std::size_t g = 0; g < space.groups.size(); ++g) {
    result.groups.push_back({given.groups[g].filters, given.groups[g].levels, {}});
    for (const auto& [outcome, one] : seen[g]) result.groups[g].outcomes.push_back(one.weight);
  }
  if (unlisted > 0) {
    result.warnings.push_back(std::to_string(unlisted) +
                              " pairs have outcomes that the given weights do not list: starting "
                              "weights used for these outcomes");
  }
  return result;
}

}  // namespace onefold::match
