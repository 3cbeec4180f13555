// Which kernel and which sketch a search uses. Decided by a model of the costs, never by timing:
// the same sets on the same kind of machine always give the same choice, and noise has no say.
//
//   cycles = pairs * (words * per word + per pair)               comparing
//          + blocks with a candidate * looking into one          } rates counted on a sample of
//          + candidates * counting one                           } the rows
//          + preparing the sketches
#pragma once

#include <string>

#include "linkage/match/dice_panels.h"

namespace onefold::match {

struct DicePlan {
  DiceChoice choice;
  std::string filter;  // none, fold5, projection3
  std::string reason;
};

// InvalidArgument when `kernel` or `filter` (dice_search.h) is not to be had.
StatusOr<DicePlan> PlanDiceSearch(const std::string& kernel, const std::string& filter,
                                  const DiceBound& bound, const DiceWindows& windows,
                                  const PackedFilters& left, const PackedFilters& right,
                                  bool within);

}  // namespace onefold::match
