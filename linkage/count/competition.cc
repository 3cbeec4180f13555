#include "linkage/count/competition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "linkage/count/probability.h"
#include "linkage/count/sorted.h"

namespace onefold::count {
namespace {

constexpr std::int32_t kMostShift = 6'000;
using Histogram = std::array<std::uint64_t, kWeightSteps>;  // pairs by weight

double MeanProbability(const Histogram& pairs, double shift_bits) {
  double links = 0, all = 0;
  for (std::size_t step = 0; step < kWeightSteps; ++step) {
    if (pairs[step] == 0) continue;
    links += static_cast<double>(pairs[step]) * Logistic(BitsOfStep(step) + shift_bits);
    all += static_cast<double>(pairs[step]);
  }
  return all == 0 ? 0 : links / all;
}

double LogOdds(double probability) {
  const double p = std::clamp(probability, 1e-6, 1 - 1e-6);
  return BinaryLogarithm(p / (1 - p));
}

class CleanSources {
 public:
  CleanSources(std::span<const CaseRef> cases, std::span<const Source> sources,
               const Entities& entities)
      : of_(entities.count) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (sources[cases[i].source].clean) of_[entities.entity_of[i]].push_back(cases[i].source);
    }
    for (auto& some : of_) std::sort(some.begin(), some.end());
  }
  bool InCommon(std::uint32_t a, std::uint32_t b) const { return Intersect(of_[a], of_[b]); }

 private:
  std::vector<std::vector<std::uint16_t>> of_;  // by entity, ascending
};

}  // namespace

StatusOr<std::int32_t> CompetitionShift(std::span<const CaseRef> cases,
                                        std::span<const Source> sources,
                                        const EvidenceStream& evidence, const Entities& entities) {
  const CleanSources clean(cases, sources, entities);
  Histogram all{}, free{};
  bool rejected = false;
  const auto count = [&](const Evidence& pair) {
    if (!BothClean(cases, sources, pair)) return;
    const std::uint32_t a = entities.entity_of[pair.left], b = entities.entity_of[pair.right];
    const std::size_t step = StepOfWeight(pair.weight);
    ++all[step];
    if (a != b && clean.InCommon(a, b)) {
      rejected = true;
    } else {
      ++free[step];
    }
  };
  ONEFOLD_RETURN_IF_ERROR(evidence.ForEach(
      [&](std::span<const Evidence> some) { std::for_each(some.begin(), some.end(), count); }));
  if (!rejected) return 0;
  const double before = LogOdds(MeanProbability(all, 0));
  double shift = 0;
  for (int i = 0; i < 30; ++i) shift = LogOdds(MeanProbability(free, shift)) - before;
  return std::clamp(static_cast<std::int32_t>(std::lround(shift * 1'000)), 0, kMostShift);
}

}  // namespace onefold::count
