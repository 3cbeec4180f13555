// Hierarchical log-linear models of capture histories: log mu_w is the sum of alpha_s over the
// terms s contained in w; with a term all its subsets are in the model.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "linkage/estimate/table.h"

namespace onefold::estimate {

// The terms without the intercept, each a non-empty set of lists, ascending.
using Model = std::vector<History>;

Model MainEffects(unsigned lists);
// The hierarchical model that `generators` make, together with the main effects of all lists.
Model Closure(unsigned lists, std::span<const History> generators);
bool HasTerm(const Model& model, History term);
Model WithTerm(const Model& model, History term);
// All sets of `order` lists, ascending.
std::vector<History> TermsOfOrder(unsigned lists, unsigned order);

// The generators, largest first, in brackets: "[GO*NG] [GP*PF] [LA]".
std::string Describe(const Model& model, std::span<const std::string> lists);

}  // namespace onefold::estimate
