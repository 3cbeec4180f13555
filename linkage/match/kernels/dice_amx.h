// What the AMX kernels have in common.
#pragma once

#include "linkage/match/kernels/dice_kernel.h"

namespace onefold::match {

// Four loads and four multiplications of tiles a round: how fast this machine is just now. Only
// where a kernel is called amx.
void AmxProbe(std::size_t rounds);

#if defined(__x86_64__)

// Whether machine and system have AMX int8; asks the system for the tile registers.
bool AmxUsable();
// All eight tiles of the calling thread are 16 rows of 64 bytes; and back, so that the system need
// not keep them.
void AmxConfigure();
void AmxRelease();

// Sixteen dot products of sixteen rows.
struct AmxSums {
  alignas(64) std::int32_t value[256];
};

// Tiles of the rows and columns of a unit: [group of 16][block of 64 bytes][1024 bytes], the left
// ones [row][64], the right ones [place of 4 bytes][row][4].
struct AmxRectangle {
  const std::int8_t *left, *right;
  std::size_t blocks;
  DiceUnit unit;
  const std::uint32_t *window_begin, *window_end;
  const std::uint32_t *left_popcount, *right_popcount;
  const std::int32_t* bound;  // by sum of popcounts; null: a sum of 0 or more is a candidate
};
// Between AmxConfigure and AmxRelease. `sums`: 8.
std::size_t AmxFind(const AmxRectangle& rectangle, AmxSums* sums, std::uint32_t* candidates);

// 16 rows of `words` words as tiles of a byte a bit; `halves` is DiceLayout::kDwords16.
void AmxExpandLeft(const std::uint64_t* rows, std::size_t words, std::int8_t* tiles);
void AmxExpandRight(const std::uint32_t* halves, std::size_t words, std::int8_t* tiles);

std::size_t FindAmx(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t ScratchBytesAmx(std::size_t words);

#endif

}  // namespace onefold::match
