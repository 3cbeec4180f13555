// Linkage averaging (Sadinle 2018): linkage structures drawn from the weights, so that what is not
// known about single merges becomes an interval of every count.
//
// A draw keeps each merge with the probability that its mean weight gives, makes each rejected
// merge with its own, and joins as many further entities as no pass could show. Weights are
// calibrated only as well as their model: every draw scales and shifts all of them together.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

// How many merges no pass could show, from how many passes spoke for the others: f1 merges rest on
// one pass, f2 on two.
struct UnseenMerges {
  double least = 0;  // f1^2 / 2 f2: a lower bound (Chao 1987)
  // Three quarters of the way to f1^2 / f2, where chances to be seen would be spread exponentially.
  double likely = 0;
  // The larger of 3 f1^2 / 2 f2 and the jackknife of first order, f1 (t - 1) / t for t passes
  // (Burnham and Overton 1978), which allows for merges that are hard to see in every pass.
  double most = 0;
  double sd = 0;             // of sampling, of `likely`
  std::uint32_t passes = 0;  // that spoke for any merge; fewer than 2 cannot say anything
};
UnseenMerges EstimateUnseen(std::span<const Merge> merges);

// The same for each source by itself: sources differ in how much their records say, and an estimate
// over all of them would be too low. A merge counts for the source of the lone record that it
// attaches; of two lone records, for the source more of whose records stay alone. Merges of larger
// clusters come last.
std::vector<UnseenMerges> EstimateUnseenBySource(std::span<const CaseRef> cases,
                                                 std::span<const Source> sources,
                                                 const Entities& entities);
UnseenMerges Sum(std::span<const UnseenMerges> strata);

// Probability that a merge is right, from its mean weight.
double ProbabilityOf(const Merge& merge);

struct Draws {
  std::vector<std::uint64_t> persons;  // by draw
  // By draw: persons by history (count.h), without zeros. Left empty beyond 32 sources.
  std::vector<std::map<std::uint32_t, std::uint64_t>> by_history;
};
inline constexpr std::size_t kDraws = 200;

// Deterministic; the order of sources and cases decides ties of chance only.
// `unseen`: as EstimateUnseenBySource.
Draws DrawLinkages(std::span<const CaseRef> cases, std::span<const Source> sources,
                   const Entities& entities, std::span<const UnseenMerges> unseen);

}  // namespace onefold::count
