#include "linkage/count/agglomerate.h"

#include <algorithm>
#include <iterator>
#include <utility>

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
    : parameters_(parameters), clusters_(clean_source.size()) {
  for (std::uint32_t i = 0; i < clusters_.size(); ++i) {
    clusters_[i].first = i;
    clusters_[i].members = {i};
    if (clean_source[i] != kNoSource) clusters_[i].clean_sources = {clean_source[i]};
  }
}

void Agglomeration::AddEvidence(std::uint32_t left, std::uint32_t right, std::int32_t weight,
                                std::uint32_t sightings) {
  const Edge edge{std::int64_t{weight} - parameters_.unseen_weight, sightings};
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

bool Agglomeration::Conflict(const Cluster& a, const Cluster& b) const {
  auto x = a.clean_sources.begin(), y = b.clean_sources.begin();
  while (x != a.clean_sources.end() && y != b.clean_sources.end()) {
    if (*x == *y) return true;
    *x < *y ? ++x : ++y;
  }
  return false;
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
  for (const auto& [other, edge] : std::exchange(from.edges, {})) {
    Edge& joined = into.edges[other];
    joined.excess += edge.excess;
    joined.sightings += edge.sightings;
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
    if (Conflict(clusters_[top.a], clusters_[top.b])) continue;  // and for ever: clusters only grow
    if (!below_cut && static_cast<Wide>(now.excess) <= static_cast<Wide>(margin) * now.pairs) {
      below_cut = true;
      outcome.first_of = FirstOfEach();
    }
    const auto pairs = static_cast<std::int64_t>(now.pairs);
    if (below_cut) {
      outcome.rejected.push_back(
          static_cast<std::int32_t>(parameters_.unseen_weight + now.excess / pairs));
    } else {
      outcome.merges.push_back(
          {now.excess + pairs * parameters_.unseen_weight, now.pairs, edge.sightings});
    }
    MergeClusters(top.a, top.b);
  }
  if (!below_cut) outcome.first_of = FirstOfEach();
  return outcome;
}

}  // namespace onefold::count
