// Entities at many cuts against the truth: the records are linked once, clustered at every cut.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/lab/link.h"
#include "services/lab/score.h"

namespace onefold::lab {

struct SweepOptions {
  LinkOptions link;
  std::string truth_path;
  // Least mean weight of a merge, in millibits; or, with `dice`, least Dice similarity of a link,
  // in millionths (clkhash schemas only): the passes are then linked at the lowest.
  std::vector<std::int32_t> cuts;
  bool dice = false;
};

struct SweepRow {
  std::int32_t cut = 0;
  count::UniqueEstimate unique;
  Score score;
};

struct Sweep {
  bool dice = false;              // cuts are thresholds
  std::vector<SweepRow> rows;     // in the order of the cuts
  std::uint64_t unique_true = 0;  // persons with a record that was linked
};

// "-6000:6000:500" (from, to, step; both ends included) or "0,500,1000"; `scale` multiplies each
// number before it is rounded. InvalidArgument for anything else and beyond 1,000 cuts.
StatusOr<std::vector<std::int32_t>> ParseCuts(const std::string& text, double scale);

StatusOr<Sweep> SweepCuts(const SweepOptions& options);
std::string FormatSweep(const Sweep& sweep);

}  // namespace onefold::lab
