// Bayesian model averaging over decomposable graphs (Madigan and York 1997).
//
// Cell probabilities have a hyper-Dirichlet prior, `delta` for each cell of the full table; every
// decomposable graph of the lists has the same prior. With m persons on no list, the weight of a
// graph is a product over its cliques and separators, in closed form: nothing is fitted, and empty
// overlaps need no care.
#pragma once

#include <functional>
#include <vector>

#include "linkage/estimate/model.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

inline constexpr unsigned kMostListsAveraged = 5;

struct AveragingPrior {
  double delta = 0;
  std::function<double(double dark)> log_dark;  // of the dark figure, up to a constant
};
// delta 2^-lists; the prior of the number of all persons is proportional to its inverse.
AveragingPrior DefaultPrior(const Counts& counts);

// 1,000 dark figures, evenly from 1 to 30 times the persons observed, rounded.
std::vector<std::uint64_t> DefaultDarkFigures(const Counts& counts);

struct GraphPosterior {
  Model model;  // all cliques
  double probability = 0;
  std::vector<double> by_dark;  // joint with the dark figure: sums to `probability`
};

struct AveragedPosterior {
  std::vector<std::uint64_t> dark;
  std::vector<double> by_dark;         // sums to 1
  std::vector<GraphPosterior> graphs;  // the most probable first
};

// InvalidArgument: more than kMostListsAveraged lists, no dark figures, delta not positive.
StatusOr<AveragedPosterior> AverageGraphs(const Counts& counts, const AveragingPrior& prior,
                                          std::vector<std::uint64_t> dark);

// The least dark figure that is not exceeded with probability `level`.
std::uint64_t DarkQuantile(const AveragedPosterior& posterior, double level);

}  // namespace onefold::estimate
