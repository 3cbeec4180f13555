// What can be read off the filters of a pass: for every filter slot the number of ones of each item
// and the Hamming distance of each pair of items that share a block, and for every presence tag, as
// further slots, whether the two are equal. Also the attacker's
// expectation of these numbers, from his own encodings of the population under keys of his own.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/attack/view.h"

namespace onefold::lab::attack {

// Blocks above this size are not measured: their pairs grow with the square. Counted, not hidden.
inline constexpr std::uint32_t kMaxBlock = 400;

// Place of the pair i < j among the pairs of its block.
inline std::size_t PairIndex(std::size_t i, std::size_t j) { return j * (j - 1) / 2 + i; }

struct Figures {
  std::size_t slots = 0;
  std::vector<std::uint32_t> block_begin;  // items, as in PassView
  std::vector<std::size_t> pair_begin;     // pairs of block b: [pair_begin[b], pair_begin[b + 1])
  std::vector<float> ones;                 // item x slot
  std::vector<float> distances;            // pair x slot

  std::uint32_t size_of(std::size_t block) const {
    return block_begin[block + 1] - block_begin[block];
  }
  const float* ones_of(std::size_t block, std::size_t i) const {
    return &ones[(block_begin[block] + i) * slots];
  }
  const float* distances_of(std::size_t block, std::size_t pair) const {
    return &distances[(pair_begin[block] + pair) * slots];
  }
};

Figures Measure(const PassView& view, unsigned workers);

// Mean over the attacker's keys, and how certain it is. Nothing is assumed about the encoder: it is
// asked.
struct Expectation {
  Figures mean;
  // 1 / variance of (victim's number - mean), same shapes: a pair's own spread, pulled towards the
  // slot's.
  std::vector<float> ones_precision, distance_precision;
  std::vector<float> block_log;                   // sum of log variances of a block
  std::vector<float> ones_scale, distance_scale;  // by slot: 1 / standard deviation
  float sum_scale = 0;                            // of a pair's distance over all slots
  std::vector<std::uint32_t> row_of;              // by item: the row of the population
};

// What an item is like of which nothing is known, a padding item for instance: by slot, mean and
// spread over the whole population.
struct Background {
  std::vector<float> ones, ones_precision, distances, distance_precision;
  double ones_log = 0, distance_log = 0;  // sums of log variances
};
Background MeasureBackground(const Expectation& expected);

// `keys` random keys of the attacker, drawn from `seed`.
StatusOr<Expectation> Expect(const Records& population, const linkage::LinkageSchema& schema,
                             std::size_t pass, std::uint64_t seed, unsigned keys, unsigned workers);

}  // namespace onefold::lab::attack
