// The merges of a run, made and rejected, as trees over groups of records.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/count/history_counts.h"

namespace onefold::count {

// Records that sure merges join are one leaf. Children come before their parents; trees, and the
// children of a node, are ordered by what they look like, so that two runs that differ only in how
// their records are called have the same forest.
class MergeForest {
 public:
  // Merges this sure are made in every draw.
  static constexpr std::int64_t kSureMillibits = 20'000;

  MergeForest(std::span<const CaseRef> cases, std::span<const Source> sources,
              const Entities& entities);

  // What is left of the records below a node: the person with most of them, the others counted.
  struct Person {
    std::uint32_t records = 0, history = 0;
    friend auto operator<=>(const Person&, const Person&) = default;
  };

  // One linkage structure: makes(step) decides about each merge in turn, by the step of its mean
  // weight (probability.h). Where the records below a merge are several persons, it is about the
  // one with the most records. `person` is working memory, kept from draw to draw.
  template <typename Makes>
  HistoryCounts Draw(Makes makes, std::vector<Person>& person) const {
    HistoryCounts persons = undoubted_;
    person.resize(leaves_.size() + merges_.size());
    std::copy(leaves_.begin(), leaves_.end(), person.begin());
    Person* next = person.data() + leaves_.size();
    for (const Joined& merge : merges_) {
      const Person a = person[merge.left], b = person[merge.right];
      const Person main = std::max(a, b), other = std::min(a, b);
      const Person joined = {a.records + b.records, a.history | b.history};
      // Chance decides: nothing here waits for the processor to guess how.
      const bool made = makes(merge.step);
      *next = made ? joined : main;
      persons[other.history] += made ? 0 : 1;
      persons[next->history] += merge.root ? 1 : 0;
      ++next;
    }
    return persons;
  }

 private:
  struct Node {
    bool leaf = true, root = true;
    Person person;                      // of a leaf
    std::uint32_t left = 0, right = 0;  // of a merge: places of its children
    std::uint16_t step = 0;             // of a merge
    std::uint64_t signature = 0;        // of the tree below it
  };

  std::uint32_t AddLeaf(const Person& person);
  std::uint32_t AddMerge(std::uint32_t a, std::uint32_t b, const Merge& merge);
  // Places of the nodes, children before parents, in an order that handles do not decide.
  std::vector<std::uint32_t> Ordered() const;
  void Arrange(std::span<const std::uint32_t> order);

  // What a draw reads, a million merges a thousand times: leaves, then merges, each in order.
  struct Joined {
    std::uint32_t left = 0, right = 0;  // counted through leaves and merges
    std::uint16_t step = 0;
    bool root = true;
  };

  HistoryCounts undoubted_;
  std::vector<Person> leaves_;
  std::vector<Joined> merges_;
  std::vector<Node> nodes_;  // while they are added
};

}  // namespace onefold::count
