// Estimates of all persons of a made-up world, those whom no agency met included, beside the truth:
// what the error of the models costs and what the error of the linkage adds.
#pragma once

#include <cstdint>
#include <optional>

#include "services/lab/link.h"
#include "services/lab/score.h"
#include "services/lab/simulate.h"

namespace onefold::lab {

// Nothing where the counts say too little and the estimate is refused.
struct DarkFigureTrials {
  std::optional<Trial> true_links;  // from the true capture histories
  std::optional<Trial> as_linked;   // from the entities that were found
  std::optional<Trial> averaged;    // with the error of linkage in the interval
};

// By the default method for so many agencies. `persons`: the truth.
StatusOr<DarkFigureTrials> EstimateWorld(const LinkOutcome& outcome, const Truth& truth,
                                         std::uint64_t persons, std::uint64_t seed);

}  // namespace onefold::lab
