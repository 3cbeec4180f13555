#include "linkage/count/unseen.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "linkage/count/groups.h"
#include "linkage/count/history.h"
#include "linkage/count/probability.h"

namespace onefold::count {
namespace {

// A stratum has at least so many examples of what its merges join, if it has so many merges.
constexpr std::size_t kEnough = 20;

// Share of the records of each source that stay alone, in millionths.
std::vector<std::uint64_t> AloneBySource(std::span<const CaseRef> cases,
                                         std::span<const Source> sources,
                                         const Entities& entities) {
  std::vector<std::uint32_t> size(entities.count);
  for (const std::uint32_t entity : entities.entity_of) ++size[entity];
  std::vector<std::uint64_t> alone(sources.size()), all(sources.size(), 1);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ++all[cases[i].source];
    if (size[entities.entity_of[i]] == 1) alone[cases[i].source] += 1'000'000;
  }
  for (std::size_t s = 0; s < sources.size(); ++s) alone[s] /= all[s];
  return alone;
}

// The histories of the entities, with and without one of their records.
class EntityHistories {
 public:
  EntityHistories(std::span<const CaseRef> cases, std::span<const Source> sources,
                  const Entities& entities)
      : once_(entities.count), twice_(entities.count) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const std::uint32_t entity = entities.entity_of[i], bit = HistoryOf(cases[i], sources);
      twice_[entity] |= once_[entity] & bit;
      once_[entity] |= bit;
    }
  }
  std::uint32_t Without(std::uint32_t entity, std::uint32_t bit) const {
    return (once_[entity] & ~bit) | (twice_[entity] & bit);
  }

 private:
  std::vector<std::uint32_t> once_, twice_;  // sources with at least one record, with two
};

// Replays the merges that were made: visit(merge, stratum, join).
template <typename Visit>
void Replay(std::span<const CaseRef> cases, std::span<const Source> sources,
            const Entities& entities, Visit visit) {
  const std::vector<std::uint64_t> alone = AloneBySource(cases, sources, entities);
  const EntityHistories histories(cases, sources, entities);
  Groups groups(cases.size());
  std::vector<std::uint32_t> size(cases.size(), 1), history(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) history[i] = HistoryOf(cases[i], sources);
  for (const Merge& merge : entities.merges) {
    const std::uint32_t a = groups.Root(merge.left), b = groups.Root(merge.right);
    const std::size_t x = cases[a].source, y = cases[b].source;
    const bool second = size[a] == 1 && size[b] == 1
                            ? std::pair(alone[y], y) > std::pair(alone[x], x)
                            : size[b] == 1;
    const std::uint32_t one = second ? b : a, other = second ? a : b;
    if (size[one] == 1) {
      visit(merge, std::size_t{cases[one].source},
            Join{history[one], histories.Without(entities.entity_of[one], history[one])});
    } else {
      const auto [low, high] = std::minmax(history[one], history[other]);
      visit(merge, sources.size(), Join{low, high});
    }
    groups.Join(a, b);
    const std::uint32_t root = groups.Root(a);
    size[root] = size[a] + size[b];
    history[root] = history[a] | history[b];
  }
}

// Of the joins by number of passes: the first ones, until there are enough.
std::vector<Join> Fewest(const std::array<std::vector<Join>, 33>& by_passes) {
  std::vector<Join> like;
  for (const auto& some : by_passes) {
    if (like.size() >= kEnough) break;
    like.insert(like.end(), some.begin(), some.end());
  }
  std::sort(like.begin(), like.end());
  return like;
}

}  // namespace

double ProbabilityOf(const Merge& merge) {
  return Logistic(static_cast<double>(merge.weight_sum / static_cast<std::int64_t>(merge.pairs)) /
                  1'000);
}

UnseenMerges EstimateUnseen(std::span<const Merge> merges) {
  std::array<ProbabilitySum, 33> frequency;  // by number of passes
  std::uint32_t all = 0;
  for (const Merge& merge : merges) {
    all |= merge.passes;
    // A merge counts by how sure it is: chance agreements rest on few passes too.
    frequency[static_cast<std::size_t>(std::popcount(merge.passes))].Add(ProbabilityOf(merge));
  }
  const double f1 = frequency[1].value(), f2 = frequency[2].value();
  UnseenMerges unseen;
  unseen.passes = static_cast<std::uint32_t>(std::popcount(all));
  if (unseen.passes < 2) return unseen;
  const double t = unseen.passes, ratio = f1 / (f2 + 1);
  unseen.least = std::max(0.0, (f1 - 1) * ratio / 2 * (t - 1) / t);
  unseen.likely = 1.75 * unseen.least;
  unseen.most = std::max(3 * unseen.least, f1 * (t - 1) / t);
  unseen.sd = 1.75 * std::sqrt((f2 + 1) * (ratio * ratio / 2 + ratio * ratio * ratio +
                                           ratio * ratio * ratio * ratio / 4));
  return unseen;
}

std::vector<UnseenStratum> EstimateUnseenBySource(std::span<const CaseRef> cases,
                                                  std::span<const Source> sources,
                                                  const Entities& entities) {
  std::vector<std::vector<Merge>> merges(sources.size() + 1);
  std::vector<std::array<std::vector<Join>, 33>> joins(sources.size() + 1);
  Replay(cases, sources, entities, [&](const Merge& merge, std::size_t stratum, const Join& join) {
    merges[stratum].push_back(merge);
    joins[stratum][static_cast<std::size_t>(std::popcount(merge.passes))].push_back(join);
  });
  std::vector<UnseenStratum> strata;
  for (std::size_t s = 0; s < merges.size(); ++s) {
    strata.push_back({EstimateUnseen(merges[s]), Fewest(joins[s])});
  }
  return strata;
}

UnseenMerges Sum(std::span<const UnseenStratum> strata) {
  UnseenMerges sum;
  for (const auto& [unseen, like] : strata) {
    sum.least += unseen.least;
    sum.likely += unseen.likely;
    sum.most += unseen.most;
    sum.sd = std::sqrt(sum.sd * sum.sd + unseen.sd * unseen.sd);
    sum.passes = std::max(sum.passes, unseen.passes);
  }
  return sum;
}

}  // namespace onefold::count
