// A1: graph matching by similarity signatures. Two sets of filters under different keys have the
// same similarities between their records; each record is recognised by its own (the idea of
// Culnane, Rubinstein and Teague 2017, and Vidanage et al. 2020; the signatures and the refinement
// are our own).
//
//   1. every similarity becomes its rank among all, so that scales do not matter, stretched at the
//      upper end: -log(1 - rank)
//   2. signature of a record: its 200 largest values and 33 quantiles; assignment at least distance
//   3. until nothing changes, at most 40 times: the pairs assigned most clearly (5 % and in each
//   round
//      5 % more, at most 600) become landmarks; a record is now described by its similarities to
//      them; assignment again
#pragma once

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// Above, the two tables of similarities do not fit: 20,000 take 3.2 GB.
inline constexpr std::size_t kMaxGraph = 20'000;

// The stretched ranks of all pairs' mean Dice similarities.
class RankedSimilarities {
 public:
  // The same items in the same order in every view, each under another key; one filter an item. At
  // least one view, at most kMaxGraph items.
  RankedSimilarities(const std::vector<PassView>& views, unsigned workers);

  std::size_t size() const { return size_; }
  const float* values() const { return values_.data(); }  // size() x size(), symmetric, 0 diagonal

 private:
  std::size_t size_;
  std::vector<float> values_;
};

// `population_rows`: by item of `population`.
Guesses GuessBySimilarities(const RankedSimilarities& victims, const RankedSimilarities& population,
                            const std::vector<std::uint32_t>& population_rows, unsigned workers);

}  // namespace onefold::lab::attack
