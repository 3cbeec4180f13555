// Making projection sketches (projection.h) on machines with AMX.
#include "linkage/match/kernels/dice_amx.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>
#include <vector>

#include "linkage/match/kernels/amx_tiles.h"

namespace onefold::match {

AmxDirections::AmxDirections(const std::int16_t* directions, std::size_t bits,
                             std::size_t dimensions)
    : words_(bits / 64),
      dimension_tiles_((dimensions + 15) / 16),
      high_(dimension_tiles_ * words_ * 1024),
      low_(dimension_tiles_ * words_ * 1024) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    for (std::size_t bit = 0; bit < bits; ++bit) {
      // The order of the bits is AmxExpandLeft's.
      const std::size_t place = bit % 64 / 32 * 8 + bit % 8, byte = bit % 32 / 8;
      const std::size_t at = (d / 16 * words_ + bit / 64) * 1024 + place * 64 + d % 16 * 4 + byte;
      const int value = directions[d * bits + bit];
      high_[at] = static_cast<std::int8_t>(value >> 8);
      low_[at] = static_cast<std::int8_t>(value & 0xff);
    }
  }
}

ONEFOLD_AMX void AmxDirections::Project(const std::uint64_t* rows, std::int32_t* projected) const {
  alignas(64) std::int8_t bits[kMaxAmxWords * 1024];
  AmxExpandLeft(rows, words_, bits);
  AmxConfigure();
  for (std::size_t d = 0; d < dimension_tiles_; ++d) {
    const std::size_t at = d * words_ * 1024;
    TileZero<0>();
    TileZero<1>();
    for (std::size_t k = 0; k < words_ * 1024; k += 1024) {
      TileLoad<2>(bits + k);
      TileLoad<3>(high_.data() + at + k);
      TileMultiply<0, 2, 3>();
      TileLoad<4>(low_.data() + at + k);
      TileMultiplyUnsigned<1, 2, 4>();
    }
    AmxSums high, low;
    TileStore<0>(high.value);
    TileStore<1>(low.value);
    for (std::size_t r = 0; r < 16; ++r) {
      const __m512i sum =
          _mm512_add_epi32(_mm512_slli_epi32(_mm512_load_si512(high.value + r * 16), 8),
                           _mm512_load_si512(low.value + r * 16));
      _mm512_storeu_si512(projected + r * stride() + d * 16, sum);
    }
  }
  AmxRelease();
}

ONEFOLD_AMX AmxRounded AmxRound(const std::int32_t* projected, const std::int32_t* center,
                                std::size_t dimensions, double scale, std::int8_t* row) {
  __m512d length = _mm512_setzero_pd(), error = _mm512_setzero_pd();
  for (std::size_t d = 0; d < dimensions; d += 8) {
    const __m256i from_center =
        _mm256_sub_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(projected + d)),
                         _mm256_loadu_si256(reinterpret_cast<const __m256i*>(center + d)));
    const __m512d exact = _mm512_mul_pd(_mm512_cvtepi32_pd(from_center), _mm512_set1_pd(scale));
    const __m512d rounded = _mm512_min_pd(
        _mm512_max_pd(_mm512_roundscale_pd(exact, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC),
                      _mm512_set1_pd(-127)),
        _mm512_set1_pd(127));
    const __m512d off = _mm512_sub_pd(rounded, exact);
    length = _mm512_add_pd(length, _mm512_mul_pd(rounded, rounded));
    error = _mm512_add_pd(error, _mm512_mul_pd(off, off));
    const __m128i bytes = _mm512_cvtepi64_epi8(_mm512_cvtpd_epi64(rounded));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(row + d), bytes);
  }
  return {_mm512_reduce_add_pd(length), _mm512_reduce_add_pd(error)};
}

void AmxTiles(const std::int8_t* rows, std::size_t blocks, bool is_left, std::int8_t* tiles) {
  for (std::size_t r = 0; r < 16; ++r) {
    for (std::size_t b = 0; b < blocks; ++b) {
      const std::int8_t* from = rows + (r * blocks + b) * 64;
      if (is_left) {
        std::memcpy(tiles + b * 1024 + r * 64, from, 64);
        continue;
      }
      for (std::size_t p = 0; p < 16; ++p) {
        std::memcpy(tiles + b * 1024 + p * 64 + r * 4, from + p * 4, 4);
      }
    }
  }
}

ONEFOLD_AMX float AmxDot(const float* a, const float* b, std::size_t n) {
  __m512 sums[4] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(),
                    _mm512_setzero_ps()};
  for (std::size_t k = 0; k < n; k += 64) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      sums[i] = _mm512_fmadd_ps(_mm512_loadu_ps(a + k + 16 * i), _mm512_loadu_ps(b + k + 16 * i),
                                sums[i]);
    }
  }
  return _mm512_reduce_add_ps(
      _mm512_add_ps(_mm512_add_ps(sums[0], sums[1]), _mm512_add_ps(sums[2], sums[3])));
}

ONEFOLD_AMX double AmxDotExact(const double* a, const double* b, std::size_t n) {
  __m512d sums[4] = {_mm512_setzero_pd(), _mm512_setzero_pd(), _mm512_setzero_pd(),
                     _mm512_setzero_pd()};
  for (std::size_t k = 0; k < n; k += 32) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      sums[i] =
          _mm512_fmadd_pd(_mm512_loadu_pd(a + k + 8 * i), _mm512_loadu_pd(b + k + 8 * i), sums[i]);
    }
  }
  return _mm512_reduce_add_pd(
      _mm512_add_pd(_mm512_add_pd(sums[0], sums[1]), _mm512_add_pd(sums[2], sums[3])));
}

ONEFOLD_AMX void AmxRemoveParts(const float* vectors, std::size_t count, std::size_t n,
                                float* one) {
  for (std::size_t v = 0; v < count; ++v) {
    const float* other = vectors + v * n;
    const __m512 part = _mm512_set1_ps(-AmxDot(one, other, n));
    for (std::size_t k = 0; k < n; k += 16) {
      _mm512_storeu_ps(one + k,
                       _mm512_fmadd_ps(part, _mm512_loadu_ps(other + k), _mm512_loadu_ps(one + k)));
    }
  }
}

// Four rows by 64 columns of `out` at a time stay in registers; those columns of the matrix are
// copied together, or every load would meet another page.
ONEFOLD_AMX void AmxMultiplyMatrix(const float* rows, std::size_t count, const float* matrix,
                                   std::size_t n, float* out) {
  std::vector<float> panel(n * 64);
  for (std::size_t c = 0; c < n; c += 64) {
    for (std::size_t k = 0; k < n; ++k) {
      std::memcpy(panel.data() + k * 64, matrix + k * n + c, 64 * sizeof(float));
    }
    for (std::size_t r = 0; r < count; r += 4) {
      __m512 sums[4][4];
#pragma GCC unroll 16
      for (int i = 0; i < 16; ++i) sums[i / 4][i % 4] = _mm512_setzero_ps();
      for (std::size_t k = 0; k < n; ++k) {
        const float* from = panel.data() + k * 64;
#pragma GCC unroll 16
        for (int i = 0; i < 16; ++i) {
          sums[i / 4][i % 4] =
              _mm512_fmadd_ps(_mm512_set1_ps(rows[(r + static_cast<std::size_t>(i) / 4) * n + k]),
                              _mm512_loadu_ps(from + 16 * (i % 4)), sums[i / 4][i % 4]);
        }
      }
#pragma GCC unroll 16
      for (int i = 0; i < 16; ++i) {
        _mm512_storeu_ps(out + (r + static_cast<std::size_t>(i) / 4) * n + c + 16 * (i % 4),
                         sums[i / 4][i % 4]);
      }
    }
  }
}

}  // namespace onefold::match

#endif
