#include "linkage/match/kernels/and_popcount.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace onefold::match {

#define ONEFOLD_AVX512 __attribute__((target("avx512f,avx512vpopcntdq")))

namespace {

// `rest`: a bit for each of the words after the last whole eight. Masked lanes are not read: no
// overrun at the end of a buffer.
__attribute__((target("avx512f,avx512vpopcntdq"), always_inline)) inline std::uint16_t Count(
    const std::uint64_t* one, const std::uint64_t* other, std::size_t whole, __mmask8 rest) {
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t w = 0; w < whole; w += 8) {
    const __m512i both =
        _mm512_and_si512(_mm512_loadu_si512(one + w), _mm512_loadu_si512(other + w));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
  }
  if (rest != 0) {
    const __m512i both = _mm512_and_si512(_mm512_maskz_loadu_epi64(rest, one + whole),
                                          _mm512_maskz_loadu_epi64(rest, other + whole));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
  }
  return static_cast<std::uint16_t>(_mm512_reduce_add_epi64(sum));
}

__mmask8 RestOf(std::size_t words) { return static_cast<__mmask8>((1u << words % 8) - 1); }

}  // namespace

ONEFOLD_AVX512 void AndPopcountRowAvx512(const std::uint64_t* one, const std::uint64_t* many,
                                         std::size_t words, std::size_t n, std::uint16_t* counts) {
  const __mmask8 rest = RestOf(words);
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = Count(one, many + i * words, words / 8 * 8, rest);
  }
}

ONEFOLD_AVX512 void AndPopcountPairsAvx512(const std::uint64_t* rows, std::size_t words,
                                           const RowPair* pairs, std::size_t n,
                                           std::uint16_t* counts) {
  // Adding up the lanes costs more than a few words.
  if (words < 8) return AndPopcountPairsPopcnt(rows, words, pairs, n, counts);
  const __mmask8 rest = RestOf(words);
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] =
        Count(rows + pairs[i].left * words, rows + pairs[i].right * words, words / 8 * 8, rest);
  }
}

}  // namespace onefold::match

#endif
