// Projection sketches compared with AMX: the sign of a sum is the answer. Up to four blocks a row,
// the left rows stay in tile registers; sums are stored one tile late and looked at two tiles late,
// so that the multiplier never waits for either.
#include "linkage/match/kernels/dice_amx.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "linkage/match/kernels/amx_tiles.h"
#include "linkage/match/kernels/mask_bits.h"

namespace onefold::match {
namespace {

struct Ring {
  AmxSums sums[4];
};

// Tiles 0.. are sums, then the left blocks, then right blocks in turn.
template <int kBlocks>
struct Registers {
  static constexpr int kSums = kBlocks < 4 ? 3 : 2;
  static constexpr int kLeft = kSums, kRight = kLeft + kBlocks, kRights = 8 - kRight;
};

template <int kBlocks>
class Pipeline {
 public:
  ONEFOLD_AMX_INLINE Pipeline(Ring& ring, std::uint32_t* candidates)
      : ring_(ring), candidates_(candidates) {
    for (AmxSums& sums : ring_.sums) {
      for (std::int32_t& value : sums.value) value = -1;
    }
    Prime();
  }

  template <int kBlock = 0>
  ONEFOLD_AMX_INLINE void LoadLeft(const std::int8_t* tiles) {
    TileLoad<R::kLeft + kBlock>(tiles + kBlock * 1024);
    if constexpr (kBlock + 1 < kBlocks) LoadLeft<kBlock + 1>(tiles);
  }

  // One tile of pairs; `first` is the candidate of its upper left corner.
  ONEFOLD_AMX_INLINE void Step(const std::int8_t* right, std::uint32_t first) {
    switch (phase_) {
      case 0:
        StepAt<0>(right, first);
        break;
      case 1:
        StepAt<1>(right, first);
        break;
      default:
        if constexpr (R::kSums > 2) StepAt<2>(right, first);
    }
  }
  // As many tiles as there are sums, when phase() is 0.
  ONEFOLD_AMX_INLINE void Steps(const std::int8_t* right, std::uint32_t first) {
    constexpr std::size_t kGroup = kBlocks * 1024;
    StepAt<0>(right, first);
    StepAt<1>(right + kGroup, first + 16);
    if constexpr (R::kSums > 2) StepAt<2>(right + 2 * kGroup, first + 32);
  }
  int phase() const { return phase_; }

  ONEFOLD_AMX_INLINE std::size_t Finish() {
    switch ((phase_ + R::kSums - 1) % R::kSums) {
      case 0:
        TileStore<0>(ring_.sums[(step_ - 1) & 3].value);
        break;
      case 1:
        TileStore<1>(ring_.sums[(step_ - 1) & 3].value);
        break;
      default:
        TileStore<2>(ring_.sums[(step_ - 1) & 3].value);
    }
    Scan(step_ - 2);
    Scan(step_ - 1);
    return found_;
  }

 private:
  using R = Registers<kBlocks>;

  // What is stored before there are sums must not look like a candidate.
  ONEFOLD_AMX_INLINE void Prime() {
    TileLoad<0>(ring_.sums[0].value);
    TileLoad<1>(ring_.sums[0].value);
    if constexpr (R::kSums > 2) TileLoad<2>(ring_.sums[0].value);
  }

  template <int kSum, int kBlock = 0>
  ONEFOLD_AMX_INLINE void Multiply(const std::int8_t* right) {
    constexpr int kTile = R::kRight + (kSum * kBlocks + kBlock) % R::kRights;
    TileLoad<kTile>(right + kBlock * 1024);
    TileMultiply<kSum, R::kLeft + kBlock, kTile>();
    if constexpr (kBlock + 1 < kBlocks) Multiply<kSum, kBlock + 1>(right);
  }

  template <int kSum>
  ONEFOLD_AMX_INLINE void StepAt(const std::int8_t* right, std::uint32_t first) {
    TileZero<kSum>();
    Multiply<kSum>(right);
    TileStore<(kSum + R::kSums - 1) % R::kSums>(ring_.sums[(step_ - 1) & 3].value);
    Scan(step_ - 2);
    first_[step_ & 3] = first;
    ++step_;
    phase_ = (kSum + 1) % R::kSums;
  }

  ONEFOLD_AMX_INLINE void Scan(unsigned step) {
    const std::int32_t* sums = ring_.sums[step & 3].value;
    __m512i all = _mm512_and_si512(_mm512_load_si512(sums), _mm512_load_si512(sums + 16));
#pragma GCC unroll 7
    for (int r = 2; r < 16; r += 2) {
      all = _mm512_ternarylogic_epi32(all, _mm512_load_si512(sums + r * 16),
                                      _mm512_load_si512(sums + r * 16 + 16), 0x80);
    }
    if (__builtin_expect(MaskBits16(_mm512_movepi32_mask(all)) == 0xffff, 1)) return;
    const std::uint32_t first = first_[step & 3];
    for (std::uint32_t r = 0; r < 16; ++r) {
      unsigned mask = MaskBits16(_mm512_movepi32_mask(_mm512_load_si512(sums + r * 16))) ^ 0xffffu;
      for (; mask != 0; mask &= mask - 1) {
        candidates_[found_++] = first + (r << 16) + static_cast<std::uint32_t>(__builtin_ctz(mask));
      }
    }
  }

  Ring& ring_;
  std::uint32_t* const candidates_;
  std::size_t found_ = 0;
  std::uint32_t first_[4] = {};
  unsigned step_ = 0;
  int phase_ = 0;
};

template <int kBlocks>
ONEFOLD_AMX std::size_t Find(const DicePanels& panels, const DiceUnit& unit, Ring& ring,
                             std::uint32_t* candidates) {
  constexpr std::size_t kGroup = kBlocks * 1024;
  constexpr std::uint32_t kSums = Registers<kBlocks>::kSums;
  const auto* left = static_cast<const std::int8_t*>(panels.left);
  const auto* right = static_cast<const std::int8_t*>(panels.right);
  Pipeline<kBlocks> pipeline(ring, candidates);
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; i += 16) {
    std::uint32_t begin = panels.window_begin[i / 16], end = panels.window_end[i / 16];
    if (begin < unit.column_begin) begin = unit.column_begin;
    if (end > unit.column_end) end = unit.column_end;
    if (begin >= end) continue;
    pipeline.LoadLeft(left + i / 16 * kGroup);
    const std::int8_t* tile = right + begin / 16 * kGroup;
    std::uint32_t first = (i - unit.row_begin) << 16 | (begin - unit.column_begin);
    std::uint32_t tiles = (end - begin) / 16;
    for (; tiles != 0 && pipeline.phase() != 0; --tiles, tile += kGroup, first += 16) {
      pipeline.Step(tile, first);
    }
    for (; tiles >= kSums; tiles -= kSums, tile += kSums * kGroup, first += kSums * 16) {
      pipeline.Steps(tile, first);
    }
    for (; tiles != 0; --tiles, tile += kGroup, first += 16) pipeline.Step(tile, first);
  }
  return pipeline.Finish();
}

std::size_t FindBlocks(const DicePanels& panels, const DiceUnit& unit, Ring& ring,
                       std::uint32_t* candidates) {
  switch (panels.words) {
    case 1:
      return Find<1>(panels, unit, ring, candidates);
    case 2:
      return Find<2>(panels, unit, ring, candidates);
    case 3:
      return Find<3>(panels, unit, ring, candidates);
    case 4:
      return Find<4>(panels, unit, ring, candidates);
    default:
      break;
  }
  const std::size_t group = panels.words * 1024;
  return AmxFind({static_cast<const std::int8_t*>(panels.left) + unit.row_begin / 16 * group,
                  static_cast<const std::int8_t*>(panels.right) + unit.column_begin / 16 * group,
                  panels.words, unit, panels.window_begin, panels.window_end, panels.left_popcount,
                  panels.right_popcount, nullptr},
                 ring.sums, candidates);
}

// Index of the first of the ascending ranks that is `rank` or more.
std::size_t FirstFrom(const std::uint32_t* ranks, std::size_t count, std::uint32_t rank) {
  std::size_t begin = 0;
  while (count > 0) {
    const std::size_t half = count / 2;
    if (ranks[begin + half] < rank) {
      begin += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return begin;
}

// Rows without a sketch: all their pairs inside the windows.
std::size_t AddWhole(const DicePanels& panels, const DiceUnit& unit, std::uint32_t* candidates,
                     std::size_t found) {
  const std::uint32_t *rows = panels.left_whole, *columns = panels.right_whole;
  std::size_t row = FirstFrom(rows, panels.left_whole_count, unit.row_begin);
  const std::size_t rows_end = FirstFrom(rows, panels.left_whole_count, unit.row_end);
  const std::size_t first = FirstFrom(columns, panels.right_whole_count, unit.column_begin);
  const std::size_t last = FirstFrom(columns, panels.right_whole_count, unit.column_end);
  if (row == rows_end && first == last) return found;
  for (std::uint32_t i = unit.row_begin; i < unit.row_end; ++i) {
    std::uint32_t begin = panels.window_begin[i / 16], end = panels.window_end[i / 16];
    if (begin < unit.column_begin) begin = unit.column_begin;
    if (end > unit.column_end) end = unit.column_end;
    const std::uint32_t corner = (i - unit.row_begin) << 16;
    if (row != rows_end && rows[row] == i) {
      ++row;
      for (std::uint32_t j = begin; j < end; ++j) {
        candidates[found++] = corner | (j - unit.column_begin);
      }
      continue;
    }
    for (std::size_t w = first; w < last; ++w) {
      if (columns[w] < begin || columns[w] >= end) continue;
      candidates[found++] = corner | (columns[w] - unit.column_begin);
    }
  }
  return found;
}

}  // namespace

std::size_t ScratchBytesAmxProjection(std::size_t) { return 2 * sizeof(Ring); }

std::size_t FindAmxProjection(const DicePanels& panels, const DiceUnit& unit, void* scratch,
                              std::uint32_t* candidates) {
  AmxConfigure();
  const std::size_t found = FindBlocks(panels, unit, *static_cast<Ring*>(scratch), candidates);
  AmxRelease();
  return AddWhole(panels, unit, candidates, found);
}

}  // namespace onefold::match

#endif
