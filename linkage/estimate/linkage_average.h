// Linkage averaging (Sadinle 2018, arXiv 1812.09590): what is not known about links becomes a part
// of the interval. The counts of many linkage structures, drawn with the probability that the run
// gives them, are estimated one by one, and what each says of the number of persons is mixed.
//
// Averaging over graphs: the mixture of the posteriors, exactly. Selection: for every structure the
// same number of bootstrap resamples, each with its own selection. Then median and quantiles.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "linkage/estimate/interval.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

// 95 %; infinity where the structures do not bound the number of persons.
struct LinkageAverage {
  std::string interval;  // "linkage-averaged-posterior" or "linkage-averaged-bootstrap"
  double estimate = 0, low = 0, high = 0;
  std::size_t structures = 0;
  std::size_t without_estimate = 0;  // whose counts say too little: they bound nothing
};

// For at most kMostListsAveraged lists, with the default prior and dark figures of each.
LinkageAverage AveragePosteriors(std::span<const CaptureTable> structures, unsigned threads);

// `options.resamples` are shared out evenly, at least one for each structure.
LinkageAverage AverageResamples(std::span<const CaptureTable> structures,
                                const Estimator& estimator, const BootstrapOptions& options);

}  // namespace onefold::estimate
