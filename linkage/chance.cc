#include "linkage/chance.h"

#include <algorithm>
#include <map>

namespace onefold::linkage {

void AddChance(ChanceTable& table, const ChanceTable& more) {
  std::map<std::vector<std::string>, std::map<std::uint32_t, std::uint64_t>> sums;
  for (const ChanceTable* one : {&std::as_const(table), &more}) {
    for (const ChanceGroup& group : *one) {
      for (const OutcomeCount& outcome : group.outcomes) {
        sums[group.filters][outcome.outcome] += outcome.count;
      }
    }
  }
  table.clear();
  for (const auto& [filters, outcomes] : sums) {
    ChanceGroup& group = table.emplace_back(ChanceGroup{filters, {}});
    for (const auto& [outcome, count] : outcomes) group.outcomes.push_back({outcome, count});
  }
}

std::vector<std::vector<OutcomeCount>> ChanceOf(const ChanceTable& table, const PassLayout& layout,
                                                const OutcomeSpace& space) {
  std::vector<std::vector<OutcomeCount>> counts;
  for (const OutcomeGroup& group : space.groups) {
    counts.emplace_back();
    const auto names_match = [&](const ChanceGroup& one) {
      if (one.filters.size() != group.levels.size()) return false;
      for (std::size_t f = 0; f < one.filters.size(); ++f) {
        if (one.filters[f] != layout.filters[group.first_filter + f].name) return false;
      }
      return true;
    };
    const auto found = std::find_if(table.begin(), table.end(), names_match);
    if (found == table.end()) continue;
    const bool fits =
        std::all_of(found->outcomes.begin(), found->outcomes.end(),
                    [&](const OutcomeCount& one) { return one.outcome < group.size; });
    if (fits) counts.back() = found->outcomes;
  }
  return counts;
}

}  // namespace onefold::linkage
