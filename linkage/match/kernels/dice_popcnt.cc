#include "linkage/match/kernels/dice_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace onefold::match {

namespace {

// Four counters: the instruction's latency is three cycles.
__attribute__((target("popcnt"), always_inline)) inline std::uint32_t Count(const std::uint64_t* a,
                                                                            const std::uint64_t* b,
                                                                            std::size_t words) {
  std::uint64_t c0 = 0, c1 = 0, c2 = 0, c3 = 0;
  std::size_t w = 0;
#pragma GCC unroll 4
  for (; w + 4 <= words; w += 4) {
    c0 += static_cast<std::uint64_t>(_mm_popcnt_u64(a[w] & b[w]));
    c1 += static_cast<std::uint64_t>(_mm_popcnt_u64(a[w + 1] & b[w + 1]));
    c2 += static_cast<std::uint64_t>(_mm_popcnt_u64(a[w + 2] & b[w + 2]));
    c3 += static_cast<std::uint64_t>(_mm_popcnt_u64(a[w + 3] & b[w + 3]));
  }
  for (; w < words; ++w) c0 += static_cast<std::uint64_t>(_mm_popcnt_u64(a[w] & b[w]));
  return static_cast<std::uint32_t>(c0 + c1 + c2 + c3);
}

// kWords 0: panels.words is known at run time only.
template <std::size_t kWords>
__attribute__((target("popcnt"))) std::size_t Find(const DicePanels& panels, const DiceUnit& unit,
                                                   std::uint32_t* candidates) {
  const std::size_t words = kWords != 0 ? kWords : panels.words;
  const auto* left = static_cast<const std::uint64_t*>(panels.left);
  const auto* right = static_cast<const std::uint64_t*>(panels.right);
  std::size_t found = 0;
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; ++i) {
    std::uint32_t begin = panels.window_begin[i / 16], end = panels.window_end[i / 16];
    if (begin < unit.column_begin) begin = unit.column_begin;
    if (end > unit.column_end) end = unit.column_end;
    const std::int32_t* need = panels.bound + panels.left_popcount[i];
    for (std::uint32_t j = begin; j < end; ++j) {
      const std::uint32_t common = Count(left + i * words, right + j * words, words);
      if (static_cast<std::int32_t>(common) >= need[panels.right_popcount[j]]) {
        candidates[found++] = (i - unit.row_begin) << 16 | (j - unit.column_begin);
      }
    }
  }
  return found;
}

}  // namespace

__attribute__((target("popcnt"))) std::uint32_t CountCommonPopcnt(const std::uint64_t* a,
                                                                  const std::uint64_t* b,
                                                                  std::size_t words) {
  return Count(a, b, words);
}

__attribute__((target("popcnt"))) std::size_t FindPopcnt(const DicePanels& panels,
                                                         const DiceUnit& unit, void*,
                                                         std::uint32_t* candidates) {
  return panels.words == 16 ? Find<16>(panels, unit, candidates)
                            : Find<0>(panels, unit, candidates);
}

}  // namespace onefold::match

#endif
