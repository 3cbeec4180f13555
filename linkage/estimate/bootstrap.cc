#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "crypto/random.h"
#include "linkage/estimate/for_each.h"
#include "linkage/estimate/interval.h"

namespace onefold::estimate {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTail = 0.025;

// A stream of its own for each resample, so that it does not matter which thread draws it.
crypto::SeededStream StreamOf(std::uint64_t seed, std::uint64_t resample) {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(seed >> 8 * i);
    bytes[8 + i] = static_cast<std::uint8_t>(resample >> 8 * i);
  }
  return crypto::SeededStream(bytes);
}

// As many persons as were observed, drawn from them with replacement.
class Resampler {
 public:
  explicit Resampler(const Counts& counts) : lists_(counts.lists) {
    for (History w = 0; w < counts.by_history.size(); ++w) {
      history_of_.insert(history_of_.end(), counts.by_history[w], w);
    }
  }
  Counts Draw(crypto::SeededStream stream) const {
    Counts drawn{lists_, std::vector<std::uint64_t>(std::size_t{1} << lists_)};
    for (std::size_t i = 0; i < history_of_.size(); ++i) {
      ++drawn.by_history[history_of_[stream.Below(history_of_.size())]];
    }
    return drawn;
  }

 private:
  unsigned lists_;
  std::vector<History> history_of_;  // by person
};

// The third moment of what one person more or less does, over the 3/2 power of the second.
double Acceleration(const Counts& counts, const std::vector<double>& left_out) {
  double persons = 0, mean = 0;
  for (std::size_t w = 0; w < left_out.size(); ++w) {
    const auto weight = static_cast<double>(counts.by_history[w]);
    persons += weight;
    if (weight > 0) mean += weight * left_out[w];
  }
  mean /= persons;
  // Without one person nothing can be said: no correction is better than a wrong one.
  if (!std::isfinite(mean)) return 0;
  double squares = 0, cubes = 0;
  for (std::size_t w = 0; w < left_out.size(); ++w) {
    const auto weight = static_cast<double>(counts.by_history[w]);
    const double residual = mean - left_out[w];
    if (weight > 0) squares += weight * residual * residual;
    if (weight > 0) cubes += weight * residual * residual * residual;
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

// The level of the resamples' quantile that takes the place of `level`.
double Corrected(double level, double bias, double acceleration) {
  const boost::math::normal normal;
  const double shifted = bias + boost::math::quantile(normal, level);
  const double scale = 1 - acceleration * shifted;
  if (scale <= 0) return level < 0.5 ? 0 : 1;
  return boost::math::cdf(normal, bias + shifted / scale);
}

}  // namespace

double Quantile(const std::vector<double>& sorted, double level) {
  const auto n = static_cast<double>(sorted.size());
  const double place = std::clamp((n + 1.0 / 3) * level + 1.0 / 3, 1.0, n);
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  const double low = sorted[below - 1];
  if (share == 0 || below == sorted.size()) return low;
  return sorted[below] == kInfinity ? kInfinity : low + share * (sorted[below] - low);
}

std::vector<double> Resampled(const Counts& counts, const Estimator& estimator,
                              const BootstrapOptions& options) {
  const Resampler resampler(counts);
  std::vector<double> resampled(options.resamples);
  ForEach(resampled.size(), options.threads, [&](std::size_t i) {
    const double persons = estimator(resampler.Draw(StreamOf(options.seed, i)));
    resampled[i] = std::isnan(persons) ? kInfinity : persons;
  });
  std::sort(resampled.begin(), resampled.end());
  return resampled;
}

PersonsInterval BcaInterval(const Counts& counts, const Estimator& estimator,
                            const BootstrapOptions& options) {
  const double estimate = estimator(counts);
  std::vector<double> left_out(counts.by_history.size());
  ForEach(left_out.size(), options.threads, [&](std::size_t w) {
    if (counts.by_history[w] == 0) return;
    Counts fewer = counts;
    --fewer.by_history[w];
    left_out[w] = estimator(fewer);
  });
  const std::vector<double> resampled = Resampled(counts, estimator, options);
  if (resampled.empty() || !std::isfinite(estimate)) return {estimate, 0, kInfinity};

  const auto all = static_cast<double>(resampled.size());
  const auto below = static_cast<double>(
      std::lower_bound(resampled.begin(), resampled.end(), estimate) - resampled.begin());
  // All on one side would be a correction without bound.
  const double share = std::clamp(below / all, 0.5 / all, 1 - 0.5 / all);
  const double bias = boost::math::quantile(boost::math::normal(), share);
  const double acceleration = Acceleration(counts, left_out);
  return {estimate, Quantile(resampled, Corrected(kTail, bias, acceleration)),
          Quantile(resampled, Corrected(1 - kTail, bias, acceleration))};
}

}  // namespace onefold::estimate
