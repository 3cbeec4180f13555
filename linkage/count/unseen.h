// Merges that no pass could show: how many, and of which persons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

// How many merges no pass could show, from how many of t passes spoke for the others: f1 merges
// rest on one pass, f2 on two.
struct UnseenMerges {
  // f1 (f1 - 1) / 2 (f2 + 1) * (t - 1) / t: a lower bound (Chao 1987, corrected for its bias).
  double least = 0;
  // Three quarters of the way to twice that, where chances to be seen would be spread
  // exponentially.
  double likely = 0;
  // The larger of three times the least and the jackknife of first order, f1 (t - 1) / t (Burnham
  // and Overton 1978), which allows for merges that are hard to see in every pass.
  double most = 0;
  double sd = 0;             // of sampling, of `likely`
  std::uint32_t passes = 0;  // that spoke for any merge; fewer than 2 cannot say anything
};
UnseenMerges EstimateUnseen(std::span<const Merge> merges);

// Two persons that are one.
struct Join {
  std::uint32_t left = 0, right = 0;  // their histories
  friend auto operator<=>(const Join&, const Join&) = default;
};

struct UnseenStratum {
  UnseenMerges unseen;
  // What the merges joined that the fewest passes spoke for: unseen ones would join the like.
  // Ascending.
  std::vector<Join> like;
};

// By source: sources differ in how much their records say, and an estimate over all of them would
// be too low. A merge counts for the source of the lone record that it attaches; of two lone
// records, for the source more of whose records stay alone. Merges of larger clusters come last.
std::vector<UnseenStratum> EstimateUnseenBySource(std::span<const CaseRef> cases,
                                                  std::span<const Source> sources,
                                                  const Entities& entities);
UnseenMerges Sum(std::span<const UnseenStratum> strata);

// Probability that a merge is right, from its mean weight.
double ProbabilityOf(const Merge& merge);

// Sums of probabilities, exact to 2^-32 each and therefore the same in any order.
class ProbabilitySum {
 public:
  void Add(double probability) { sum_ += static_cast<std::int64_t>(probability * 0x1p32); }
  double value() const { return static_cast<double>(sum_) * 0x1p-32; }

 private:
  std::int64_t sum_ = 0;
};

}  // namespace onefold::count
