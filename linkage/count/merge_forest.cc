#include "linkage/count/merge_forest.h"

#include <algorithm>
#include <utility>

#include "linkage/count/groups.h"
#include "linkage/count/history.h"
#include "linkage/count/probability.h"

namespace onefold::count {
namespace {

constexpr std::uint32_t kNoNode = 0xffffffff;

std::int64_t MeanWeight(const Merge& merge) {
  return merge.weight_sum / static_cast<std::int64_t>(merge.pairs);
}

// The finalizer of SplitMix64: spreads every bit over all 64.
std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::uint64_t Combine(std::uint64_t hash, std::uint64_t value) {
  return Mix(hash * 0x9e3779b97f4a7c15 + value + 1);
}

}  // namespace

MergeForest::MergeForest(std::span<const CaseRef> cases, std::span<const Source> sources,
                         const Entities& entities)
    : undoubted_(sources.size()) {
  Groups groups(cases.size());
  std::vector<Person> person(cases.size());
  std::vector<std::uint32_t> node(cases.size(), kNoNode);  // of a root; none: no doubt so far
  for (std::size_t i = 0; i < cases.size(); ++i) person[i] = {1, HistoryOf(cases[i], sources)};
  const auto node_of = [&](std::uint32_t root) {
    return node[root] == kNoNode ? AddLeaf(person[root]) : node[root];
  };
  const auto add = [&](const Merge& merge) {
    const std::uint32_t a = groups.Root(merge.left), b = groups.Root(merge.right);
    const bool sure =
        MeanWeight(merge) >= kSureMillibits && node[a] == kNoNode && node[b] == kNoNode;
    const std::uint32_t joined = sure ? kNoNode : AddMerge(node_of(a), node_of(b), merge);
    groups.Join(a, b);
    const std::uint32_t root = groups.Root(a);
    node[root] = joined;
    person[root] = {person[a].records + person[b].records, person[a].history | person[b].history};
  };
  for (const Merge& merge : entities.merges) add(merge);
  for (const Merge& merge : entities.rejected) add(merge);
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    if (groups.Root(i) == i && node[i] == kNoNode) ++undoubted_[person[i].history];
  }
  Arrange(Ordered());
  nodes_ = {};
}

std::uint32_t MergeForest::AddLeaf(const Person& person) {
  Node leaf;
  leaf.person = person;
  leaf.signature = Combine(person.records, person.history);
  nodes_.push_back(leaf);
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t MergeForest::AddMerge(std::uint32_t a, std::uint32_t b, const Merge& merge) {
  if (nodes_[b].signature < nodes_[a].signature) std::swap(a, b);
  Node node;
  node.leaf = false;
  node.left = a;
  node.right = b;
  node.step = static_cast<std::uint16_t>(StepOfWeight(MeanWeight(merge)));
  node.signature = Combine(Combine(nodes_[a].signature, nodes_[b].signature), node.step);
  nodes_[a].root = nodes_[b].root = false;
  nodes_.push_back(node);
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::vector<std::uint32_t> MergeForest::Ordered() const {
  std::vector<std::uint32_t> to_visit;
  for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
    if (nodes_[n].root) to_visit.push_back(n);
  }
  std::sort(to_visit.begin(), to_visit.end(), [&](std::uint32_t a, std::uint32_t b) {
    return nodes_[a].signature < nodes_[b].signature;
  });
  std::vector<std::uint32_t> parents_first;
  parents_first.reserve(nodes_.size());
  while (!to_visit.empty()) {
    const std::uint32_t n = to_visit.back();
    to_visit.pop_back();
    parents_first.push_back(n);
    if (!nodes_[n].leaf) to_visit.insert(to_visit.end(), {nodes_[n].left, nodes_[n].right});
  }
  std::reverse(parents_first.begin(), parents_first.end());
  return parents_first;
}

void MergeForest::Arrange(std::span<const std::uint32_t> order) {
  std::vector<std::uint32_t> place(nodes_.size());
  for (const std::uint32_t n : order) {
    if (!nodes_[n].leaf) continue;
    place[n] = static_cast<std::uint32_t>(leaves_.size());
    leaves_.push_back(nodes_[n].person);
  }
  for (const std::uint32_t n : order) {
    const Node& node = nodes_[n];
    if (node.leaf) continue;
    place[n] = static_cast<std::uint32_t>(leaves_.size() + merges_.size());
    merges_.push_back({place[node.left], place[node.right], node.step, node.root});
  }
}

}  // namespace onefold::count
