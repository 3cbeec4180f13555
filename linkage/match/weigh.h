// Weights of outcomes, learned from a pass's own pairs without truth: a mixture of links and
// non-links (Fellegi and Sunter 1969), fitted by EM (Winkler 1988) to the maximum a posteriori.
// Groups of filters are independent given the class; inside a group the joint outcome has its own
// weight, shrunk towards the product of its filters. A filter that is missing says nothing: its
// group is judged among the outcomes with the same filters present.
//
// What non-links look like is not learned from the pass alone: a pass of nearly nothing but links
// would call its imperfect links non-links. It is tied to how often records of different persons
// agree by chance, counted by the agencies on random pairs of their own records (chance.h).
// Groups that share a field with the block agree more often there than by chance; they start from
// fixed values instead and are learned.
//
// The prior probability of a link depends on the size of the pair's block: a value shared by two
// records says more than one shared by two hundred. It is learned for each power of two.
//
// Only +, * and / of doubles are used in a fixed order, and logarithms are taken of integers in
// integers: the same pairs give the same weights on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "linkage/match/link.h"
#include "linkage/outcome.h"

namespace onefold::match {

struct PatternCount {
  std::uint64_t pattern = 0;
  std::uint64_t count = 0;
};

struct Weights {
  std::vector<GroupWeights> groups;
  std::array<std::int32_t, linkage::kBlockSizeClasses> prior_millibits{};  // by block size class
  std::int32_t mean_prior_millibits = 0;                                   // over all pairs
  std::uint32_t iterations = 0;
  bool learned = false, fixed = false;
  std::vector<std::string> warnings;
};

// `patterns` ascending, each once. Fewer pairs than kMinimumPairs: the starting values, learned =
// false.
inline constexpr std::uint64_t kMinimumPairs = 50;
Weights LearnWeights(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
                     std::span<const PatternCount> patterns, const linkage::ChanceTable& chance);

// The weights of `given` (fixed_weights.h) for what occurs in `patterns`. An outcome that it does
// not list has its starting weight, and a warning says how many pairs have such an outcome; a block
// size class that it does not list has the prior of the nearest one, without any the starting one.
Weights FixWeights(const linkage::OutcomeSpace& space, std::span<const PatternCount> patterns,
                   const FixedPass& given);

}  // namespace onefold::match
