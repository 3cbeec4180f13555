#include <algorithm>
#include <bit>
#include <numeric>

#include "linkage/count/agglomerate.h"
#include "linkage/count/count.h"

namespace onefold::count {
namespace {

constexpr std::uint32_t kUnset = 0xffffffff;

// Union-find with path halving; a group's root is its lowest case.
class Groups {
 public:
  explicit Groups(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0u); }

  std::uint32_t Root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(std::uint32_t a, std::uint32_t b) {
    a = Root(a);
    b = Root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

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

}  // namespace

Entities Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                 std::span<const Evidence> evidence, const ClusterParameters& parameters) {
  // A cut below the weight of an unseen pair would join everything that was never compared.
  ClusterParameters used = parameters;
  used.cut = std::max(used.cut, used.unseen_weight);

  // Evidence that no chain of pairs connects never meets: each group is agglomerated on its own.
  Groups groups(cases.size());
  for (const Evidence& pair : evidence) groups.Join(pair.left, pair.right);
  std::vector<std::uint32_t> group_of(cases.size()), group_of_pair(evidence.size());
  std::uint32_t group_count = 0;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const std::uint32_t root = groups.Root(i);
    group_of[i] = root == i ? group_count++ : group_of[root];  // roots come first
  }
  for (std::size_t p = 0; p < evidence.size(); ++p) group_of_pair[p] = group_of[evidence[p].left];
  const Grouped members(group_of, group_count), pairs(group_of_pair, group_count);

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
                                evidence[p].weight,
                                static_cast<std::uint32_t>(std::popcount(evidence[p].passes)));
    }
    const Agglomeration::Outcome outcome = agglomeration.Run();
    for (std::size_t i = 0; i < of.size(); ++i) first_of[of[i]] = of[outcome.first_of[i]];
    entities.merges.insert(entities.merges.end(), outcome.merges.begin(), outcome.merges.end());
    entities.rejected.insert(entities.rejected.end(), outcome.rejected.begin(),
                             outcome.rejected.end());
  }

  entities.entity_of.assign(cases.size(), kUnset);
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    entities.entity_of[i] = first_of[i] == i ? entities.count++ : entities.entity_of[first_of[i]];
  }
  entities.passes_of.resize(cases.size());
  for (const Evidence& pair : evidence) {
    if (entities.entity_of[pair.left] != entities.entity_of[pair.right]) continue;
    entities.passes_of[pair.left] |= pair.passes;
    entities.passes_of[pair.right] |= pair.passes;
  }
  return entities;
}

}  // namespace onefold::count
