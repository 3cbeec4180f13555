// Method "linkage-averaging-1", with its symbols and its measured behaviour: docs/QUALITY.md.
#include <algorithm>
#include <cmath>

#include "linkage/count/count.h"
#include "linkage/count/draws.h"

namespace onefold::count {
namespace {

// An interval is refused when the doubtful merges, or those that no pass could show, are more than
// this share of the total: there the score says too little, and any interval would be a guess.
constexpr double kMostDoubt = 0.5;

// Persons that the largest clean source met: its records, less those that must-links join.
std::uint64_t LargestCleanSource(std::span<const CaseRef> cases, std::span<const Source> sources,
                                 const Entities& entities) {
  std::vector<std::pair<std::uint16_t, std::uint32_t>> met;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (sources[cases[i].source].clean) met.emplace_back(cases[i].source, entities.entity_of[i]);
  }
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  std::vector<std::uint64_t> sizes(sources.size());
  std::uint64_t largest = cases.empty() ? 0 : 1;
  for (const auto& [source, entity] : met) largest = std::max(largest, ++sizes[source]);
  return largest;
}

// Median, and the quantiles that leave 2.5 % of the draws on either side.
Interval IntervalOf(std::vector<std::uint64_t> draws) {
  if (draws.empty()) return {};
  std::sort(draws.begin(), draws.end());
  const std::size_t tail = draws.size() / 40;
  return {draws[draws.size() / 2], draws[tail], draws[draws.size() - 1 - tail]};
}

template <typename Holds>
Interval PersonsWith(const Draws& draws, Holds holds) {
  std::vector<std::uint64_t> counts;
  for (const auto& by_history : draws.by_history) {
    std::uint64_t count = 0;
    for (const auto& [history, persons] : by_history) {
      if (holds(history)) count += persons;
    }
    counts.push_back(count);
  }
  return IntervalOf(std::move(counts));
}

void EstimateCells(const Draws& draws, std::span<const Source> sources, UniqueEstimate& result) {
  if (draws.by_history.empty()) return;
  std::uint32_t state = 0, ngo = 0;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const std::uint32_t bit = std::uint32_t{1} << s;
    result.by_source.push_back(PersonsWith(draws, [=](std::uint32_t h) { return (h & bit) != 0; }));
    result.only_this_source.push_back(
        PersonsWith(draws, [=](std::uint32_t h) { return h == bit; }));
    if (sources[s].type == SourceType::kState) state |= bit;
    if (sources[s].type == SourceType::kNgo) ngo |= bit;
  }
  result.state_only =
      PersonsWith(draws, [=](std::uint32_t h) { return (h & state) != 0 && (h & ngo) == 0; });
  result.ngo_only =
      PersonsWith(draws, [=](std::uint32_t h) { return (h & state) == 0 && (h & ngo) != 0; });
  result.both =
      PersonsWith(draws, [=](std::uint32_t h) { return (h & state) != 0 && (h & ngo) != 0; });

  std::map<std::uint32_t, std::vector<std::uint64_t>> histories;
  for (std::size_t d = 0; d < draws.by_history.size(); ++d) {
    for (const auto& [history, persons] : draws.by_history[d]) {
      auto& counts = histories[history];
      counts.resize(draws.by_history.size());
      counts[d] = persons;
    }
  }
  for (auto& [history, counts] : histories) {
    result.by_history.push_back({history, IntervalOf(std::move(counts))});
  }
}

// Evenly among all of them.
void KeepDraws(Draws draws, std::size_t sources, UniqueEstimate& result) {
  if (sources > kMostSourcesKept) return;
  constexpr std::size_t kStep = kDraws / kKeptDraws;
  for (std::size_t d = 0; d < draws.by_history.size(); d += kStep) {
    result.drawn.push_back(std::move(draws.by_history[d]));
  }
}

std::string RefusalOf(const UniqueEstimate& result, const UnseenMerges& unseen,
                      const Entities& entities) {
  const auto most = kMostDoubt * static_cast<double>(result.estimate);
  if (!entities.merges.empty() && unseen.passes < 2) {
    return "one pass alone cannot say which links it misses";
  }
  if (result.false_merges + result.missed_merges > most) {
    return "the scores of links and of chance agreements overlap";
  }
  if (unseen.likely > most) return "too many links rest on a single pass";
  return "";
}

}  // namespace

UniqueEstimate EstimateUnique(std::span<const CaseRef> cases, std::span<const Source> sources,
                              const Entities& entities) {
  UniqueEstimate result;
  result.records = cases.size();
  result.entities = entities.count;
  ProbabilitySum wrong, right;
  for (const Merge& merge : entities.merges) wrong.Add(1 - ProbabilityOf(merge));
  for (const Merge& merge : entities.rejected) right.Add(ProbabilityOf(merge));
  result.false_merges = wrong.value();
  result.missed_merges = right.value();
  const std::vector<UnseenStratum> by_source = EstimateUnseenBySource(cases, sources, entities);
  const UnseenMerges unseen = Sum(by_source);
  result.missed_by_blocking = unseen.likely;

  Draws draws = DrawLinkages(cases, sources, entities, by_source);
  const Interval persons = IntervalOf(draws.persons);
  const std::uint64_t lowest = LargestCleanSource(cases, sources, entities), highest = cases.size();
  result.estimate = std::clamp(persons.estimate, lowest, highest);
  result.low = std::clamp(persons.low, lowest, highest);
  result.high = std::clamp(persons.high, lowest, highest);
  const double doubt = result.false_merges + result.missed_merges;
  if (result.estimate > 0) {
    result.separation = std::max(0.0, 1 - doubt / static_cast<double>(result.estimate));
  }
  result.refusal = RefusalOf(result, unseen, entities);
  if (result.refusal.empty()) {
    EstimateCells(draws, sources, result);
    KeepDraws(std::move(draws), sources.size(), result);
  } else {
    result.low = lowest;
    result.high = highest;
  }
  return result;
}

}  // namespace onefold::count
