#include "linkage/match/mixture.h"

#include <algorithm>

#include "linkage/match/starting_weight.h"

namespace onefold::match {

using linkage::kBlockSizeClasses;
using linkage::OutcomeCount;
using linkage::OutcomeSpace;

namespace {

// Dirichlet pseudo-counts: so many imagined pairs of each kind, shared out like the starting
// values: enough to keep a level that is hardly seen where it started.
constexpr double kPseudoPairs = 20;
// Chance agreement counts as so many non-links of the pass: a number, and a share of the real
// pairs.
constexpr double kChancePairs = 200;
constexpr double kChanceShare = 0.02;
// Non-links get this share of the real pairs on top. In a pass whose pairs are nearly all links,
// the second class would otherwise settle on the links with an error in one field (measured:
// docs/QUALITY.md).
constexpr double kPseudoNonLinkShare = 0.1;

}  // namespace

Mixture::Mixture(const OutcomeSpace& space, std::span<const PatternCount> patterns,
                 const Chance& chance)
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

double Mixture::Step() {
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

std::vector<double> Mixture::PairsOf(std::size_t group) const {
  std::vector<double> pairs(outcomes_[group].size());
  for (std::size_t p = 0; p < counts_.size(); ++p) pairs[index_[p * groups_ + group]] += counts_[p];
  return pairs;
}

void Mixture::AddGroup(const OutcomeSpace& space, std::size_t g,
                       std::span<const PatternCount> patterns, const Chance& chance) {
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
    return static_cast<std::uint32_t>(std::lower_bound(outcomes.begin(), outcomes.end(), outcome) -
                                      outcomes.begin());
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

double Mixture::Posterior(std::size_t pattern) const {
  double link = prior_[classes_[pattern]], other = 1 - link;
  for (std::size_t g = 0; g < groups_; ++g) {
    const std::uint32_t o = index_[pattern * groups_ + g];
    link *= links_[g].probability(o);
    other *= others_[g].probability(o);
  }
  return link / (link + other);
}

}  // namespace onefold::match
