#include <string>

#include "linkage/count/count.h"
#include "linkage/count/history.h"

namespace onefold::count {

StatusOr<Tally> TallyEntities(std::span<const CaseRef> cases, std::span<const Source> sources,
                              const Entities& entities,
                              std::span<const std::uint64_t> unlinkable_by_source) {
  if (sources.size() > kMostHistorySources) {
    return InvalidArgumentError("a tally takes at most " + std::to_string(kMostHistorySources) +
                                " sources");
  }
  if (unlinkable_by_source.size() != sources.size() || entities.entity_of.size() != cases.size()) {
    return InvalidArgumentError("the tally's cases, sources and entities do not belong together");
  }
  Tally tally;
  tally.gross_by_source.assign(unlinkable_by_source.begin(), unlinkable_by_source.end());
  tally.unique_by_source.resize(sources.size());
  tally.only_this_source.resize(sources.size());
  for (const std::uint64_t count : unlinkable_by_source) tally.unlinkable += count;
  tally.gross = tally.unlinkable + cases.size();
  tally.unique = entities.count;

  std::vector<std::uint32_t> history(entities.count);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].source >= sources.size() || entities.entity_of[i] >= entities.count) {
      return InvalidArgumentError("a case names a source or an entity that does not exist");
    }
    ++tally.gross_by_source[cases[i].source];
    history[entities.entity_of[i]] |= HistoryOf(cases[i], sources);
  }
  for (const std::uint32_t sources_met : history) {
    ++tally.persons_by_history[sources_met];
    for (std::size_t s = 0; s < sources.size(); ++s) {
      const std::uint32_t bit = std::uint32_t{1} << s;
      if ((sources_met & bit) != 0) ++tally.unique_by_source[s];
      if (sources_met == bit) ++tally.only_this_source[s];
    }
  }
  return tally;
}

}  // namespace onefold::count
