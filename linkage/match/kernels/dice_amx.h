// What the AMX kernels have in common.
#pragma once

#include "linkage/match/aligned_buffer.h"
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

// Rows of P (projection.h) as tiles.
class AmxDirections {
 public:
  // `directions`: [dimension][bit], `bits` a multiple of 64. Throws std::bad_alloc.
  AmxDirections(const std::int16_t* directions, std::size_t bits, std::size_t dimensions);
  // Sums of a row, `dimensions` rounded up.
  std::size_t stride() const { return 16 * dimension_tiles_; }
  // projected[row][stride()] = P x, exactly, of 16 rows one after the other.
  void Project(const std::uint64_t* rows, std::int32_t* projected) const;

 private:
  std::size_t words_, dimension_tiles_;
  AlignedBuffer<std::int8_t> high_, low_;  // of P's 16 bits; [16 dimensions][word][1024 bytes]
};

// row[i] = scale * (projected[i] - center[i]) rounded to -127..127, and the squares of the row and
// of what rounding took, both of whole numbers and exact products. `dimensions`: a multiple of 8.
struct AmxRounded {
  double length_squared = 0, error_squared = 0;
};
AmxRounded AmxRound(const std::int32_t* projected, const std::int32_t* center,
                    std::size_t dimensions, double scale, std::int8_t* row);
// 16 rows of 64 * blocks bytes as tiles of the left or the right side.
void AmxTiles(const std::int8_t* rows, std::size_t blocks, bool is_left, std::int8_t* tiles);

// Sums that make a basis; n is a multiple of 64.
float AmxDot(const float* a, const float* b, std::size_t n);
double AmxDotExact(const double* a, const double* b, std::size_t n);
// one -= (one . v) v for the first `count` rows v of `vectors`, one after the other.
void AmxRemoveParts(const float* vectors, std::size_t count, std::size_t n, float* one);
// out = rows * matrix: [count][n] of [count][n] and a symmetric [n][n].
void AmxMultiplyMatrix(const float* rows, std::size_t count, const float* matrix, std::size_t n,
                       float* out);

std::size_t FindAmxProjection(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t ScratchBytesAmxProjection(std::size_t blocks);
std::size_t FindAmx(const DicePanels&, const DiceUnit&, void*, std::uint32_t*);
std::size_t ScratchBytesAmx(std::size_t words);

#endif

}  // namespace onefold::match
