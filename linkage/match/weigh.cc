#include "linkage/match/weigh.h"

#include <algorithm>
#include <bit>

namespace onefold::match {

using linkage::kBlockSizeClasses;
using linkage::OutcomeCount;
using linkage::OutcomeGroup;
using linkage::OutcomeSpace;

namespace {

constexpr std::uint32_t kMaxIterations = 300;
constexpr double kTolerance = 1e-6;
// Dirichlet pseudo-counts: so many imagined pairs of each kind, shared out like the starting
// values: enough to keep a level that is hardly seen where it started.
constexpr double kPseudoPairs = 20;
// The joint outcomes of a group are shrunk towards independent filters by so many imagined pairs.
constexpr double kJointPseudoPairs = 20;
// Chance agreement counts as so many non-links of the pass: a number, and a share of the real
// pairs.
constexpr double kChancePairs = 200;
constexpr double kChanceShare = 0.02;
// Non-links get this share of the real pairs on top. In a pass whose pairs are nearly all links,
// the second class would otherwise settle on the links with an error in one field (measured:
// docs/QUALITY.md).
constexpr double kPseudoNonLinkShare = 0.1;
// Links a record is expected to have in its block before anything is known.
constexpr double kStartingLinksPerRecord = 0.5;
constexpr std::uint32_t kPpm = 1'000'000;

// Links agree: each level is a quarter as likely as the one above; non-links the other way round. A
// twentieth is spread evenly, so that no level starts as impossible.
std::vector<double> StartingLevels(std::size_t levels, bool links) {
  std::vector<double> share(levels);
  double sum = 0, value = 1;
  for (std::size_t l = 0; l < levels; ++l, value /= 4) {
    share[links ? l : levels - 1 - l] = value;
    sum += value;
  }
  for (double& s : share) s = 0.95 * s / sum + 0.05 / static_cast<double>(levels);
  return share;
}

double StartingPrior(std::size_t block_size_class) {
  const double others = static_cast<double>((std::uint64_t{1} << block_size_class)) * 1.5 - 1;
  return std::min(0.5, kStartingLinksPerRecord / std::max(1.0, others));
}

// Probabilities of one group's outcomes in one class (links or non-links).
class GroupModel {
 public:
  // `outcomes`: those that occur in patterns or in `chance`, ascending.
  GroupModel(const OutcomeGroup& group, std::span<const std::uint32_t> outcomes, bool links)
      : group_(group), outcomes_(outcomes.begin(), outcomes.end()), own_(outcomes.size()) {
    for (const std::uint32_t levels : group.levels) {
      start_.push_back(StartingLevels(levels, links));
      marginals_.push_back(start_.back());
    }
    for (const std::uint32_t outcome : outcomes_) present_.push_back(PresentFilters(outcome));
  }

  // Imagined pairs on top of the real ones: `weight` pairs, shared out like `counts` (by outcome).
  void Imagine(std::span<const double> counts, double weight) {
    double sum = 0;
    for (const double count : counts) sum += count;
    for (std::size_t o = 0; o < counts.size(); ++o) own_[o] = counts[o] * weight / sum;
  }
  // Imagined pairs on top of the real ones: `weight` pairs, shared out like the starting values.
  void ImagineStart(double weight) { start_weight_ = weight; }

  // Largest change of a probability. `counts`: pairs of the class by outcome.
  double Fit(std::span<const double> counts) {
    FitMarginals(counts);
    std::vector<double> total(std::size_t{1} << group_.levels.size());
    for (std::size_t o = 0; o < outcomes_.size(); ++o) total[present_[o]] += counts[o] + own_[o];
    std::vector<double> fitted(outcomes_.size());
    double change = 0;
    for (std::size_t o = 0; o < outcomes_.size(); ++o) {
      const double independent = Product(outcomes_[o]);
      fitted[o] = group_.levels.size() == 1
                      ? independent
                      : (counts[o] + own_[o] + kJointPseudoPairs * independent) /
                            (total[present_[o]] + kJointPseudoPairs);
      if (!probability_.empty()) change = std::max(change, Distance(fitted[o], probability_[o]));
    }
    if (probability_.empty()) change = 1;
    probability_ = std::move(fitted);
    return change;
  }

  double probability(std::size_t outcome) const { return probability_[outcome]; }

 private:
  static double Distance(double a, double b) { return a < b ? b - a : a - b; }

  std::uint32_t PresentFilters(std::uint32_t outcome) const {
    std::uint32_t present = 0;
    for (std::size_t f = 0; f < group_.levels.size(); ++f) {
      if (!group_.IsMissing(outcome, f)) present |= 1u << f;
    }
    return present;
  }

  void FitMarginals(std::span<const double> counts) {
    for (std::size_t f = 0; f < marginals_.size(); ++f) {
      std::vector<double>& marginal = marginals_[f];
      for (std::size_t l = 0; l < marginal.size(); ++l) marginal[l] = start_[f][l] * start_weight_;
      for (std::size_t o = 0; o < outcomes_.size(); ++o) {
        if (!group_.IsMissing(outcomes_[o], f))
          marginal[group_.LevelOf(outcomes_[o], f)] += counts[o] + own_[o];
      }
      double sum = 0;
      for (const double value : marginal) sum += value;
      for (double& value : marginal) value /= sum;
    }
  }

  // Of the filters that are present, as if independent; 1 when none is.
  double Product(std::uint32_t outcome) const {
    double product = 1;
    for (std::size_t f = 0; f < marginals_.size(); ++f) {
      if (!group_.IsMissing(outcome, f)) product *= marginals_[f][group_.LevelOf(outcome, f)];
    }
    return product;
  }

  const OutcomeGroup& group_;
  const std::vector<std::uint32_t> outcomes_;
  std::vector<std::uint32_t> present_;  // by outcome: bit f = filter f is not missing
  std::vector<std::vector<double>> start_, marginals_;  // [filter][level]
  double start_weight_ = 0;
  std::vector<double> own_;  // imagined pairs by outcome
  std::vector<double> probability_;
};

using Chance = std::vector<std::vector<OutcomeCount>>;  // by group

// The mixture and one EM step over the patterns.
class Mixture {
 public:
  Mixture(const OutcomeSpace& space, std::span<const PatternCount> patterns, const Chance& chance)
      : groups_(space.groups.size()) {
    for (std::size_t c = 0; c < kBlockSizeClasses; ++c) prior_[c] = StartingPrior(c);
    for (const PatternCount& pattern : patterns) {
      classes_.push_back(static_cast<std::uint8_t>(pattern.pattern % kBlockSizeClasses));
      counts_.push_back(static_cast<double>(pattern.count));
      pairs_ += counts_.back();
    }
    index_.resize(patterns.size() * groups_);
    for (std::size_t g = 0; g < groups_; ++g) AddGroup(space, g, patterns, chance);
    for (std::size_t g = 0; g < groups_; ++g) {
      const std::vector<double> none(outcomes_[g].size());
      links_[g].Fit(none);
      others_[g].Fit(none);
    }
  }

  // Largest change of a probability.
  double Step() {
    std::vector<std::vector<double>> m, u;
    for (std::size_t g = 0; g < groups_; ++g) {
      m.emplace_back(outcomes_[g].size());
      u.emplace_back(outcomes_[g].size());
    }
    std::array<double, kBlockSizeClasses> links{}, all{};
    for (std::size_t p = 0; p < counts_.size(); ++p) {
      const double link = counts_[p] * Posterior(p);
      links[classes_[p]] += link;
      all[classes_[p]] += counts_[p];
      for (std::size_t g = 0; g < groups_; ++g) {
        const std::uint32_t o = index_[p * groups_ + g];
        m[g][o] += link;
        u[g][o] += counts_[p] - link;
      }
    }
    double change = 0;
    for (std::size_t g = 0; g < groups_; ++g) {
      change = std::max(change, links_[g].Fit(m[g]));
      change = std::max(change, others_[g].Fit(u[g]));
    }
    double all_links = 0;
    for (std::size_t c = 0; c < kBlockSizeClasses; ++c) {
      const double prior = (links[c] + 2 * StartingPrior(c)) / (all[c] + 2);
      change = std::max(change, prior < prior_[c] ? prior_[c] - prior : prior - prior_[c]);
      prior_[c] = prior;
      all_links += links[c];
    }
    mean_prior_ = pairs_ == 0 ? StartingPrior(1) : all_links / pairs_;
    return change;
  }

  const std::vector<std::uint32_t>& outcomes(std::size_t group) const { return outcomes_[group]; }
  double m(std::size_t group, std::size_t outcome) const {
    return links_[group].probability(outcome);
  }
  double u(std::size_t group, std::size_t outcome) const {
    return others_[group].probability(outcome);
  }
  // Pairs with the outcome, by group and index of the outcome.
  std::vector<double> PairsOf(std::size_t group) const {
    std::vector<double> pairs(outcomes_[group].size());
    for (std::size_t p = 0; p < counts_.size(); ++p)
      pairs[index_[p * groups_ + group]] += counts_[p];
    return pairs;
  }
  double prior(std::size_t block_size_class) const { return prior_[block_size_class]; }
  double mean_prior() const { return mean_prior_; }

 private:
  void AddGroup(const OutcomeSpace& space, std::size_t g, std::span<const PatternCount> patterns,
                const Chance& chance) {
    std::vector<std::uint32_t>& outcomes = outcomes_.emplace_back();
    for (const PatternCount& pattern : patterns)
      outcomes.push_back(space.OutcomeOf(pattern.pattern, g));
    const bool known = g < chance.size() && !chance[g].empty() && !space.groups[g].tied_to_block;
    if (known) {
      for (const OutcomeCount& count : chance[g]) outcomes.push_back(count.outcome);
    }
    std::sort(outcomes.begin(), outcomes.end());
    outcomes.erase(std::unique(outcomes.begin(), outcomes.end()), outcomes.end());
    const auto index = [&](std::uint32_t outcome) {
      return static_cast<std::uint32_t>(
          std::lower_bound(outcomes.begin(), outcomes.end(), outcome) - outcomes.begin());
    };
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      index_[p * groups_ + g] = index(space.OutcomeOf(patterns[p].pattern, g));
    }
    links_.emplace_back(space.groups[g], outcomes, true);
    others_.emplace_back(space.groups[g], outcomes, false);
    links_[g].ImagineStart(kPseudoPairs);
    const double tied = kPseudoNonLinkShare * pairs_;
    others_[g].ImagineStart(kPseudoPairs + (known ? 0 : tied));
    if (known) {
      std::vector<double> counts(outcomes.size());
      for (const OutcomeCount& count : chance[g])
        counts[index(count.outcome)] += static_cast<double>(count.count);
      others_[g].Imagine(counts, kChancePairs + kChanceShare * pairs_);
    }
  }

  double Posterior(std::size_t pattern) const {
    double link = prior_[classes_[pattern]], other = 1 - link;
    for (std::size_t g = 0; g < groups_; ++g) {
      const std::uint32_t o = index_[pattern * groups_ + g];
      link *= links_[g].probability(o);
      other *= others_[g].probability(o);
    }
    return link / (link + other);
  }

  std::size_t groups_;
  std::vector<std::vector<std::uint32_t>> outcomes_;  // [group], ascending
  std::vector<GroupModel> links_, others_;            // [group]
  std::array<double, kBlockSizeClasses> prior_{};
  double mean_prior_ = 0, pairs_ = 0;
  std::vector<std::uint32_t> index_;  // [pattern][group] into outcomes_[group]
  std::vector<std::uint8_t> classes_;
  std::vector<double> counts_;
};

std::uint32_t ToPpm(double probability) {
  const double scaled = probability * kPpm + 0.5;
  return std::clamp(static_cast<std::uint32_t>(scaled), 1u, kPpm - 1);
}

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

std::int32_t LogOddsMillibits(double probability) {
  const std::uint32_t ppm = ToPpm(probability);
  return Log2Millibits(ppm) - Log2Millibits(kPpm - ppm);
}

}  // namespace

std::int32_t Log2Millibits(std::uint32_t value) {
  const int whole = std::bit_width(value) - 1;
  // Binary digits of the fraction by squaring a number in [1, 2), kept with 31 bits after the
  // point.
  std::uint64_t x = (std::uint64_t{value} << 31) >> whole;
  std::uint64_t fraction = 0;
  constexpr int kDigits = 24;
  for (int i = 0; i < kDigits; ++i) {
    x = (x * x) >> 31;
    fraction <<= 1;
    if (x >> 32 != 0) {
      x >>= 1;
      fraction |= 1;
    }
  }
  const std::uint64_t scaled = (fraction * 1000 + (std::uint64_t{1} << (kDigits - 1))) >> kDigits;
  return whole * 1000 + static_cast<std::int32_t>(scaled);
}

OutcomeWeight StartingWeight(const OutcomeGroup& group, std::uint32_t outcome) {
  double m = 1, u = 1;
  for (std::size_t f = 0; f < group.levels.size(); ++f) {
    if (group.IsMissing(outcome, f)) continue;
    m *= StartingLevels(group.levels[f], true)[group.LevelOf(outcome, f)];
    u *= StartingLevels(group.levels[f], false)[group.LevelOf(outcome, f)];
  }
  OutcomeWeight weight{outcome, ToPpm(m), ToPpm(u)};
  weight.weight = Log2Millibits(weight.m_ppm) - Log2Millibits(weight.u_ppm);
  return weight;
}

std::int32_t StartingPriorMillibits(std::size_t block_size_class) {
  return LogOddsMillibits(StartingPrior(block_size_class));
}

namespace {

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
