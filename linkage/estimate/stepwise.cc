#include "linkage/estimate/stepwise.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>

#include "linkage/estimate/subset_sums.h"

namespace onefold::estimate {
namespace {

namespace policies = boost::math::policies;
// A tail that cannot be computed is not a number, which is below no level; nothing is thrown.
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>>;

struct Candidate {
  double p;
  History pair;
};

// Pairs outside the model with p below the level, the least likely first.
std::vector<Candidate> Candidates(const Counts& counts, const Stepwise& now) {
  const auto overlaps = SumOverSupersets(counts.by_history);
  const auto expected = SumOverSupersets(now.fit.mu);
  std::vector<Candidate> candidates;
  for (const History pair : TermsOfOrder(counts.lists, 2)) {
    if (HasTerm(now.model, pair)) continue;
    const double p = OverlapTail(overlaps[pair], expected[pair]);
    if (p < kStepwiseLevel) candidates.push_back({p, pair});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.p < b.p; });
  return candidates;
}

// Candidates that are not sound are passed over.
bool Step(const Counts& counts, Stepwise& now) {
  for (const auto& [p, pair] : Candidates(counts, now)) {
    Model wider = WithTerm(now.model, pair);
    Fit fit = FitModel(counts, wider);
    if (CheckModel(counts, wider, fit.mu) != kSound) continue;
    now.model = std::move(wider);
    now.fit = std::move(fit);
    now.path.push_back({pair, p, now.fit.persons});
    return true;
  }
  return false;
}

}  // namespace

double OverlapTail(std::uint64_t overlap, double expected) {
  const auto k = static_cast<double>(overlap);
  if (expected <= 0) return overlap == 0 ? 1 : 0;
  const double at_most = boost::math::gamma_q(k + 1, expected, Quiet());
  const double at_least = overlap == 0 ? 1 : boost::math::gamma_p(k, expected, Quiet());
  return std::min(at_most, at_least);
}

StatusOr<Stepwise> SelectStepwise(const Counts& counts) {
  Stepwise now;
  now.model = MainEffects(counts.lists);
  now.fit = FitModel(counts, now.model);
  if (CheckModel(counts, now.model, now.fit.mu) != kSound) {
    return FailedPreconditionError("even independent lists have no estimate on this table");
  }
  while (Step(counts, now)) {
  }
  return now;
}

}  // namespace onefold::estimate
