// The best hierarchical models by BIC, for up to six lists.
#pragma once

#include <vector>

#include "linkage/estimate/fit.h"
#include "linkage/estimate/model.h"

namespace onefold::estimate {

inline constexpr unsigned kMostListsEnumerated = 6;

// Terms of at most so many lists: 2 for three and six lists, 3 for four and five.
unsigned DefaultOrder(unsigned lists);
// What the search takes: 3 for six lists, else one less than there are lists.
unsigned MostOrder(unsigned lists);

struct RankedModel {
  Model model;
  Fit fit;
};

// The `keep` best sound models with terms of at most `order` lists, the best first; all main
// effects are in each. Exact: a branch is left out only when the likelihood of its widest model
// says that nothing in it can be among them. Empty when no model is sound.
// InvalidArgument: more than kMostListsEnumerated lists, or an order that is not 1 to MostOrder.
StatusOr<std::vector<RankedModel>> BestByBic(const Counts& counts, unsigned order,
                                             std::size_t keep);

}  // namespace onefold::estimate
