#include "linkage/count/agglomerate.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "linkage/count/sorted.h"

namespace onefold::count {
namespace {

// Sums reach 2^31 * 2^40: products of a sum and a number of pairs need 128 bits.
__extension__ using Wide = __int128;

}  // namespace

bool Agglomeration::Weaker::operator()(const Candidate& x, const Candidate& y) const {
  const Wide left = static_cast<Wide>(x.excess) * y.pairs;
  const Wide right = static_cast<Wide>(y.excess) * x.pairs;
  if (left != right) return left < right;
  return std::pair(x.low, x.high) > std::pair(y.low, y.high);
}

Agglomeration::Agglomeration(std::span<const std::uint32_t> clean_source,
                             const ClusterParameters& parameters)
    : parameters_(parameters), clusters_(clean_source.size()), merged_into_(clean_source.size()) {
  std::iota(merged_into_.begin(), merged_into_.end(), 0u);
  for (std::uint32_t i = 0; i < clusters_.size(); ++i) {
    clusters_[i].first = i;
    clusters_[i].members = {i};
    if (clean_source[i] != kNoSource) clusters_[i].clean_sources = {clean_source[i]};
  }
}

void Agglomeration::AddEvidence(std::uint32_t left, std::uint32_t right, std::int32_t weight,
                                std::uint32_t passes) {
  const Edge edge{std::int64_t{weight} - parameters_.unseen_weight, passes};
  clusters_[left].edges[right] = edge;
  clusters_[right].edges[left] = edge;
  Push(left, right, edge);
}

Agglomeration::Candidate Agglomeration::MakeCandidate(std::uint32_t a, std::uint32_t b,
                                                      const Edge& edge) const {
  const auto [low, high] = std::minmax(clusters_[a].first, clusters_[b].first);
  return {edge.excess, clusters_[a].size * clusters_[b].size, low, high, a, b};
}

void Agglomeration::Push(std::uint32_t a, std::uint32_t b, const Edge& edge) {
  // Nothing speaks for the pair more than for one never seen.
  if (edge.excess > 0) heap_.push(MakeCandidate(a, b, edge));
}

std::uint32_t Agglomeration::ClusterOf(std::uint32_t case_number) {
  while (merged_into_[case_number] != case_number) {
    case_number = merged_into_[case_number] = merged_into_[merged_into_[case_number]];
  }
  return case_number;
}

bool Agglomeration::Constrain(std::uint32_t left, std::uint32_t right, bool link) {
  const std::uint32_t a = ClusterOf(left), b = ClusterOf(right);
  if (link) {
    if (a == b) return true;
    if (clusters_[a].strangers.contains(b)) return false;
    const auto edge = clusters_[a].edges.find(b);
    const Candidate merge =
        MakeCandidate(a, b, edge == clusters_[a].edges.end() ? Edge{} : edge->second);
    must_links_.push_back({merge.low, merge.high,
                           static_cast<std::int64_t>(merge.pairs) * kMustLinkWeight, merge.pairs,
                           edge == clusters_[a].edges.end() ? 0 : edge->second.passes});
    MergeClusters(a, b);
  } else {
    clusters_[a].strangers.insert(b);
    clusters_[b].strangers.insert(a);
  }
  return true;
}

bool Agglomeration::Conflict(std::uint32_t a, std::uint32_t b) const {
  if (clusters_[a].strangers.contains(b)) return true;
  return Intersect(clusters_[a].clean_sources, clusters_[b].clean_sources);
}

void Agglomeration::MergeClusters(std::uint32_t a, std::uint32_t b) {
  if (clusters_[a].edges.size() < clusters_[b].edges.size()) std::swap(a, b);
  Cluster& into = clusters_[a];
  Cluster& from = clusters_[b];
  into.edges.erase(b);
  from.edges.erase(a);
  into.size += from.size;
  into.first = std::min(into.first, from.first);
  from.alive = false;
  merged_into_[b] = a;
  for (const std::uint32_t stranger : std::exchange(from.strangers, {})) {
    into.strangers.insert(stranger);
    clusters_[stranger].strangers.erase(b);
    clusters_[stranger].strangers.insert(a);
  }
  for (const auto& [other, edge] : std::exchange(from.edges, {})) {
    Edge& joined = into.edges[other];
    joined.excess += edge.excess;
    joined.passes |= edge.passes;
    clusters_[other].edges.erase(b);
    clusters_[other].edges[a] = joined;
    Push(a, other, joined);
  }
  std::vector<std::uint32_t> sources;
  std::merge(into.clean_sources.begin(), into.clean_sources.end(), from.clean_sources.begin(),
             from.clean_sources.end(), std::back_inserter(sources));
  into.clean_sources = std::move(sources);
  from.clean_sources = {};
  if (into.members.size() < from.members.size()) std::swap(into.members, from.members);
  into.members.insert(into.members.end(), from.members.begin(), from.members.end());
  from.members = {};
}

std::vector<std::uint32_t> Agglomeration::FirstOfEach() const {
  std::vector<std::uint32_t> first_of(clusters_.size());
  for (const Cluster& cluster : clusters_) {
    for (const std::uint32_t member : cluster.members) first_of[member] = cluster.first;
  }
  return first_of;
}

Agglomeration::Outcome Agglomeration::Run() {
  Outcome outcome;
  outcome.merges = std::move(must_links_);
  const std::int64_t margin = std::int64_t{parameters_.cut} - parameters_.unseen_weight;
  bool below_cut = false;
  while (!heap_.empty()) {
    const Candidate top = heap_.top();
    heap_.pop();
    if (!clusters_[top.a].alive || !clusters_[top.b].alive) continue;
    const Edge edge = clusters_[top.a].edges.at(top.b);
    const Candidate now = MakeCandidate(top.a, top.b, edge);
    if (now.excess != top.excess || now.pairs != top.pairs) {
      Push(top.a, top.b, edge);  // out of date
      continue;
    }
    if (Conflict(top.a, top.b)) continue;  // and for ever: clusters only grow
    if (!below_cut && static_cast<Wide>(now.excess) <= static_cast<Wide>(margin) * now.pairs) {
      below_cut = true;
      outcome.first_of = FirstOfEach();
    }
    const auto pairs = static_cast<std::int64_t>(now.pairs);
    (below_cut ? outcome.rejected : outcome.merges)
        .push_back({now.low, now.high, now.excess + pairs * parameters_.unseen_weight, now.pairs,
                    edge.passes});
    MergeClusters(top.a, top.b);
  }
  if (!below_cut) outcome.first_of = FirstOfEach();
  return outcome;
}

}  // namespace onefold::count
