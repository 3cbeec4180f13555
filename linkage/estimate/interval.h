// 95 % intervals of an estimate: profile likelihood of one model, and a bootstrap that repeats the
// selection of the model.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "linkage/estimate/model.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

// Infinity where the counts do not bound the number of persons.
struct PersonsInterval {
  double estimate = 0, low = 0, high = 0;
};

// Cormack 1992: the multinomial likelihood as a function of the dark figure, all else at its
// maximum; the interval is where its logarithm is within 1.92 of the highest. The estimate is the
// multinomial maximum, close to that of FitModel but not the same. `model` is sound on `counts`.
PersonsInterval ProfileInterval(const Counts& counts, const Model& model);

struct BootstrapOptions {
  std::size_t resamples = 1'000;
  std::uint64_t seed = 1;
  unsigned threads = 0;  // 0: all cores; the result does not depend on it
};

// Persons from counts, selection of a model included; infinity when nothing can be said.
using Estimator = std::function<double(const Counts&)>;

// Efron's BCa interval: `estimator` on resamples of the persons, corrected for bias (share of
// resamples below the estimate) and skewness (persons left out one at a time, which is one estimate
// for each history that has persons). `estimator` is called from several threads.
PersonsInterval BcaInterval(const Counts& counts, const Estimator& estimator,
                            const BootstrapOptions& options);

// `estimator` on each resample alone, ascending; infinity where it says nothing.
std::vector<double> Resampled(const Counts& counts, const Estimator& estimator,
                              const BootstrapOptions& options);
// Hyndman and Fan's eighth kind, of sorted values; at least one.
double Quantile(const std::vector<double>& sorted, double level);

}  // namespace onefold::estimate
