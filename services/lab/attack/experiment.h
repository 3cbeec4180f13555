// The two sides of an experiment and the order of its runs.
#pragma once

#include <string>
#include <vector>

#include "linkage/schema.h"
#include "services/lab/attack/judge.h"
#include "services/lab/attack/report.h"
#include "services/lab/attack/suite.h"
#include "services/lab/attack/view.h"
#include "services/ops/progress.h"

namespace onefold::lab::attack {

struct Experiment {
  const linkage::LinkageSchema& schema;
  const AttackOptions& options;
  unsigned workers = 1;
  // Own format. Attack code gets the population and views of the victims; the victims themselves
  // are for EncodeVictims alone.
  Records victims, population;
  std::size_t victim_count = 0, population_count = 0;
  const Judge& judge;
};

// The victims' items of a pass under the random key of `seed`.
StatusOr<EncodedPass> EncodeVictims(const Experiment& experiment, std::size_t pass,
                                    std::uint64_t seed);

// What the holder of the linkage key has (A7).
inline constexpr std::string_view kVictimsEpoch = "victims";
crypto::Secret VictimsKey(std::uint64_t seed);

inline constexpr std::string_view kNoBlocks = "the schema has no blocks: see A1";
std::vector<AttackOutcome> NotApplicable(std::string_view id, std::string_view name,
                                         std::string_view reason);

std::uint64_t CountTrue(const std::vector<bool>& values);

// One outcome an attack, or (A2, A4 to A7) one a pass, then their union.
StatusOr<std::vector<AttackOutcome>> RunSimilarityGraph(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunBlockAware(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunPassLinkage(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunRegression(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunElimination(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunFrequency(const Experiment& experiment);
StatusOr<std::vector<AttackOutcome>> RunDictionary(const Experiment& experiment);

}  // namespace onefold::lab::attack
