#include "linkage/estimate/linkage_average.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "linkage/estimate/decomposable.h"
#include "linkage/estimate/for_each.h"

namespace onefold::estimate {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTail = 0.025;

// Persons with their probability, of one structure; they sum to 1.
using Mass = std::vector<std::pair<double, double>>;

Mass PosteriorOf(const CaptureTable& table) {
  const auto posterior =
      AverageGraphs(table.counts, DefaultPrior(table.counts), DefaultDarkFigures(table.counts));
  if (!posterior.ok()) return {{kInfinity, 1}};
  const auto observed = static_cast<double>(Persons(table.counts));
  Mass mass;
  for (std::size_t i = 0; i < posterior->dark.size(); ++i) {
    mass.emplace_back(observed + static_cast<double>(posterior->dark[i]), posterior->by_dark[i]);
  }
  return mass;
}

// The least number of persons that is not exceeded with probability `level`.
double QuantileOf(const Mass& sorted, double level) {
  double below = 0;
  for (const auto& [persons, probability] : sorted) {
    below += probability;
    if (below >= level) return persons;
  }
  return sorted.empty() ? kInfinity : sorted.back().first;
}

std::size_t CountTooThin(std::span<const CaptureTable> structures) {
  return static_cast<std::size_t>(
      std::count_if(structures.begin(), structures.end(),
                    [](const CaptureTable& table) { return !CheckEnough(table).ok(); }));
}

}  // namespace

LinkageAverage AveragePosteriors(std::span<const CaptureTable> structures, unsigned threads) {
  std::vector<Mass> masses(structures.size());
  ForEach(structures.size(), threads, [&](std::size_t i) {
    const bool enough = CheckEnough(structures[i]).ok();
    masses[i] = enough ? PosteriorOf(structures[i]) : Mass{{kInfinity, 1}};
  });
  Mass mixture;
  for (const Mass& mass : masses) {
    for (const auto& [persons, probability] : mass) {
      mixture.emplace_back(persons, probability / static_cast<double>(masses.size()));
    }
  }
  std::stable_sort(mixture.begin(), mixture.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return {"linkage-averaged-posterior",   QuantileOf(mixture, 0.5), QuantileOf(mixture, kTail),
          QuantileOf(mixture, 1 - kTail), structures.size(),        CountTooThin(structures)};
}

LinkageAverage AverageResamples(std::span<const CaptureTable> structures,
                                const Estimator& estimator, const BootstrapOptions& options) {
  std::vector<double> all;
  BootstrapOptions share = options;
  share.resamples =
      std::max<std::size_t>(1, options.resamples / std::max<std::size_t>(1, structures.size()));
  for (const CaptureTable& table : structures) {
    share.seed = options.seed + (all.size() / share.resamples) * 0x9e3779b97f4a7c15;
    const auto resampled = CheckEnough(table).ok()
                               ? Resampled(table.counts, estimator, share)
                               : std::vector<double>(share.resamples, kInfinity);
    all.insert(all.end(), resampled.begin(), resampled.end());
  }
  LinkageAverage average{"linkage-averaged-bootstrap", kInfinity, 0, kInfinity, structures.size(),
                         CountTooThin(structures)};
  if (all.empty()) return average;
  std::sort(all.begin(), all.end());
  average.estimate = Quantile(all, 0.5);
  average.low = Quantile(all, kTail);
  average.high = Quantile(all, 1 - kTail);
  return average;
}

}  // namespace onefold::estimate
