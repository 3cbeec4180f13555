// Weights that a run is given instead of learning them: docs/formats/weights.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "linkage/encoding.h"
#include "linkage/pass_report.h"

namespace onefold::match {

struct FixedPass {
  std::string pass;
  // By block size class, as far as the file lists them: larger blocks take the last one.
  std::vector<std::int32_t> prior_millibits;
  std::vector<linkage::GroupWeights> groups;  // all of the pass, in order; `pairs` is 0
};
using FixedWeights = std::vector<FixedPass>;  // by pass of the schema

// Beyond these a weight decides alone, whatever all the others say.
inline constexpr std::int32_t kMaxFixedMillibits = 100'000;
inline constexpr std::size_t kMaxFixedWeightsBytes = 16 << 20;

// A file in the format "onefold-weights-1", or the report of a run, whose weights it takes; what it
// does not need it ignores. The bytes need no trust. InvalidArgument at the first thing that is
// wrong, with pass, group, outcome and rule, never with a value: no JSON, not the passes and groups
// of `layouts`, an outcome that cannot occur or is there twice, a number out of bounds; or
// when the layouts are not blocked, because Dice passes have no weights.
StatusOr<FixedWeights> ParseFixedWeights(ByteView text,
                                         std::span<const linkage::PassLayout> layouts);
// Also NotFound.
StatusOr<FixedWeights> ReadFixedWeights(const std::string& path,
                                        std::span<const linkage::PassLayout> layouts);

}  // namespace onefold::match
