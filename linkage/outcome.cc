#include "linkage/outcome.h"

#include <algorithm>
#include <bit>

namespace onefold::linkage {
namespace {

constexpr std::uint64_t kMaxOutcomes = 1'000'000;
constexpr std::uint64_t kMaxPattern = std::uint64_t{1} << 62;

}  // namespace

std::size_t BlockSizeClass(std::size_t block_size) {
  return std::min<std::size_t>(kBlockSizeClasses - 1,
                               static_cast<std::size_t>(std::bit_width(block_size)) - 1);
}

OutcomeSpace::OutcomeSpace(const PassLayout& layout) {
  for (std::size_t f = 0; f < layout.filters.size(); ++f) {
    const FilterSlot& slot = layout.filters[f];
    if (f == 0 || slot.group != layout.filters[f - 1].group) {
      groups.emplace_back().first_filter = f;
    }
    OutcomeGroup& group = groups.back();
    const auto levels = static_cast<std::uint32_t>(slot.levels_permille.size() + 1);
    group.levels.push_back(levels);
    group.stride.push_back(group.size);
    group.tied_to_block = group.tied_to_block || slot.tied_to_block;
    fits = fits && std::uint64_t{group.size} * (levels + 1) <= kMaxOutcomes;
    if (fits) group.size *= levels + 1;
  }
  std::uint64_t next = kBlockSizeClasses;
  for (const OutcomeGroup& group : groups) {
    stride.push_back(next);
    fits = fits && next <= kMaxPattern / group.size;
    if (fits) next *= group.size;
  }
}

}  // namespace onefold::linkage
