// The estimate of the persons whom no agency met, from the capture histories of one run, under a
// disclosure profile. Experimental. Format "onefold-estimate-1": docs/formats/estimate.md.
#pragma once

#include <string>

#include "crypto/status.h"
#include "linkage/estimate/estimate.h"
#include "linkage/release/report.h"

namespace onefold::release {

struct EstimateDocument {
  std::string json;     // one object, without a final line break
  std::string refusal;  // why there is no result; "" when there is one
};

// Of `run` the tally, the drawn linkage structures and the profile count. A run whose counts say
// too little, or whose total has no interval, is no error: the document says why.
//
// Outside the internal profile the counts of histories are those that a release of the run shows;
// estimates and bounds have two digits, bounds rounded outwards; and all that is a function of
// small cells stays out: models by name, their BIC and probability, the path of a selection.
// InvalidArgument: as FormatRelease and EstimateLinked. FailedPrecondition: more sources than
// draws are kept for, or a run of before draws were kept.
StatusOr<EstimateDocument> FormatRunEstimate(const ReleaseInput& run,
                                             const estimate::EstimateOptions& options);

}  // namespace onefold::release
