// The merges of a run, made and rejected, as trees over groups of records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

using HistoryCounts = std::unordered_map<std::uint32_t, std::uint64_t>;  // persons by history

// Records that sure merges join are one leaf. Children come before their parents; trees, and the
// children of a node, are ordered by what they look like, so that two runs that differ only in how
// their records are called have the same forest.
class MergeForest {
 public:
  // Merges this sure are made in every draw.
  static constexpr std::int64_t kSureMillibits = 20'000;

  MergeForest(std::span<const CaseRef> cases, std::span<const Source> sources,
              const Entities& entities);

  // One linkage structure: makes(step) decides about each merge in turn, by the step of its mean
  // weight (probability.h). Where the records below a merge are several persons, it is about the
  // one with the most records.
  template <typename Makes>
  HistoryCounts Draw(Makes makes) const {
    HistoryCounts persons = undoubted_;
    std::vector<Person> person(nodes_.size());
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      const Node& node = nodes_[n];
      if (node.leaf) {
        person[n] = node.person;
      } else {
        Person main = person[node.left], other = person[node.right];
        if (makes(node.step)) {
          main = {main.records + other.records, main.history | other.history};
        } else {
          if (main < other) std::swap(main, other);
          ++persons[other.history];
        }
        person[n] = main;
      }
      if (node.root) ++persons[person[n].history];
    }
    return persons;
  }

 private:
  struct Person {
    std::uint32_t records = 0, history = 0;
    friend auto operator<=>(const Person&, const Person&) = default;
  };
  struct Node {
    bool leaf = true, root = true;
    Person person;                      // of a leaf
    std::uint32_t left = 0, right = 0;  // of a merge: places of its children
    std::size_t step = 0;               // of a merge
    std::uint64_t signature = 0;        // of the tree below it
  };

  std::uint32_t AddLeaf(const Person& person);
  std::uint32_t AddMerge(std::uint32_t a, std::uint32_t b, const Merge& merge);
  void Order();

  HistoryCounts undoubted_;
  std::vector<Node> nodes_;
};

}  // namespace onefold::count
