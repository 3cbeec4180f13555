// The Poisson log-linear fit of one model, with extended maximum likelihood for empty overlaps.
//
// Sparse overlaps (Chan, Silverman and Vincent 2021): where no person holds all lists of a term,
// the term's estimate is minus infinity. Histories with it are taken out, and so is the term; what
// remains is fitted as usual. The term still counts as a parameter.
#pragma once

#include <vector>

#include "linkage/estimate/model.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

// What is left of model and table after empty overlaps are taken out.
struct Reduced {
  std::vector<History> terms;  // intercept (0) first, then the terms that some person holds
  std::vector<bool> kept;      // by history; history 0 is never kept
};
Reduced Reduce(const Counts& counts, const Model& model);

// Two things that may be wrong with a model on a table, as bits.
enum FitProblem : unsigned { kSound = 0, kNoMaximum = 1, kNotIdentifiable = 2 };

// kNoMaximum: the likelihood has no maximum on what is left (Fienberg and Rinaldo 2012), by the
// linear programme max s, A'x = A'n, x >= s, whose optimum is then zero. kNotIdentifiable: the
// columns of A are dependent. Both bits may be set.
unsigned CheckModel(const Counts& counts, const Model& model);

// The same, for a model whose fit is at hand: `mu` of FitModel. A fit with the margins of the
// counts and no cell on its way to zero spares the linear programme.
unsigned CheckModel(const Counts& counts, const Model& model, const std::vector<double>& mu);

struct Fit {
  double persons = 0;         // estimate of all: observed and dark figure
  double log_likelihood = 0;  // Poisson, with its constants
  double bic = 0;             // -2 log likelihood + ln(persons observed) * parameters
  std::vector<double> mu;     // by history, mu[0] the dark figure
};

// Newton's method on the reduced table. For a model that CheckModel refuses, log_likelihood is
// still the supremum, and the rest means nothing.
Fit FitModel(const Counts& counts, const Model& model);

// The same with the dark figure taken as known: history 0 is a cell like the others. mu alone.
std::vector<double> FitWithDarkFigure(const Counts& counts, const Model& model, double dark);

}  // namespace onefold::estimate
