#include "services/lab/attack/frequency.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

namespace onefold::lab::attack {
namespace {

// By item of a block: for every slot, how many items of the block have the same filter.
using Repeats = std::vector<std::uint32_t>;

std::vector<Repeats> RepeatsOf(const PassView& view, std::size_t block) {
  const std::uint32_t first = view.block_begin[block], end = view.block_begin[block + 1];
  std::vector<Repeats> repeats(end - first);
  for (const linkage::FilterSlot& slot : view.layout.filters) {
    std::map<std::string_view, std::uint32_t> count;
    for (std::uint32_t i = first; i < end; ++i) {
      ++count[AsText(linkage::FilterOf(view.item(i), slot))];
    }
    for (std::uint32_t i = first; i < end; ++i) {
      repeats[i - first].push_back(count[AsText(linkage::FilterOf(view.item(i), slot))]);
    }
  }
  return repeats;
}

// Blocks that look alike have the same key: the sorted repeats of their items.
std::map<std::vector<Repeats>, std::vector<std::uint32_t>> GroupBlocks(const PassView& view) {
  std::map<std::vector<Repeats>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t b = 0; b < view.block_count(); ++b) {
    std::vector<Repeats> key = RepeatsOf(view, b);
    std::sort(key.begin(), key.end());
    groups[std::move(key)].push_back(b);
  }
  return groups;
}

// Items of a block, those that look alike next to each other and in a random order.
std::vector<std::uint32_t> SortItems(const PassView& view, std::size_t block,
                                     crypto::SeededStream& stream) {
  const std::vector<Repeats> repeats = RepeatsOf(view, block);
  std::vector<std::uint32_t> order(repeats.size());
  std::iota(order.begin(), order.end(), 0u);
  Shuffle(stream, order);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return repeats[a] < repeats[b]; });
  return order;
}

}  // namespace

Guesses GuessByFrequency(const PassView& view, const EncodedPass& population,
                         crypto::SeededStream& stream) {
  Guesses guesses(view.item_count(), kNoGuess);
  auto of_population = GroupBlocks(population.view);
  for (const auto& [key, blocks] : GroupBlocks(view)) {
    const auto same = of_population.find(key);
    if (same == of_population.end()) continue;
    std::vector<std::uint32_t>& others = same->second;
    Shuffle(stream, others);
    for (std::size_t b = 0; b < std::min(blocks.size(), others.size()); ++b) {
      const auto items = SortItems(view, blocks[b], stream);
      const auto other_items = SortItems(population.view, others[b], stream);
      for (std::size_t i = 0; i < items.size(); ++i) {
        guesses[view.block_begin[blocks[b]] + items[i]] =
            population.row_of[population.view.block_begin[others[b]] + other_items[i]];
      }
    }
  }
  return guesses;
}

}  // namespace onefold::lab::attack
