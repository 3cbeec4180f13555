#include "linkage/match/kernels/dice_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define ONEFOLD_AVX2 __attribute__((target("avx2")))
#define ONEFOLD_AVX2_INLINE ONEFOLD_AVX2 __attribute__((always_inline)) inline

namespace onefold::match {
namespace {

constexpr int kRows = 8;  // of the left side at a time; a register of the right holds 4 rows
constexpr std::size_t kWordsInBytes = 31;  // a byte counts up to 8 bits of each word

// Bits of a nibble by table look-up (Mula), both sides split into nibbles beforehand.
template <bool kXor>
ONEFOLD_AVX2_INLINE void AddNibbles(const std::uint64_t* left, __m256i right, __m256i* counts) {
  const __m256i bits = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    const __m256i one = _mm256_set1_epi64x(static_cast<long long>(left[r]));
    const __m256i both = kXor ? _mm256_xor_si256(one, right) : _mm256_and_si256(one, right);
    counts[r] = _mm256_add_epi8(counts[r], _mm256_shuffle_epi8(bits, both));
  }
}

// sums += the bits of words [begin, end) in common (or different): of each row of the left and of
// four rows of the right. At most kWordsInBytes words.
template <bool kXor>
ONEFOLD_AVX2_INLINE void AddWords(const std::uint64_t* left, const std::uint64_t* right,
                                  std::size_t begin, std::size_t end, __m256i* sums) {
  __m256i counts[kRows];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) counts[r] = _mm256_setzero_si256();
#pragma GCC unroll 4
  for (std::size_t n = 2 * begin; n < 2 * end; ++n) {
    const auto* nibbles = reinterpret_cast<const __m256i*>(right + n * 4);
    AddNibbles<kXor>(left + n * kRows, _mm256_load_si256(nibbles), counts);
  }
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    sums[r] = _mm256_add_epi64(sums[r], _mm256_sad_epu8(counts[r], _mm256_setzero_si256()));
  }
}

// [word][low | high nibbles][row of the 8]
void SplitNibbles(const std::uint64_t* rows, std::size_t words, std::uint64_t* nibbles) {
  constexpr std::uint64_t kLow = 0x0f0f0f0f0f0f0f0f;
  for (std::size_t w = 0; w < words; ++w) {
    for (int r = 0; r < kRows; ++r) {
      const std::uint64_t word = rows[static_cast<std::size_t>(r) * words + w];
      nibbles[2 * w * kRows + static_cast<std::size_t>(r)] = word & kLow;
      nibbles[(2 * w + 1) * kRows + static_cast<std::size_t>(r)] = word >> 4 & kLow;
    }
  }
}

// Bit l of the result: row l of the register is a candidate. Sums start below zero, as in
// dice_avx512.cc: their sign is the answer.
template <bool kXor>
ONEFOLD_AVX2_INLINE unsigned Candidates(__m256i sum) {
  const auto negative = static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(sum)));
  return kXor ? negative : negative ^ 0xf;
}

// kWords 0: panels.words is known at run time only.
template <bool kXor, std::size_t kWords>
ONEFOLD_AVX2 std::size_t Find(const DicePanels& panels, const DiceUnit& unit,
                              std::uint64_t* nibbles, std::uint32_t* candidates) {
  const std::size_t words = kWords != 0 ? kWords : panels.words;
  std::size_t found = 0;
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; i += kRows) {
    std::uint32_t begin = panels.window_begin[i / 16], end = panels.window_end[i / 16];
    if (begin < unit.column_begin) begin = unit.column_begin;
    if (end > unit.column_end) end = unit.column_end;
    if (begin >= end) continue;
    SplitNibbles(static_cast<const std::uint64_t*>(panels.left) + i * words, words, nibbles);
    const std::uint32_t* a = panels.left_popcount + i;
    for (std::uint32_t j = begin; j < end; j += 4) {
      // Within a block the least demanding row decides.
      const std::int32_t* bound =
          panels.bound + (kXor ? panels.right_popcount[j + 3] : panels.right_popcount[j]);
      const auto* right = static_cast<const std::uint64_t*>(panels.right) + j * words * 2;
      __m256i sums[kRows];
#pragma GCC unroll 8
      for (int r = 0; r < kRows; ++r) {
        const std::int64_t least = bound[a[r]];
        sums[r] = _mm256_set1_epi64x(kXor ? -1 - least : -least);
      }
      if constexpr (kWords != 0) {
        AddWords<kXor>(nibbles, right, 0, kWords, sums);
      } else {
        for (std::size_t w = 0; w < words; w += kWordsInBytes) {
          AddWords<kXor>(nibbles, right, w, words - w < kWordsInBytes ? words : w + kWordsInBytes,
                         sums);
        }
      }
      __m256i all = sums[0];
#pragma GCC unroll 8
      for (int r = 1; r < kRows; ++r) {
        all = kXor ? _mm256_or_si256(all, sums[r]) : _mm256_and_si256(all, sums[r]);
      }
      if (__builtin_expect(Candidates<kXor>(all) == 0, 1)) continue;
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

ONEFOLD_AVX2 std::size_t FindAvx2(const DicePanels& panels, const DiceUnit& unit, void* scratch,
                                  std::uint32_t* candidates) {
  auto* nibbles = static_cast<std::uint64_t*>(scratch);
  if (panels.words == 16) return Find<false, 16>(panels, unit, nibbles, candidates);
  return Find<false, 0>(panels, unit, nibbles, candidates);
}

ONEFOLD_AVX2 std::size_t FindAvx2Fold(const DicePanels& panels, const DiceUnit& unit, void* scratch,
                                      std::uint32_t* candidates) {
  auto* nibbles = static_cast<std::uint64_t*>(scratch);
  switch (panels.words) {
    case 4:
      return Find<true, 4>(panels, unit, nibbles, candidates);
    case 5:
      return Find<true, 5>(panels, unit, nibbles, candidates);
    case 6:
      return Find<true, 6>(panels, unit, nibbles, candidates);
    case 8:
      return Find<true, 8>(panels, unit, nibbles, candidates);
    default:
      return Find<true, 0>(panels, unit, nibbles, candidates);
  }
}

std::size_t ScratchBytesAvx2(std::size_t words) { return words * 2 * kRows * 8; }

}  // namespace onefold::match

#endif
