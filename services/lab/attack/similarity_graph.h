// A1: graph matching by similarity signatures. Two sets of filters under different keys have the
// same similarities between their records; each record is recognised by its own (the idea of
// Culnane, Rubinstein and Teague 2017, and Vidanage et al. 2020; the signatures and the refinement
// are our own).
//
//   1. every similarity becomes its rank among all, so that scales do not matter, stretched at the
//      upper end: -log(1 - rank)
//   2. signature of a record: its 200 largest values and 33 quantiles; assignment at least distance
//   3. eight times: the pairs assigned most clearly (5 % to 40 %) become landmarks; a record is now
//      described by its similarities to them; assignment again
#pragma once

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// Above, the two tables of similarities do not fit: 20,000 take 3.2 GB.
inline constexpr std::size_t kMaxGraph = 20'000;

// Views of one filter each, all items in one block, at most kMaxGraph. `population_rows`: by item
// of `population`.
Guesses GuessBySimilarities(const PassView& view, const PassView& population,
                            const std::vector<std::uint32_t>& population_rows, unsigned workers);

}  // namespace onefold::lab::attack
