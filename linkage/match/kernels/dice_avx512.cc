#include "linkage/match/kernels/dice_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "linkage/match/kernels/mask_bits.h"

#define ONEFOLD_AVX512 __attribute__((target("avx512f,avx512dq,avx512vpopcntdq")))
#define ONEFOLD_AVX512_INLINE ONEFOLD_AVX512 __attribute__((always_inline)) inline

namespace onefold::match {
namespace {

constexpr int kRows = 8;  // of the left side at a time; a register of the right holds 8 rows

// Each accumulator starts so far below zero that its sign is the answer: nothing is compared in the
// inner loop. kXor: distance - bound - 1 < 0 is a candidate; AND: common - bound >= 0 is one.
template <bool kXor>
ONEFOLD_AVX512_INLINE std::int64_t Start(std::int32_t bound) {
  return kXor ? -1 - std::int64_t{bound} : -std::int64_t{bound};
}

template <bool kXor>
ONEFOLD_AVX512_INLINE void AddWord(const std::uint64_t* left, std::size_t words, __m512i right,
                                   __m512i* sums) {
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    const __m512i one =
        _mm512_set1_epi64(static_cast<long long>(left[static_cast<std::size_t>(r) * words]));
    const __m512i both = kXor ? _mm512_xor_si512(one, right) : _mm512_and_si512(one, right);
    sums[r] = _mm512_add_epi64(sums[r], _mm512_popcnt_epi64(both));
  }
}

// Bit l of the result: row l of the register is a candidate.
template <bool kXor>
ONEFOLD_AVX512_INLINE unsigned Candidates(__m512i sum) {
  const unsigned negative = MaskBits8(_mm512_movepi64_mask(sum));
  return kXor ? negative : negative ^ 0xff;
}

template <bool kXor>
ONEFOLD_AVX512_INLINE bool AnyCandidate(const __m512i* sums) {
  __m512i all = sums[0];
#pragma GCC unroll 8
  for (int r = 1; r < kRows; ++r) {
    all = kXor ? _mm512_or_si512(all, sums[r]) : _mm512_and_si512(all, sums[r]);
  }
  return Candidates<kXor>(all) != 0;
}

// kWords 0: panels.words is known at run time only.
template <bool kXor, std::size_t kWords>
ONEFOLD_AVX512 std::size_t Find(const DicePanels& panels, const DiceUnit& unit,
                                std::uint32_t* candidates) {
  const std::size_t words = kWords != 0 ? kWords : panels.words;
  std::size_t found = 0;
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; i += kRows) {
    std::uint32_t begin = panels.window_begin[i / 16], end = panels.window_end[i / 16];
    if (begin < unit.column_begin) begin = unit.column_begin;
    if (end > unit.column_end) end = unit.column_end;
    const auto* left = static_cast<const std::uint64_t*>(panels.left) + i * words;
    const std::uint32_t* a = panels.left_popcount + i;
    for (std::uint32_t j = begin; j < end; j += 8) {
      // Within a block the least demanding row decides.
      const std::int32_t* bound =
          panels.bound + (kXor ? panels.right_popcount[j + 7] : panels.right_popcount[j]);
      const auto* right = static_cast<const std::uint64_t*>(panels.right) + j * words;
      __m512i sums[kRows];
#pragma GCC unroll 8
      for (int r = 0; r < kRows; ++r) sums[r] = _mm512_set1_epi64(Start<kXor>(bound[a[r]]));
      if constexpr (kWords != 0) {
#pragma GCC unroll 16
        for (std::size_t w = 0; w < kWords; ++w) {
          AddWord<kXor>(left + w, words, _mm512_load_si512(right + w * 8), sums);
        }
      } else {
        for (std::size_t w = 0; w < words; ++w) {
          AddWord<kXor>(left + w, words, _mm512_load_si512(right + w * 8), sums);
        }
      }
      if (__builtin_expect(!AnyCandidate<kXor>(sums), 1)) continue;
      for (int r = 0; r < kRows; ++r) {
        for (unsigned mask = Candidates<kXor>(sums[r]); mask != 0; mask &= mask - 1) {
          candidates[found++] =
              (i + static_cast<std::uint32_t>(r) - unit.row_begin) << 16 |
              (j + static_cast<std::uint32_t>(__builtin_ctz(mask)) - unit.column_begin);
        }
      }
    }
  }
  return found;
}

}  // namespace

ONEFOLD_AVX512 std::size_t FindAvx512(const DicePanels& panels, const DiceUnit& unit, void*,
                                      std::uint32_t* candidates) {
  if (panels.words == 16) return Find<false, 16>(panels, unit, candidates);
  return Find<false, 0>(panels, unit, candidates);
}

ONEFOLD_AVX512 std::size_t FindAvx512Fold(const DicePanels& panels, const DiceUnit& unit, void*,
                                          std::uint32_t* candidates) {
  switch (panels.words) {
    case 3:
      return Find<true, 3>(panels, unit, candidates);
    case 4:
      return Find<true, 4>(panels, unit, candidates);
    case 5:
      return Find<true, 5>(panels, unit, candidates);
    case 6:
      return Find<true, 6>(panels, unit, candidates);
    case 7:
      return Find<true, 7>(panels, unit, candidates);
    case 8:
      return Find<true, 8>(panels, unit, candidates);
    default:
      return Find<true, 0>(panels, unit, candidates);
  }
}

}  // namespace onefold::match

#endif
