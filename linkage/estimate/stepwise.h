// Stepwise selection of pair effects (Chan, Silverman and Vincent 2021).
#pragma once

#include <vector>

#include "linkage/estimate/fit.h"
#include "linkage/estimate/model.h"

namespace onefold::estimate {

inline constexpr double kStepwiseLevel = 0.02;

// P(X <= overlap) or P(X >= overlap) of X ~ Poisson(expected), the smaller of the two.
double OverlapTail(std::uint64_t overlap, double expected);

struct StepwiseStep {
  History pair;
  double p;
  double persons;  // estimate with it
};

struct Stepwise {
  Model model;
  Fit fit;
  std::vector<StepwiseStep> path;
};

// From the main effects on, adds the pair of lists whose overlap is least likely under the model
// (OverlapTail), if its p is below kStepwiseLevel and the wider model is sound, and refits.
// FailedPrecondition: the main effects themselves are not sound.
StatusOr<Stepwise> SelectStepwise(const Counts& counts);

}  // namespace onefold::estimate
