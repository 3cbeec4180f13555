// What a pass tells about itself: blocks, pairs and weights; nothing about a single record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace onefold::linkage {

// An outcome (outcome.h) that occurred.
struct OutcomeWeight {
  std::uint32_t outcome = 0;
  std::uint32_t m_ppm = 0, u_ppm = 0;  // among outcomes with the same filters present
  std::int32_t weight = 0;             // millibits, without the prior
  std::uint64_t pairs = 0;
};
struct GroupWeights {
  std::vector<std::string> filters;
  std::vector<std::uint32_t> levels;    // by filter; the level after the last stands for missing
  std::vector<OutcomeWeight> outcomes;  // ascending

  // By filter.
  std::vector<std::uint32_t> LevelsOf(std::uint32_t outcome) const {
    std::vector<std::uint32_t> of;
    for (const std::uint32_t count : levels) {
      of.push_back(outcome % (count + 1));
      outcome /= count + 1;
    }
    return of;
  }
};

struct PassReport {
  std::string pass;
  std::uint64_t items = 0, blocks = 0, largest_block = 0;
  std::vector<std::uint64_t> block_size_histogram;  // [i] = blocks of size in [2^i, 2^(i+1))
  std::uint64_t candidate_pairs = 0, emitted_pairs = 0;
  std::int32_t prior_millibits = 0;  // of an average pair
  std::vector<std::int32_t>
      prior_millibits_by_block_size;  // [i] = blocks of size in [2^i, 2^(i+1))
  std::uint32_t em_iterations = 0;
  bool weights_learned = false;  // false: too few pairs, the starting values were used; or fixed
  bool weights_fixed = false;    // given to the run
  std::vector<GroupWeights> weights;
  // Blocks larger than the run allows that were left out: their sizes, largest first, and
  // the comparisons that were not made. They count in blocks and largest_block, not in
  // candidate_pairs.
  std::vector<std::uint64_t> oversized_blocks;
  std::uint64_t oversized_comparisons = 0;
  std::vector<std::string> warnings;
};

}  // namespace onefold::linkage
