// The best hierarchical models by BIC, for up to five lists.
#pragma once

#include <vector>

#include "linkage/estimate/fit.h"
#include "linkage/estimate/model.h"

namespace onefold::estimate {

inline constexpr unsigned kMostListsEnumerated = 5;

// Terms of at most so many lists: 2 for three lists, 3 for four and five.
unsigned DefaultOrder(unsigned lists);

struct RankedModel {
  Model model;
  Fit fit;
};

// The `keep` best sound models with terms of at most `order` lists, the best first; all main
// effects are in each. Exact: a branch is left out only when the likelihood of its widest model
// says that nothing in it can be among them. Empty when no model is sound.
// InvalidArgument: more than kMostListsEnumerated lists, or an order that is not 1 to lists - 1.
StatusOr<std::vector<RankedModel>> BestByBic(const Counts& counts, unsigned order,
                                             std::size_t keep);

}  // namespace onefold::estimate
