// The mixture of links and non-links over the patterns of a pass, and one EM step of it: weigh.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "linkage/chance.h"
#include "linkage/match/group_model.h"
#include "linkage/match/weigh.h"
#include "linkage/outcome.h"

namespace onefold::match {

using Chance = std::vector<std::vector<linkage::OutcomeCount>>;  // by group

class Mixture {
 public:
  // `space` outlives the mixture. `patterns` ascending, each once.
  Mixture(const linkage::OutcomeSpace& space, std::span<const PatternCount> patterns,
          const Chance& chance);

  // Largest change of a probability.
  double Step();

  const std::vector<std::uint32_t>& outcomes(std::size_t group) const { return outcomes_[group]; }
  double m(std::size_t group, std::size_t outcome) const {
    return links_[group].probability(outcome);
  }
  double u(std::size_t group, std::size_t outcome) const {
    return others_[group].probability(outcome);
  }
  // Pairs with the outcome, by group and index of the outcome.
  std::vector<double> PairsOf(std::size_t group) const;
  double prior(std::size_t block_size_class) const { return prior_[block_size_class]; }
  double mean_prior() const { return mean_prior_; }

 private:
  void AddGroup(const linkage::OutcomeSpace& space, std::size_t g,
                std::span<const PatternCount> patterns, const Chance& chance);
  double Posterior(std::size_t pattern) const;

  std::size_t groups_;
  std::vector<std::vector<std::uint32_t>> outcomes_;  // [group], ascending
  std::vector<GroupModel> links_, others_;            // [group]
  std::array<double, linkage::kBlockSizeClasses> prior_{};
  double mean_prior_ = 0, pairs_ = 0;
  std::vector<std::uint32_t> index_;  // [pattern][group] into outcomes_[group]
  std::vector<std::uint8_t> classes_;
  std::vector<double> counts_;
};

}  // namespace onefold::match
