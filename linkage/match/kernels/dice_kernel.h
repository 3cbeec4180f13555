// Kernels of the thresholded Dice search. A kernel looks at the pairs of a rectangle of two packed
// sets and writes down the candidates: every pair that reaches the threshold and, when it works on
// sketches or on bounds of a whole block, some that do not. The caller decides by exact counts.
//
// One file for each instruction set; only plain functions and plain data cross the borders between
// them, so that no inline function compiled for one machine can be linked into another's path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace onefold::match {

// What is compared instead of whole filters.
enum class DiceSketch {
  kNone,  // the filters themselves
  // Words that are the XOR of every W-th word: folding never raises a Hamming distance.
  kFold,
  // Bytes of a projection (projection.h), in blocks of 64.
  kProjection,
};

// How the rows of the right side lie. Rows come in groups of 16, words are of 64 bits.
enum class DiceLayout {
  kRows,      // [row][word]
  kLanes8,    // [8 rows][word][row of the 8]
  kNibbles4,  // [4 rows][word][low | high nibbles, one a byte][row of the 4]
  kDwords16,  // [16 rows][32-bit half word][row of the 16]
  kTiles,  // [16 rows][block of 64 bytes][4 bytes][row of the 16]; the left side [..][..][row][64]
};

// Not owned. Rows are ranks; both sides are padded to groups of 16.
struct DicePanels {
  std::size_t words = 0;       // of a row on both sides; projection: blocks of 64 bytes
  const void* left = nullptr;  // [row][word], or kTiles
  const void* right = nullptr;
  const std::uint32_t* left_popcount = nullptr;   // never falls
  const std::uint32_t* right_popcount = nullptr;  // never falls
  // By the sum of two popcounts: least common count, or greatest distance of folded rows.
  const std::int32_t* bound = nullptr;
  // By group of 16 left rows: the right rows that they can reach, multiples of 16.
  const std::uint32_t* window_begin = nullptr;
  const std::uint32_t* window_end = nullptr;
  // Ascending ranks whose pairs are all candidates (kProjection).
  const std::uint32_t *left_whole = nullptr, *right_whole = nullptr;
  std::size_t left_whole_count = 0, right_whole_count = 0;
};

// A rectangle; all multiples of 16, at most 65,536 a side.
struct DiceUnit {
  std::uint32_t row_begin = 0, row_end = 0, column_begin = 0, column_end = 0;
};

// Writes (row - row_begin) << 16 | (column - column_begin) of the candidates inside the windows and
// returns how many: room for all pairs of the unit. `scratch` belongs to the calling thread and to
// these panels; it is zero at first.
using FindCandidates = std::size_t (*)(const DicePanels& panels, const DiceUnit& unit,
                                       void* scratch, std::uint32_t* candidates);

// The widest rows that the AMX kernels take.
inline constexpr std::size_t kMaxAmxWords = 64;
inline constexpr std::size_t kMaxProjectionBlocks = 8;
// Bytes that the rows of a unit take when each bit is a byte.
inline constexpr std::size_t kAmxLeftBytes = 1 << 20, kAmxRightBytes = 1 << 19;

struct DiceKernel {
  std::string_view name;  // scalar, popcnt, avx2, avx512, amx
  DiceSketch sketch = DiceSketch::kNone;
  DiceLayout layout = DiceLayout::kRows;
  FindCandidates find = nullptr;
  std::size_t max_words = 0;  // of a filter
  // Bytes that FindCandidates needs for rows of so many words of sketch; null: none.
  std::size_t (*scratch_bytes)(std::size_t words) = nullptr;
  // Cost model, in cycles of one core (docs/PERFORMANCE.md has the measurements): per pair and
  // word; per pair; and for looking into a block that holds a candidate.
  double cycles_per_word = 0, cycles_per_pair = 0, cycles_per_hit_block = 0;
  std::uint32_t block_rows = 1, block_columns = 1;
};

// Those that this machine can run, slowest instruction set first; never empty.
std::span<const DiceKernel> DiceKernels();

// Common set bits of two rows, by the fastest means.
std::uint32_t CountCommon(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);

std::size_t FindScalar(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::uint32_t CountCommonScalar(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);
#if defined(__x86_64__)
std::size_t FindPopcnt(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t FindAvx2(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t FindAvx2Fold(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t ScratchBytesAvx2(std::size_t words);
std::size_t FindAvx512(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t FindAvx512Fold(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::uint32_t CountCommonPopcnt(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);
#endif

}  // namespace onefold::match
