#include "linkage/match/kernels/and_popcount.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace onefold::match {

__attribute__((target("avx512f,avx512vpopcntdq"))) void AndPopcountRowAvx512(
    const std::uint64_t* one, const std::uint64_t* many, std::size_t words, std::size_t n,
    std::uint16_t* counts) {
  const std::size_t whole = words / 8 * 8;
  const auto rest = static_cast<__mmask8>((1u << (words - whole)) - 1);
  for (std::size_t i = 0; i < n; ++i, many += words) {
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t w = 0; w < whole; w += 8) {
      const __m512i both =
          _mm512_and_si512(_mm512_loadu_si512(one + w), _mm512_loadu_si512(many + w));
      sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
    }
    if (rest != 0) {  // masked lanes are not read: no overrun at the end of a buffer
      const __m512i both = _mm512_and_si512(_mm512_maskz_loadu_epi64(rest, one + whole),
                                            _mm512_maskz_loadu_epi64(rest, many + whole));
      sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
    }
    alignas(64) std::uint64_t lane[8];
    _mm512_store_si512(lane, sum);
    counts[i] = static_cast<std::uint16_t>(lane[0] + lane[1] + lane[2] + lane[3] + lane[4] +
                                           lane[5] + lane[6] + lane[7]);
  }
}

}  // namespace onefold::match

#endif
