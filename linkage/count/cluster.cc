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

// Those within a group, each once, cannot-links first, then by cases: neither kind depends on the
// order given.
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
  const auto same = [](const Constraint& a, const Constraint& b) {
    return std::tie(a.link, a.left, a.right) == std::tie(b.link, b.left, b.right);
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  std::vector<std::vector<Constraint>> of(groups);
  for (const Constraint& one : sorted) {
    if (group_of[one.left] == group_of[one.right]) of[group_of[one.left]].push_back(one);
  }
  return of;
}

// What a pair that is held costs, and one of the group that is being agglomerated: two entries of
// hash maps and one of the heap.
constexpr std::uint64_t kBytesPerPair = sizeof(Evidence) + 8, kBytesPerGroupPair = 200;

Status TooManyPairs(std::uint64_t pairs, std::uint64_t memory_bytes) {
  return ResourceExhaustedError(
      "clustering " + std::to_string(pairs) + " pairs of records needs more than the " +
      std::to_string(memory_bytes >> 20) +
      " MiB it may use: raise memory_mib, or use a schema with less common blocks");
}

// One clustering with given weights.
class Clustering {
 public:
  // `shift` is added to pairs of clean sources (competition.h).
  Clustering(std::span<const CaseRef> cases, std::span<const Source> sources,
             const EvidenceStream& evidence, const ClusterParameters& parameters,
             std::span<const Constraint> constraints, std::int32_t shift,
             std::uint64_t memory_bytes)
      : cases_(cases),
        sources_(sources),
        evidence_(evidence),
        parameters_(parameters),
        constraints_(constraints),
        shift_(shift),
        memory_bytes_(memory_bytes) {
    // A cut below the weight of an unseen pair would join everything that was never compared.
    parameters_.cut = std::max(parameters_.cut, parameters_.unseen_weight);
  }

  StatusOr<Entities> Run() {
    ONEFOLD_RETURN_IF_ERROR(FindGroups());
    ONEFOLD_RETURN_IF_ERROR(Collect());
    const Grouped members(group_of_, group_count_), pairs(group_of_pair_, group_count_);
    ONEFOLD_RETURN_IF_ERROR(CheckLargestGroup(pairs));
    const auto constraints_of = GroupConstraints(constraints_, group_of_, group_count_);
    Entities entities;
    std::vector<std::uint32_t> first_of(cases_.size());
    local_.resize(cases_.size());
    for (std::uint32_t g = 0; g < group_count_; ++g) {
      Agglomerate(members.of(g), pairs.of(g),
                  constraints_of.empty() ? std::span<const Constraint>() : constraints_of[g],
                  first_of, entities);
    }
    entities.entity_of.assign(cases_.size(), kUnset);
    for (std::uint32_t i = 0; i < cases_.size(); ++i) {
      entities.entity_of[i] = first_of[i] == i ? entities.count++ : entities.entity_of[first_of[i]];
    }
    return entities;
  }

 private:
  std::int32_t WeightOf(const Evidence& pair) const {
    return pair.weight + (shift_ != 0 && BothClean(cases_, sources_, pair) ? shift_ : 0);
  }

  // Groups that no chain of pairs connects never meet: each is agglomerated on its own.
  Status FindGroups() {
    Groups groups(cases_.size());
    ONEFOLD_RETURN_IF_ERROR(evidence_.ForEach([&](std::span<const Evidence> some) {
      for (const Evidence& pair : some) {
        if (WeightOf(pair) > parameters_.unseen_weight) groups.Join(pair.left, pair.right);
      }
    }));
    for (const Constraint& constraint : constraints_) {
      if (constraint.link) groups.Join(constraint.left, constraint.right);
    }
    group_of_.resize(cases_.size());
    for (std::uint32_t i = 0; i < cases_.size(); ++i) {
      const std::uint32_t root = groups.Root(i);
      group_of_[i] = root == i ? group_count_++ : group_of_[root];  // roots come first
    }
    return OkStatus();
  }

  // The pairs within a group, also those that speak against it.
  Status Collect() {
    std::uint64_t pairs = 0;
    ONEFOLD_RETURN_IF_ERROR(evidence_.ForEach([&](std::span<const Evidence> some) {
      for (const Evidence& pair : some) {
        if (group_of_[pair.left] != group_of_[pair.right]) continue;
        if (++pairs * kBytesPerPair > memory_bytes_) continue;
        Evidence& kept = pairs_.emplace_back(pair);
        kept.weight = WeightOf(pair);
        group_of_pair_.push_back(group_of_[pair.left]);
      }
    }));
    if (pairs > pairs_.size()) return TooManyPairs(pairs, memory_bytes_);
    return OkStatus();
  }

  Status CheckLargestGroup(const Grouped& pairs) const {
    std::uint64_t largest = 0;
    for (std::uint32_t g = 0; g < group_count_; ++g) {
      largest = std::max<std::uint64_t>(largest, pairs.of(g).size());
    }
    if (pairs_.size() * kBytesPerPair + largest * kBytesPerGroupPair > memory_bytes_) {
      return TooManyPairs(pairs_.size(), memory_bytes_);
    }
    return OkStatus();
  }

  void Agglomerate(std::span<const std::uint32_t> members, std::span<const std::uint32_t> pairs,
                   std::span<const Constraint> constraints, std::vector<std::uint32_t>& first_of,
                   Entities& entities) {
    std::vector<std::uint32_t> clean_source(members.size(), Agglomeration::kNoSource);
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      local_[members[i]] = i;
      const std::uint16_t source = cases_[members[i]].source;
      if (sources_[source].clean) clean_source[i] = source;
    }
    Agglomeration agglomeration(clean_source, parameters_);
    for (const std::uint32_t p : pairs) {
      agglomeration.AddEvidence(local_[pairs_[p].left], local_[pairs_[p].right], pairs_[p].weight,
                                pairs_[p].passes);
    }
    for (const Constraint& one : constraints) {
      if (!agglomeration.Constrain(local_[one.left], local_[one.right], one.link)) {
        ++entities.contradictions;
      }
    }
    const Agglomeration::Outcome outcome = agglomeration.Run();
    for (std::size_t i = 0; i < members.size(); ++i) {
      first_of[members[i]] = members[outcome.first_of[i]];
    }
    const auto append = [&](const std::vector<Merge>& from, std::vector<Merge>& to) {
      for (Merge merge : from) {
        merge.left = members[merge.left];
        merge.right = members[merge.right];
        to.push_back(merge);
      }
    };
    append(outcome.merges, entities.merges);
    append(outcome.rejected, entities.rejected);
  }

  const std::span<const CaseRef> cases_;
  const std::span<const Source> sources_;
  const EvidenceStream& evidence_;
  ClusterParameters parameters_;
  const std::span<const Constraint> constraints_;
  const std::int32_t shift_;
  const std::uint64_t memory_bytes_;

  std::uint32_t group_count_ = 0;
  std::vector<std::uint32_t> group_of_;       // by case
  std::vector<Evidence> pairs_;               // that can matter
  std::vector<std::uint32_t> group_of_pair_;  // by pair
  std::vector<std::uint32_t> local_;          // by case: its number in its group
};

}  // namespace

StatusOr<Entities> Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                           const EvidenceStream& evidence, const ClusterParameters& parameters,
                           std::span<const Constraint> constraints, std::uint64_t memory_bytes) {
  const auto run = [&](std::int32_t shift) {
    return Clustering(cases, sources, evidence, parameters, constraints, shift, memory_bytes).Run();
  };
  ONEFOLD_ASSIGN_OR_RETURN(Entities entities, run(0));
  ONEFOLD_ASSIGN_OR_RETURN(const std::int32_t shift,
                           CompetitionShift(cases, sources, evidence, entities));
  if (shift == 0) return entities;
  ONEFOLD_ASSIGN_OR_RETURN(entities, run(shift));
  entities.competition_shift = shift;
  return entities;
}

Entities Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                 std::span<const Evidence> evidence, const ClusterParameters& parameters,
                 std::span<const Constraint> constraints) {
  // What is in memory can be read, and fits.
  return *Cluster(cases, sources, EvidenceInMemory(evidence), parameters, constraints);
}

}  // namespace onefold::count
