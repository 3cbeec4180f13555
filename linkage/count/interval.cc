// Method "merge-posterior-1", with its symbols and its measured behaviour: docs/QUALITY.md.
#include <algorithm>
#include <bit>
#include <cmath>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

// No merge is taken as surer than one error in 5,000, nor a rejected one as less likely than that.
constexpr double kLeastProbability = 0.0002;
// Weights assume that fields err independently, which makes them overconfident. Halving every
// weight shows how much of the result hangs on that.
constexpr double kSceptical = 0.5;
// Merges of one person or one pair of relatives are not independent: a variance is taken this much
// wider.
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
double ProbabilityOf(double mean_millibits, double trust) {
  const double bits = std::clamp(mean_millibits * trust / 1000, -60.0, 60.0);
  const double p = 1 / (1 + PowerOfTwo(-bits));
  return std::clamp(p, kLeastProbability, 1 - kLeastProbability);
}

struct Errors {
  double false_merges = 0, missed_merges = 0, variance = 0;
};

Errors ExpectedErrors(const Entities& entities, double trust) {
  Errors errors;
  for (const Merge& merge : entities.merges) {
    const double p = ProbabilityOf(
        static_cast<double>(merge.weight_sum) / static_cast<double>(merge.pairs), trust);
    errors.false_merges += 1 - p;
    errors.variance += p * (1 - p);
  }
  for (const std::int32_t weight : entities.rejected) {
    const double p = ProbabilityOf(weight, trust);
    errors.missed_merges += p;
    errors.variance += p * (1 - p);
  }
  return errors;
}

struct Unseen {
  double merges = 0, variance = 0;
};

// Merges that no pass could show, from how many passes showed the others. A record in an entity of
// s records stands for (s - 1) / s merges; f1 of them rest on one pass, f2 on two. Were all records
// alike, f1^2 / 2 f2 would be missing (Chao 1987, a lower bound); were they as different as an
// exponential makes them, f1^2 / f2. The point is the middle, and how far apart the two are is an
// error of its own kind.
Unseen UnseenByBlocking(const Entities& entities) {
  std::vector<std::uint32_t> size(entities.count);
  for (const std::uint32_t entity : entities.entity_of) ++size[entity];
  std::uint32_t all_passes = 0;
  for (const std::uint32_t passes : entities.passes_of) all_passes |= passes;
  if (std::popcount(all_passes) < 2) return {};  // one pass cannot say what it misses

  std::uint64_t millionths[3] = {};  // integers: the order of cases leaves no trace
  for (std::size_t i = 0; i < entities.passes_of.size(); ++i) {
    const int passes = std::popcount(entities.passes_of[i]);
    const std::uint64_t s = size[entities.entity_of[i]];
    if (passes == 1 || passes == 2) millionths[passes] += 1'000'000 * (s - 1) / s;
  }
  const double f1 = static_cast<double>(millionths[1]) / 1e6;
  const double f2 = static_cast<double>(millionths[2]) / 1e6;
  const double pairs = f1 * std::max(0.0, f1 - 1);  // bias-corrected f1^2
  const double alike = pairs / (2 * (f2 + 1)), different = pairs / (f2 + 1);
  const double slope = (2 * f1) / (f2 + 1);
  Unseen unseen;
  unseen.merges = (alike + different) / 2;
  const double gap = (different - alike) / 2;
  unseen.variance = unseen.merges + slope * slope * f1 + gap * gap;
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

  const Errors errors = ExpectedErrors(entities, 1.0);
  const Errors sceptical = ExpectedErrors(entities, kSceptical);
  const Unseen unseen = UnseenByBlocking(entities);
  result.false_merges = errors.false_merges;
  result.missed_merges = errors.missed_merges;
  result.missed_by_blocking = unseen.merges;

  const double point = static_cast<double>(entities.count) + errors.false_merges -
                       errors.missed_merges - unseen.merges;
  const double shift = (errors.false_merges - errors.missed_merges) -
                       (sceptical.false_merges - sceptical.missed_merges);
  result.standard_error =
      std::sqrt(kVarianceInflation * sceptical.variance + unseen.variance + shift * shift);

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
