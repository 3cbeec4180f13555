#include <algorithm>
#include <bit>

#include "linkage/match/kernels/dice_kernel.h"

namespace onefold::match {

std::uint32_t CountCommonScalar(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  int count = 0;
  for (std::size_t w = 0; w < words; ++w) count += std::popcount(a[w] & b[w]);
  return static_cast<std::uint32_t>(count);
}

// The reference that all others are checked against.
std::size_t FindScalar(const DicePanels& panels, const DiceUnit& unit, void*,
                       std::uint32_t* candidates) {
  const auto* left = static_cast<const std::uint64_t*>(panels.left);
  const auto* right = static_cast<const std::uint64_t*>(panels.right);
  std::size_t found = 0;
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; ++i) {
    const std::uint32_t begin = std::max(unit.column_begin, panels.window_begin[i / 16]);
    const std::uint32_t end = std::min(unit.column_end, panels.window_end[i / 16]);
    const std::int32_t* need = panels.bound + panels.left_popcount[i];
    for (std::uint32_t j = begin; j < end; ++j) {
      const std::uint32_t common =
          CountCommonScalar(left + i * panels.words, right + j * panels.words, panels.words);
      if (static_cast<std::int32_t>(common) >= need[panels.right_popcount[j]]) {
        candidates[found++] = (i - unit.row_begin) << 16 | (j - unit.column_begin);
      }
    }
  }
  return found;
}

}  // namespace onefold::match
