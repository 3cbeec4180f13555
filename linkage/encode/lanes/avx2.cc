#if defined(__x86_64__)

#include <immintrin.h>

#define ONEFOLD_TARGET __attribute__((target("avx2")))
#define ONEFOLD_LANES ONEFOLD_TARGET inline __attribute__((always_inline))
#include "linkage/encode/lanes/lanes_impl.h"
#include "linkage/encode/lanes/x86.h"

namespace onefold::encode {
namespace {

struct Avx2 {
  static constexpr std::size_t kLanes = 4;
  typedef std::uint64_t V __attribute__((vector_size(32)));

  static ONEFOLD_LANES V Load(const std::uint64_t* at) {
    return (V)_mm256_load_si256(reinterpret_cast<const __m256i*>(at));
  }
  static ONEFOLD_LANES void Store(std::uint64_t* at, V v) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(at), (__m256i)v);
  }
  static ONEFOLD_LANES V All(std::uint64_t one) {
    return (V)_mm256_set1_epi64x(static_cast<long long>(one));
  }
  template <int kBits>
  static ONEFOLD_LANES V RotateLeft(V v) {
    if constexpr (kBits == 32) return (V)_mm256_shuffle_epi32((__m256i)v, 0xB1);
    return v << kBits | v >> (64 - kBits);
  }
  static ONEFOLD_LANES V ByteSwap(V v) {
    const __m256i order = _mm256_broadcastsi128_si256(
        _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    return (V)_mm256_shuffle_epi8((__m256i)v, order);
  }
  static ONEFOLD_LANES V MultiplyLow(V a, V b) {
    return (V)_mm256_mul_epu32((__m256i)a, (__m256i)b);
  }
  static ONEFOLD_LANES V Less(V a, V b, V yes, V no) {
    const __m256i less = _mm256_cmpgt_epi64((__m256i)b, (__m256i)a);
    return (V)_mm256_blendv_epi8((__m256i)no, (__m256i)yes, less);
  }
};

}  // namespace

ONEFOLD_TARGET void SetOneAvx2(const std::uint64_t key[2], LaneMessages<1>& messages,
                               std::uint64_t spare, std::uint8_t* cells) {
  SetCells<Avx2>(key, messages, spare, cells);
}

ONEFOLD_TARGET void SetTwoAvx2(const std::uint64_t key[2], LaneMessages<2>& messages,
                               std::uint64_t spare, std::uint8_t* cells) {
  SetCells<Avx2>(key, messages, spare, cells);
}

ONEFOLD_TARGET void PackAvx2(std::uint8_t* cells, std::size_t count, std::uint8_t* bits) {
  for (std::size_t at = 0; at < count; at += 32) {
    auto* const place = reinterpret_cast<__m256i*>(cells + at);
    // A cell is 0 or 1: its lowest bit becomes the byte's sign, which the mask takes.
    const Avx2::V eight = Avx2::ByteSwap((Avx2::V)_mm256_loadu_si256(place)) << 7;
    _mm256_storeu_si256(place, _mm256_setzero_si256());
    const auto word = static_cast<std::uint32_t>(_mm256_movemask_epi8((__m256i)eight));
    __builtin_memcpy(bits + at / 8, &word, 4);
  }
}

}  // namespace onefold::encode

#endif
