// Method "merge-posterior-1", with its symbols and its measured behaviour: docs/QUALITY.md.
#include <algorithm>
#include <cmath>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

// Weights assume that fields err independently, which makes them overconfident: they are tempered, and no merge is
// taken as surer than one error in 5,000, nor a rejected one as less likely than that.
constexpr double kTemper = 0.5;
constexpr double kLeastProbability = 0.0002;
// Merges of one person or one pair of relatives are not independent: a variance is taken this much wider.
constexpr double kVarianceInflation = 2.0;
constexpr double kZ95 = 1.959963984540054;

// 2^x by multiplication only, so that every machine gives the same bits; |x| < 1000.
double PowerOfTwo(double x) {
  const double whole = std::floor(x);
  double fraction = x - whole;
  double power = std::ldexp(1.0, static_cast<int>(whole));
  double root = std::sqrt(2.0);
  for (int digit = 0; digit < 30; ++digit) {
    fraction *= 2;
    if (fraction >= 1) {
      power *= root;
      fraction -= 1;
    }
    root = std::sqrt(root);
  }
  return power;
}

// Probability that the two sides of a merge with this mean weight are one person.
double ProbabilityOf(double mean_millibits, double temper) {
  const double bits = std::clamp(mean_millibits * temper / 1000, -60.0, 60.0);
  const double p = 1 / (1 + PowerOfTwo(-bits));
  return std::clamp(p, kLeastProbability, 1 - kLeastProbability);
}

struct Errors {
  double false_merges = 0, missed_merges = 0, variance = 0;
};

Errors ExpectedErrors(const Entities& entities, double temper) {
  Errors errors;
  for (const Merge& merge : entities.merges) {
    const double p = ProbabilityOf(
        static_cast<double>(merge.weight_sum) / static_cast<double>(merge.pairs), temper);
    errors.false_merges += 1 - p;
    errors.variance += p * (1 - p);
  }
  for (const std::int32_t weight : entities.rejected) {
    const double p = ProbabilityOf(weight, temper);
    errors.missed_merges += p;
    errors.variance += p * (1 - p);
  }
  return errors;
}

struct Unseen {
  double merges = 0, variance = 0;
};

// Merges that no pass could show, from how often the others were seen (Chao 1987, bias-corrected, a lower bound
// where passes are unequal): f1 merges rest on one sighting, f2 on two.
Unseen UnseenByBlocking(const Entities& entities) {
  double f1 = 0, f2 = 0;
  for (const Merge& merge : entities.merges) {
    if (merge.sightings == 1) ++f1;
    if (merge.sightings == 2) ++f2;
  }
  Unseen unseen;
  unseen.merges = f1 * (f1 - 1) / (2 * (f2 + 1));
  unseen.variance = f1 * (f1 - 1) / (2 * (f2 + 1)) +
                    f1 * (2 * f1 - 1) * (2 * f1 - 1) / (4 * (f2 + 1) * (f2 + 1)) +
                    f1 * f1 * f2 * (f1 - 1) * (f1 - 1) / (4 * (f2 + 1) * (f2 + 1) * (f2 + 1) * (f2 + 1));
  return unseen;
}

std::uint64_t LargestCleanSource(std::span<const CaseRef> cases, std::span<const Source> sources) {
  std::vector<std::uint64_t> sizes(sources.size());
  for (const CaseRef& one : cases) ++sizes[one.source];
  std::uint64_t largest = cases.empty() ? 0 : 1;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].clean) largest = std::max(largest, sizes[s]);
  }
  return largest;
}

}  // namespace

UniqueEstimate EstimateUnique(std::span<const CaseRef> cases, std::span<const Source> sources,
                              const Entities& entities) {
  UniqueEstimate result;
  result.records = cases.size();
  result.entities = entities.count;

  const Errors errors = ExpectedErrors(entities, kTemper);
  const Unseen unseen = UnseenByBlocking(entities);
  result.false_merges = errors.false_merges;
  result.missed_merges = errors.missed_merges;
  result.missed_by_blocking = unseen.merges;

  const double point = static_cast<double>(entities.count) + errors.false_merges -
                       errors.missed_merges - unseen.merges;
  // How far the point moves if the weights are taken at their word is an error of its own kind.
  const Errors untempered = ExpectedErrors(entities, 1.0);
  const double shift = (errors.false_merges - errors.missed_merges) -
                       (untempered.false_merges - untempered.missed_merges);
  result.standard_error =
      std::sqrt(kVarianceInflation * errors.variance + unseen.variance + shift * shift);

  const auto lowest = static_cast<double>(LargestCleanSource(cases, sources));
  const auto highest = static_cast<double>(cases.size());
  const auto bounded = [&](double value) {
    return static_cast<std::uint64_t>(std::clamp(value, lowest, highest));
  };
  result.estimate = bounded(std::floor(point + 0.5));
  result.low = bounded(std::floor(point - kZ95 * result.standard_error));
  result.high = bounded(std::ceil(point + kZ95 * result.standard_error));
  return result;
}

}  // namespace onefold::count
