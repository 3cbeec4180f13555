// Probabilities of one group's outcomes in one class (links or non-links): the M step of weigh.h.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/outcome.h"

namespace onefold::match {

class GroupModel {
 public:
  // `group` outlives the model. `outcomes`: those that occur in patterns or in `chance`, ascending.
  GroupModel(const linkage::OutcomeGroup& group, std::span<const std::uint32_t> outcomes,
             bool links);

  // Imagined pairs on top of the real ones: `weight` pairs, shared out like `counts` (by outcome).
  void Imagine(std::span<const double> counts, double weight);
  // Imagined pairs on top of the real ones: `weight` pairs, shared out like the starting values.
  void ImagineStart(double weight) { start_weight_ = weight; }

  // Largest change of a probability. `counts`: pairs of the class by outcome.
  double Fit(std::span<const double> counts);

  double probability(std::size_t outcome) const { return probability_[outcome]; }

 private:
  void FitMarginals(std::span<const double> counts);
  // Of the filters that are present, as if independent; 1 when none is.
  double Product(std::uint32_t outcome) const;

  const linkage::OutcomeGroup& group_;
  const std::vector<std::uint32_t> outcomes_;
  std::vector<std::uint32_t> present_;  // by outcome: bit f = filter f is not missing
  std::vector<std::vector<double>> start_, marginals_;  // [filter][level]
  double start_weight_ = 0;
  std::vector<double> own_;  // imagined pairs by outcome
  std::vector<double> probability_;
};

}  // namespace onefold::match
