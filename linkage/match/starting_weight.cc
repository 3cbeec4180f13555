#include "linkage/match/starting_weight.h"

#include <algorithm>

#include "linkage/match/log_odds.h"

namespace onefold::match {

using linkage::OutcomeGroup;

namespace {

// Links a record is expected to have in its block before anything is known.
constexpr double kStartingLinksPerRecord = 0.5;

}  // namespace

// Links agree: each level is a quarter as likely as the one above; non-links the other way round. A
// twentieth is spread evenly, so that no level starts as impossible.
std::vector<double> StartingLevels(std::size_t levels, bool links) {
  std::vector<double> share(levels);
  double sum = 0, value = 1;
  for (std::size_t l = 0; l < levels; ++l, value /= 4) {
    share[links ? l : levels - 1 - l] = value;
    sum += value;
  }
  for (double& s : share) s = 0.95 * s / sum + 0.05 / static_cast<double>(levels);
  return share;
}

double StartingPrior(std::size_t block_size_class) {
  const double others = static_cast<double>((std::uint64_t{1} << block_size_class)) * 1.5 - 1;
  return std::min(0.5, kStartingLinksPerRecord / std::max(1.0, others));
}

OutcomeWeight StartingWeight(const OutcomeGroup& group, std::uint32_t outcome) {
  double m = 1, u = 1;
  for (std::size_t f = 0; f < group.levels.size(); ++f) {
    if (group.IsMissing(outcome, f)) continue;
    m *= StartingLevels(group.levels[f], true)[group.LevelOf(outcome, f)];
    u *= StartingLevels(group.levels[f], false)[group.LevelOf(outcome, f)];
  }
  OutcomeWeight weight{outcome, ToPpm(m), ToPpm(u)};
  weight.weight = Log2Millibits(weight.m_ppm) - Log2Millibits(weight.u_ppm);
  return weight;
}

std::int32_t StartingPriorMillibits(std::size_t block_size_class) {
  return LogOddsMillibits(StartingPrior(block_size_class));
}

}  // namespace onefold::match
