// Average-link agglomeration of one connected group of cases.
#pragma once

#include <cstdint>
#include <queue>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

// Cases of the group are numbered 0 .. n-1 in ascending case order.
//
// The mean weight between clusters A and B is unseen + excess(A, B) / (|A| |B|), where excess sums
// (weight - unseen) over the pairs seen. Merging moves the smaller set of edges into the larger one
// (small to large), so an edge moves O(log n) times. A heap entry may be out of date: growth of a
// cluster can only lower the mean of an edge that gained no evidence, so an old entry is an upper
// bound and is corrected when it comes to the top.
class Agglomeration {
 public:
  // clean_source[i] is the source of case i when that source is clean, kNoSource otherwise.
  static constexpr std::uint32_t kNoSource = 0xffffffff;
  Agglomeration(std::span<const std::uint32_t> clean_source, const ClusterParameters& parameters);

  // Before Run(). left != right; each pair once.
  void AddEvidence(std::uint32_t left, std::uint32_t right, std::int32_t weight,
                   std::uint32_t passes);
  // Before Run(), cannot-links first. False: a must-link that a cannot-link contradicts; it is
  // passed over.
  bool Constrain(std::uint32_t left, std::uint32_t right, bool link);

  struct Outcome {
    std::vector<std::uint32_t> first_of;  // by case: lowest case of its cluster
    std::vector<Merge> merges, rejected;  // in case numbers of the group
  };
  Outcome Run();

 private:
  struct Edge {
    std::int64_t excess = 0;
    std::uint32_t passes = 0;
  };
  struct Candidate {
    std::int64_t excess = 0;
    std::uint64_t pairs = 0;
    std::uint32_t low = 0, high = 0;  // lowest cases of the two clusters, low < high: breaks ties
    std::uint32_t a = 0, b = 0;       // cluster ids
  };
  struct Weaker {
    bool operator()(const Candidate& x, const Candidate& y) const;
  };
  struct Cluster {
    std::uint64_t size = 1;
    std::uint32_t first = 0;  // lowest case
    bool alive = true;
    std::unordered_map<std::uint32_t, Edge> edges;
    std::vector<std::uint32_t> clean_sources;  // ascending
    std::set<std::uint32_t> strangers;         // clusters it cannot be merged with
    std::vector<std::uint32_t> members;
  };

  Candidate MakeCandidate(std::uint32_t a, std::uint32_t b, const Edge& edge) const;
  void Push(std::uint32_t a, std::uint32_t b, const Edge& edge);
  bool Conflict(std::uint32_t a, std::uint32_t b) const;
  std::uint32_t ClusterOf(std::uint32_t case_number);
  void MergeClusters(std::uint32_t a, std::uint32_t b);
  std::vector<std::uint32_t> FirstOfEach() const;

  const ClusterParameters parameters_;
  std::vector<Cluster> clusters_;
  std::vector<std::uint32_t> merged_into_;  // by cluster; itself while alive
  std::vector<Merge> must_links_;           // merges that Constrain() made
  std::priority_queue<Candidate, std::vector<Candidate>, Weaker> heap_;
};

}  // namespace onefold::count
