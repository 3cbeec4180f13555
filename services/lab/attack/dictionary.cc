#include "services/lab/attack/dictionary.h"

#include <bit>
#include <unordered_map>

#include "linkage/match/parallel.h"

namespace onefold::lab::attack {
namespace {

std::size_t Distance(ByteView a, ByteView b) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    bits += static_cast<std::size_t>(std::popcount(static_cast<std::uint8_t>(a[i] ^ b[i])));
  }
  return bits;
}

}  // namespace

Guesses GuessByDictionary(const PassView& view, const EncodedPass& population, unsigned workers) {
  const PassView& known = population.view;
  std::unordered_map<std::string_view, std::size_t> blocks;
  for (std::size_t b = 0; b < known.block_count(); ++b) {
    blocks.emplace(AsText(linkage::TokenOf(known.item(known.block_begin[b]))), b);
  }
  Guesses guesses(view.item_count(), kNoGuess);
  IgnoreError(match::ParallelFor(view.block_count(), workers, [&](unsigned, std::size_t b) {
    const auto found = blocks.find(AsText(linkage::TokenOf(view.item(view.block_begin[b]))));
    if (found == blocks.end()) return OkStatus();
    for (std::uint32_t i = view.block_begin[b]; i < view.block_begin[b + 1]; ++i) {
      std::size_t least = static_cast<std::size_t>(-1);
      for (std::uint32_t j = known.block_begin[found->second];
           j < known.block_begin[found->second + 1]; ++j) {
        const std::size_t distance = Distance(view.item(i).subspan(linkage::kFiltersOffset),
                                              known.item(j).subspan(linkage::kFiltersOffset));
        if (distance >= least) continue;
        least = distance;
        guesses[i] = population.row_of[j];
      }
    }
    return OkStatus();
  }));
  return guesses;
}

}  // namespace onefold::lab::attack
