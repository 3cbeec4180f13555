// AMX (Intel SDM vol. 1 ch. 18): a tile register holds 16 rows of 64 bytes; TDPBSSD adds the 16 x
// 16 dot products of 64 signed bytes to a tile of 32-bit sums. Whole filters are compared with a
// byte a bit: their dot product is the number of common bits.
#include "linkage/match/kernels/dice_amx.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linkage/match/kernels/amx_tiles.h"
#include "linkage/match/kernels/mask_bits.h"

namespace onefold::match {

bool AmxUsable() {
  constexpr unsigned kTile = 1u << 24, kInt8 = 1u << 25;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & kTile) == 0 || (d & kInt8) == 0) {
    return false;
  }
  // Linux gives the tile registers to a process on request only (Documentation/arch/x86/xstate).
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

void AmxConfigure() {
  struct {
    std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
    std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
  } const config;
  static_assert(sizeof config == 64);
  asm volatile("ldtilecfg %0" ::"m"(config));
}

void AmxRelease() { asm volatile("tilerelease" ::); }

namespace {

// What a rectangle of tiles is compared with, and where its candidates go.
struct Sums {
  const std::int32_t* sums;  // 16 x 16
  std::uint32_t row, column;
};

ONEFOLD_AMX_INLINE std::size_t Scan(const AmxRectangle& of, const Sums& tile,
                                    std::uint32_t* candidates, std::size_t found) {
  // The least demanding row and column of the tile decide first.
  const std::int32_t* bound =
      of.bound == nullptr ? nullptr : of.bound + of.right_popcount[tile.column];
  const std::int32_t least = bound == nullptr ? 0 : bound[of.left_popcount[tile.row]];
  __m512i most = _mm512_load_si512(tile.sums);
#pragma GCC unroll 15
  for (int r = 1; r < 16; ++r) {
    most = _mm512_max_epi32(most, _mm512_load_si512(tile.sums + r * 16));
  }
  const __mmask16 any = _mm512_cmpge_epi32_mask(most, _mm512_set1_epi32(least));
  if (__builtin_expect(MaskBits16(any) == 0, 1)) {
    return found;
  }
  const std::uint32_t first =
      (tile.row - of.unit.row_begin) << 16 | (tile.column - of.unit.column_begin);
  for (std::uint32_t r = 0; r < 16; ++r) {
    const std::int32_t need = bound == nullptr ? 0 : bound[of.left_popcount[tile.row + r]];
    unsigned mask = MaskBits16(
        _mm512_cmpge_epi32_mask(_mm512_load_si512(tile.sums + r * 16), _mm512_set1_epi32(need)));
    for (; mask != 0; mask &= mask - 1) {
      candidates[found++] = first + (r << 16) + static_cast<std::uint32_t>(__builtin_ctz(mask));
    }
  }
  return found;
}

}  // namespace

// Two by two tiles: each tile that is loaded is used twice.
ONEFOLD_AMX std::size_t AmxFind(const AmxRectangle& of, AmxSums* sums, std::uint32_t* candidates) {
  const std::size_t group = of.blocks * 1024;
  std::size_t found = 0;
  Sums waiting[4];  // stored in the last round, not yet looked at: the stores take their time
  int count = 0;
  unsigned round = 0;
  for (std::uint32_t i = of.unit.row_begin; i < of.unit.row_end; i += 32) {
    const bool two_rows = i + 16 < of.unit.row_end;
    const std::uint32_t g = i / 16, last = two_rows ? g + 1 : g;
    std::uint32_t begin = of.window_begin[g], end = of.window_end[last];
    if (begin < of.unit.column_begin) begin = of.unit.column_begin;
    if (end > of.unit.column_end) end = of.unit.column_end;
    const std::int8_t* a0 = of.left + (i - of.unit.row_begin) / 16 * group;
    const std::int8_t* a1 = two_rows ? a0 + group : a0;
    for (std::uint32_t j = begin; j < end; j += 32) {
      const bool two_columns = j + 16 < end;
      const std::int8_t* b0 = of.right + (j - of.unit.column_begin) / 16 * group;
      const std::int8_t* b1 = two_columns ? b0 + group : b0;
      TileZero<0>();
      TileZero<1>();
      TileZero<2>();
      TileZero<3>();
      for (std::size_t k = 0; k < group; k += 1024) {
        TileLoad<4>(a0 + k);
        TileStream<6>(b0 + k);
        TileMultiply<0, 4, 6>();
        TileStream<7>(b1 + k);
        TileMultiply<1, 4, 7>();
        TileLoad<5>(a1 + k);
        TileMultiply<2, 5, 6>();
        TileMultiply<3, 5, 7>();
      }
      AmxSums* now = sums + 4 * (round++ & 1);
      TileStore<0>(now[0].value);
      TileStore<1>(now[1].value);
      TileStore<2>(now[2].value);
      TileStore<3>(now[3].value);
      for (int t = 0; t < count; ++t) found = Scan(of, waiting[t], candidates, found);
      count = 0;
      waiting[count++] = {now[0].value, i, j};
      if (two_columns) waiting[count++] = {now[1].value, i, j + 16};
      if (two_rows) waiting[count++] = {now[2].value, i + 16, j};
      if (two_rows && two_columns) waiting[count++] = {now[3].value, i + 16, j + 16};
    }
  }
  for (int t = 0; t < count; ++t) found = Scan(of, waiting[t], candidates, found);
  return found;
}

// Both sides must order the bits of a word alike, and any order will do. Byte q of place p (0..15)
// of a block is bit p % 8 + 8 q of half word p / 8: a shift and a mask make 64 of them at once.
ONEFOLD_AMX void AmxExpandLeft(const std::uint64_t* rows, std::size_t words, std::int8_t* tiles) {
  const __m512i shift = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
  const __m512i ones = _mm512_set1_epi32(0x01010101);
  for (std::size_t r = 0; r < 16; ++r) {
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t word = rows[r * words + w];
      const __m512i halves = _mm512_inserti64x4(
          _mm512_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(word))),
          _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(word >> 32))), 1);
      _mm512_store_si512(tiles + (w * 16 + r) * 64,
                         _mm512_and_si512(_mm512_srlv_epi32(halves, shift), ones));
    }
  }
}

ONEFOLD_AMX void AmxExpandRight(const std::uint32_t* halves, std::size_t words,
                                std::int8_t* tiles) {
  const __m512i ones = _mm512_set1_epi32(0x01010101);
  for (std::size_t d = 0; d < 2 * words; ++d) {
    __m512i rest = _mm512_load_si512(halves + d * 16);
    for (std::size_t p = 0; p < 8; ++p) {
      _mm512_store_si512(tiles + (d * 8 + p) * 64, _mm512_and_si512(rest, ones));
      rest = _mm512_srli_epi32(rest, 1);
    }
  }
}

namespace {

// The left rows of a unit stay expanded while the columns go by.
struct alignas(64) Expanded {  // and behind it the tiles: left, then right
  AmxSums sums[8];
  std::uint32_t row_begin, row_end;  // of the left tiles; equal at first
};

}  // namespace

std::size_t ScratchBytesAmx(std::size_t) {
  return sizeof(Expanded) + kAmxLeftBytes + kAmxRightBytes;
}

ONEFOLD_AMX std::size_t FindAmx(const DicePanels& panels, const DiceUnit& unit, void* scratch,
                                std::uint32_t* candidates) {
  auto& expanded = *static_cast<Expanded*>(scratch);
  const std::size_t words = panels.words, group = words * 1024;
  auto* left = reinterpret_cast<std::int8_t*>(&expanded + 1);
  std::int8_t* right = left + kAmxLeftBytes;
  if (expanded.row_begin != unit.row_begin || expanded.row_end != unit.row_end) {
    const auto* rows = static_cast<const std::uint64_t*>(panels.left);
    for (std::size_t i = unit.row_begin; i < unit.row_end; i += 16) {
      AmxExpandLeft(rows + i * words, words, left + (i - unit.row_begin) / 16 * group);
    }
    expanded.row_begin = unit.row_begin;
    expanded.row_end = unit.row_end;
  }
  const auto* halves = static_cast<const std::uint32_t*>(panels.right);
  for (std::size_t j = unit.column_begin; j < unit.column_end; j += 16) {
    AmxExpandRight(halves + j * words * 2, words, right + (j - unit.column_begin) / 16 * group);
  }
  AmxConfigure();
  const std::size_t found =
      AmxFind({left, right, words, unit, panels.window_begin, panels.window_end,
               panels.left_popcount, panels.right_popcount, panels.bound},
              expanded.sums, candidates);
  AmxRelease();
  return found;
}

void AmxProbe(std::size_t rounds) {
  alignas(64) static const std::int8_t tile[1024] = {};
  AmxConfigure();
  for (std::size_t i = 0; i < rounds; ++i) {
    TileLoad<4>(tile);
    TileLoad<5>(tile);
    TileMultiply<0, 4, 5>();
    TileLoad<6>(tile);
    TileMultiply<1, 4, 6>();
    TileLoad<7>(tile);
    TileMultiply<2, 5, 7>();
    TileMultiply<3, 6, 7>();
  }
  AmxRelease();
}

}  // namespace onefold::match

#else

namespace onefold::match {
void AmxProbe(std::size_t) {}
}  // namespace onefold::match

#endif
