#include "linkage/estimate/warnings.h"

#include <algorithm>
#include <cmath>

#include "linkage/estimate/model.h"
#include "linkage/estimate/subset_sums.h"

namespace onefold::estimate {
namespace {

const char* const kAssumptions[] = {
    "experimental: not an official figure; read all models, not one",
    "closed-population: nobody joined or left the population in the period of the lists",
    "homogeneous-capture: everybody can be met by each list, with about the same chance; persons "
    "whom no agency ever could meet are in no estimate",
    "list-dependence: only the dependence between lists that a model holds is taken into account",
    "referral: agencies that send persons to each other have too many in common, which makes the "
    "estimate too low",
    "criticism: Whitehead and others (2021) call the method unsuitable for this purpose; see "
    "docs/METHODS-MSE.md",
};

const char* const kCountsTaken =
    "linkage-error: the counts are taken as free of error; missed links make the estimate too "
    "high, false ones too low";
const char* const kLinkageAveraged =
    "linkage-error: the interval holds what the scores of the linkage say about wrong and missed "
    "links; what they do not know is in no interval";

constexpr std::uint64_t kFewShared = 5;

void WarnOfSparseOverlaps(const CaptureTable& table, std::vector<std::string>& warnings) {
  const auto overlaps = SumOverSupersets(table.counts.by_history);
  const auto pairs = TermsOfOrder(table.counts.lists, 2);
  const auto with_fewer = [&](std::uint64_t persons) {
    return std::to_string(std::count_if(pairs.begin(), pairs.end(),
                                        [&](History pair) { return overlaps[pair] < persons; }));
  };
  if (with_fewer(kFewShared) == "0") return;
  warnings.push_back("sparse-overlap: of " + std::to_string(pairs.size()) + " pairs of lists, " +
                     with_fewer(kFewShared) + " share fewer than " + std::to_string(kFewShared) +
                     " persons and " + with_fewer(1) + " share nobody");
}

std::string Rounded(double persons) {
  return std::isfinite(persons) ? std::to_string(std::llround(persons)) : "no bound";
}

void WarnOfInstability(const std::vector<ModelEstimate>& models,
                       std::vector<std::string>& warnings) {
  const auto [low, high] =
      std::minmax_element(models.begin(), models.end(),
                          [](const auto& a, const auto& b) { return a.estimate < b.estimate; });
  if (low == models.end() || high->estimate <= kUnstableFactor * low->estimate) return;
  warnings.push_back("instability: the models differ by more than half, from " +
                     Rounded(low->estimate) + " (" + low->method + ") to " +
                     Rounded(high->estimate) + " (" + high->method +
                     "); the choice of a model makes the result");
}

}  // namespace

std::vector<std::string> WarningsOf(const CaptureTable& table, const Estimate& estimate) {
  std::vector<std::string> warnings(std::begin(kAssumptions), std::end(kAssumptions));
  warnings.push_back(estimate.linkage ? kLinkageAveraged : kCountsTaken);
  WarnOfSparseOverlaps(table, warnings);
  WarnOfInstability(estimate.models, warnings);
  if (estimate.linkage && estimate.linkage->without_estimate > 0) {
    warnings.push_back("linkage-structures: the counts of " +
                       std::to_string(estimate.linkage->without_estimate) + " of " +
                       std::to_string(estimate.linkage->structures) +
                       " linkage structures say too little; they bound nothing");
  }
  if (estimate.result.interval == "profile-likelihood") {
    warnings.push_back(
        "selection: the interval takes the model as known; it is too narrow, for the model was "
        "selected on the same counts");
  }
  return warnings;
}

}  // namespace onefold::estimate
