// Linkage averaging (Sadinle 2018): linkage structures drawn from the weights, so that what is not
// known about single merges becomes an interval of every count.
//
// A draw keeps each merge with the probability that its mean weight gives, makes each rejected
// merge with its own, and joins as many further persons as no pass could show. Weights are
// calibrated only as well as their model: every draw scales and shifts all of them together.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/count/unseen.h"

namespace onefold::count {

struct Draws {
  std::vector<std::uint64_t> persons;  // by draw
  // By draw: persons by history (count.h), without zeros. Left empty beyond 32 sources.
  std::vector<std::map<std::uint32_t, std::uint64_t>> by_history;
};
inline constexpr std::size_t kDraws = 1'000;

// Deterministic, and independent of handles: what cases are called and how they are ordered changes
// no draw. The numbers of the sources do: they decide ties of chance.
// `unseen`: as EstimateUnseenBySource.
Draws DrawLinkages(std::span<const CaseRef> cases, std::span<const Source> sources,
                   const Entities& entities, std::span<const UnseenStratum> unseen);

}  // namespace onefold::count
