#if defined(__x86_64__)

// GCC 12 takes the undefined vectors inside its own header for a mistake.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>

#define ONEFOLD_TARGET __attribute__((target("avx512f,avx512bw")))
#define ONEFOLD_LANES ONEFOLD_TARGET inline __attribute__((always_inline))
#include "linkage/encode/lanes/lanes_impl.h"
#include "linkage/encode/lanes/x86.h"

namespace onefold::encode {
namespace {

struct Avx512 {
  static constexpr std::size_t kLanes = 8;
  typedef std::uint64_t V __attribute__((vector_size(64)));

  static ONEFOLD_LANES V Load(const std::uint64_t* at) { return (V)_mm512_load_si512(at); }
  static ONEFOLD_LANES void Store(std::uint64_t* at, V v) { _mm512_store_si512(at, (__m512i)v); }
  static ONEFOLD_LANES V All(std::uint64_t one) {
    return (V)_mm512_set1_epi64(static_cast<long long>(one));
  }
  template <int kBits>
  static ONEFOLD_LANES V RotateLeft(V v) {
    return (V)_mm512_rol_epi64((__m512i)v, kBits);
  }
  static ONEFOLD_LANES V ByteSwap(V v) {
    const __m512i order =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    return (V)_mm512_shuffle_epi8((__m512i)v, order);
  }
  static ONEFOLD_LANES V MultiplyLow(V a, V b) {
    return (V)_mm512_mul_epu32((__m512i)a, (__m512i)b);
  }
  static ONEFOLD_LANES V Less(V a, V b, V yes, V no) {
    return (V)_mm512_mask_blend_epi64(_mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b), (__m512i)no,
                                      (__m512i)yes);
  }
};

}  // namespace

ONEFOLD_TARGET void SetOneAvx512(const std::uint64_t key[2], LaneMessages<1>& messages,
                                 std::uint64_t spare, std::uint8_t* cells) {
  SetCells<Avx512>(key, messages, spare, cells);
}

ONEFOLD_TARGET void SetTwoAvx512(const std::uint64_t key[2], LaneMessages<2>& messages,
                                 std::uint64_t spare, std::uint8_t* cells) {
  SetCells<Avx512>(key, messages, spare, cells);
}

ONEFOLD_TARGET void PackAvx512(std::uint8_t* cells, std::size_t count, std::uint8_t* bits) {
  for (std::size_t at = 0; at < count; at += 64) {
    const Avx512::V eight = Avx512::ByteSwap((Avx512::V)_mm512_loadu_si512(cells + at));
    _mm512_storeu_si512(cells + at, _mm512_setzero_si512());
    const std::uint64_t word = _mm512_test_epi8_mask((__m512i)eight, (__m512i)eight);
    __builtin_memcpy(bits + at / 8, &word, 8);
  }
}

}  // namespace onefold::encode

#endif
