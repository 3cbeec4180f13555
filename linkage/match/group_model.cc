#include "linkage/match/group_model.h"

#include <algorithm>
#include <utility>

#include "linkage/match/starting_weight.h"

namespace onefold::match {

using linkage::OutcomeGroup;

namespace {

// The joint outcomes of a group are shrunk towards independent filters by so many imagined pairs.
constexpr double kJointPseudoPairs = 20;

double Distance(double a, double b) { return a < b ? b - a : a - b; }

std::uint32_t PresentFilters(const OutcomeGroup& group, std::uint32_t outcome) {
  std::uint32_t present = 0;
  for (std::size_t f = 0; f < group.levels.size(); ++f) {
    if (!group.IsMissing(outcome, f)) present |= 1u << f;
  }
  return present;
}

}  // namespace

GroupModel::GroupModel(const OutcomeGroup& group, std::span<const std::uint32_t> outcomes,
                       bool links)
    : group_(group), outcomes_(outcomes.begin(), outcomes.end()), own_(outcomes.size()) {
  for (const std::uint32_t levels : group.levels) {
    start_.push_back(StartingLevels(levels, links));
    marginals_.push_back(start_.back());
  }
  for (const std::uint32_t outcome : outcomes_) present_.push_back(PresentFilters(group_, outcome));
}

void GroupModel::Imagine(std::span<const double> counts, double weight) {
  double sum = 0;
  for (const double count : counts) sum += count;
  for (std::size_t o = 0; o < counts.size(); ++o) own_[o] = counts[o] * weight / sum;
}

double GroupModel::Fit(std::span<const double> counts) {
  FitMarginals(counts);
  std::vector<double> total(std::size_t{1} << group_.levels.size());
  for (std::size_t o = 0; o < outcomes_.size(); ++o) total[present_[o]] += counts[o] + own_[o];
  std::vector<double> fitted(outcomes_.size());
  double change = 0;
  for (std::size_t o = 0; o < outcomes_.size(); ++o) {
    const double independent = Product(outcomes_[o]);
    fitted[o] = group_.levels.size() == 1
                    ? independent
                    : (counts[o] + own_[o] + kJointPseudoPairs * independent) /
                          (total[present_[o]] + kJointPseudoPairs);
    if (!probability_.empty()) change = std::max(change, Distance(fitted[o], probability_[o]));
  }
  if (probability_.empty()) change = 1;
  probability_ = std::move(fitted);
  return change;
}

void GroupModel::FitMarginals(std::span<const double> counts) {
  for (std::size_t f = 0; f < marginals_.size(); ++f) {
    std::vector<double>& marginal = marginals_[f];
    for (std::size_t l = 0; l < marginal.size(); ++l) marginal[l] = start_[f][l] * start_weight_;
    for (std::size_t o = 0; o < outcomes_.size(); ++o) {
      if (!group_.IsMissing(outcomes_[o], f))
        marginal[group_.LevelOf(outcomes_[o], f)] += counts[o] + own_[o];
    }
    double sum = 0;
    for (const double value : marginal) sum += value;
    for (double& value : marginal) value /= sum;
  }
}

double GroupModel::Product(std::uint32_t outcome) const {
  double product = 1;
  for (std::size_t f = 0; f < marginals_.size(); ++f) {
    if (!group_.IsMissing(outcome, f)) product *= marginals_[f][group_.LevelOf(outcome, f)];
  }
  return product;
}

}  // namespace onefold::match
