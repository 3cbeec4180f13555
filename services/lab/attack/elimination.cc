#include "services/lab/attack/elimination.h"

#include <unordered_map>
#include <unordered_set>

namespace onefold::lab::attack {

Guesses GuessByElimination(const PassView& view, const Guesses& known,
                           const EncodedPass& population, crypto::SeededStream& stream,
                           std::uint64_t& unmasked) {
  std::unordered_map<std::uint32_t, std::size_t> block_of;  // by row of the population
  const std::vector<std::uint32_t>& begin = population.view.block_begin;
  for (std::size_t b = 0; b + 1 < begin.size(); ++b) {
    for (std::uint32_t i = begin[b]; i < begin[b + 1]; ++i) block_of[population.row_of[i]] = b;
  }
  Guesses guesses(view.item_count(), kNoGuess);
  for (std::size_t b = 0; b < view.block_count(); ++b) {
    std::unordered_set<std::uint32_t> seen;
    std::vector<std::uint32_t> unknown;  // items
    for (std::uint32_t i = view.block_begin[b]; i < view.block_begin[b + 1]; ++i) {
      if (known[i] == kNoGuess) {
        unknown.push_back(i);
      } else if (block_of.contains(known[i])) {
        seen.insert(known[i]);
      }
    }
    if (seen.empty()) continue;
    unmasked += unknown.size();
    std::vector<std::uint32_t> others;  // rows of the population with the block's value
    const std::size_t value = block_of[*seen.begin()];
    for (std::uint32_t i = begin[value]; i < begin[value + 1]; ++i) {
      const std::uint32_t row = population.row_of[i];
      if (row != kNobody && !seen.contains(row)) others.push_back(row);
    }
    Shuffle(stream, others);
    for (std::size_t i = 0; i < unknown.size() && i < others.size(); ++i) {
      guesses[unknown[i]] = others[i];
    }
  }
  return guesses;
}

}  // namespace onefold::lab::attack
