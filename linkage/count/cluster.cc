#include <algorithm>
#include <numeric>
#include <tuple>

#include "linkage/count/agglomerate.h"
#include "linkage/count/competition.h"
#include "linkage/count/count.h"
#include "linkage/count/groups.h"

namespace onefold::count {
namespace {

constexpr std::uint32_t kUnset = 0xffffffff;

// Indices of `keys` grouped by key: those of key k are order[first[k]] .. order[first[k + 1] - 1],
// ascending.
struct Grouped {
  std::vector<std::uint32_t> order;
  std::vector<std::size_t> first;

  explicit Grouped(std::span<const std::uint32_t> keys, std::size_t key_count)
      : order(keys.size()), first(key_count + 1) {
    for (const std::uint32_t key : keys) ++first[key + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t i = 0; i < keys.size(); ++i) order[next[keys[i]]++] = i;
  }
  std::span<const std::uint32_t> of(std::size_t key) const {
    return std::span(order).subspan(first[key], first[key + 1] - first[key]);
  }
};

// Those within a group, cannot-links first, then by cases: neither kind depends on the order given.
std::vector<std::vector<Constraint>> GroupConstraints(std::span<const Constraint> constraints,
                                                      std::span<const std::uint32_t> group_of,
                                                      std::uint32_t groups) {
  if (constraints.empty()) return {};
  std::vector<Constraint> sorted;
  for (const Constraint& one : constraints) {
    sorted.push_back({std::min(one.left, one.right), std::max(one.left, one.right), one.link});
  }
  std::sort(sorted.begin(), sorted.end(), [](const Constraint& a, const Constraint& b) {
    return std::tie(a.link, a.left, a.right) < std::tie(b.link, b.left, b.right);
  });
  std::vector<std::vector<Constraint>> of(groups);
  for (const Constraint& one : sorted) {
    if (group_of[one.left] == group_of[one.right]) of[group_of[one.left]].push_back(one);
  }
  return of;
}

}  // namespace

namespace {

Entities ClusterOnce(std::span<const CaseRef> cases, std::span<const Source> sources,
                     std::span<const Evidence> evidence, const ClusterParameters& parameters,
                     std::span<const Constraint> constraints) {
  // A cut below the weight of an unseen pair would join everything that was never compared.
  ClusterParameters used = parameters;
  used.cut = std::max(used.cut, used.unseen_weight);

  // Evidence that no chain of pairs connects never meets: each group is agglomerated on its own.
  Groups groups(cases.size());
  for (const Evidence& pair : evidence) groups.Join(pair.left, pair.right);
  for (const Constraint& constraint : constraints) {
    if (constraint.link) groups.Join(constraint.left, constraint.right);
  }
  std::vector<std::uint32_t> group_of(cases.size()), group_of_pair(evidence.size());
  std::uint32_t group_count = 0;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const std::uint32_t root = groups.Root(i);
    group_of[i] = root == i ? group_count++ : group_of[root];  // roots come first
  }
  for (std::size_t p = 0; p < evidence.size(); ++p) group_of_pair[p] = group_of[evidence[p].left];
  const Grouped members(group_of, group_count), pairs(group_of_pair, group_count);
  const std::vector<std::vector<Constraint>> constraints_of =
      GroupConstraints(constraints, group_of, group_count);

  Entities entities;
  std::vector<std::uint32_t> first_of(cases.size()), local(cases.size());
  for (std::uint32_t g = 0; g < group_count; ++g) {
    const std::span<const std::uint32_t> of = members.of(g);
    std::vector<std::uint32_t> clean_source(of.size(), Agglomeration::kNoSource);
    for (std::uint32_t i = 0; i < of.size(); ++i) {
      local[of[i]] = i;
      if (sources[cases[of[i]].source].clean) clean_source[i] = cases[of[i]].source;
    }
    Agglomeration agglomeration(clean_source, used);
    for (const std::uint32_t p : pairs.of(g)) {
      agglomeration.AddEvidence(local[evidence[p].left], local[evidence[p].right],
                                evidence[p].weight, evidence[p].passes);
    }
    if (!constraints.empty()) {
      for (const Constraint& one : constraints_of[g]) {
        if (!agglomeration.Constrain(local[one.left], local[one.right], one.link)) {
          ++entities.contradictions;
        }
      }
    }
    const Agglomeration::Outcome outcome = agglomeration.Run();
    for (std::size_t i = 0; i < of.size(); ++i) first_of[of[i]] = of[outcome.first_of[i]];
    const auto append = [&](const std::vector<Merge>& from, std::vector<Merge>& to) {
      for (Merge merge : from) {
        merge.left = of[merge.left];
        merge.right = of[merge.right];
        to.push_back(merge);
      }
    };
    append(outcome.merges, entities.merges);
    append(outcome.rejected, entities.rejected);
  }

  entities.entity_of.assign(cases.size(), kUnset);
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    entities.entity_of[i] = first_of[i] == i ? entities.count++ : entities.entity_of[first_of[i]];
  }
  return entities;
}

}  // namespace

Entities Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                 std::span<const Evidence> evidence, const ClusterParameters& parameters,
                 std::span<const Constraint> constraints) {
  Entities entities = ClusterOnce(cases, sources, evidence, parameters, constraints);
  const std::int32_t shift = CompetitionShift(cases, sources, evidence, entities);
  if (shift == 0) return entities;
  std::vector<Evidence> shifted(evidence.begin(), evidence.end());
  for (Evidence& pair : shifted) {
    if (BothClean(cases, sources, pair)) pair.weight += shift;
  }
  entities = ClusterOnce(cases, sources, shifted, parameters, constraints);
  entities.competition_shift = shift;
  return entities;
}

}  // namespace onefold::count
