// The projection sketch: 56 to 504 signed bytes a row whose dot product tells that two rows cannot
// reach a threshold. A filter of most pairs, and exact: no hit is ever lost.
//
//   y = P x        P: whole numbers, rows nearly orthogonal, along the directions in which the
//                  filters vary most (principal components of a sample)
//   q = round(s (y - y0)), within -127..127;   e = |q - s (y - y0)|, the rounding of this row
//
// Two rows at Hamming distance H have |ya - yb| <= n sqrt(H) with n >= |P| (spectral norm), so
//   |qa - qb| <= s n sqrt(H) + ea + eb.
// Rows that reach Dice t have H <= (1 - t)(|a| + |b|) and |a| + |b| <= 2 min(|a|, |b|) / t.
// Squared, with (ea + eb)^2 <= 2 ea^2 + 2 eb^2, everything is a sum of a part of a and a part of b:
//   qa . qb >= ha + hb,   h = (|q|^2 - F) / 2,
//   F = s^2 n^2 (1 - t) |a| + 2 s n e sqrt(2 (1 - t) |a| / t) + 2 e^2.
// -h goes into spare bytes, which the other side multiplies by constants: the sign of one dot
// product is the answer.
//
// y, G = P P^T and s (y - y0) are computed exactly, n^2 is the greatest row sum of |G|
// (Gershgorin); what is rounded afterwards is rounded towards more candidates. P, y0 and s decide
// only how many candidates there are.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/match/dice_bound.h"
#include "linkage/match/packed_filters.h"

namespace onefold::match {

// Bytes of a block that hold the row's and the other side's part of the bound.
inline constexpr std::size_t kProjectionSpare = 8;
inline constexpr std::size_t ProjectionDimensions(std::size_t blocks) {
  return 64 * blocks - kProjectionSpare;
}

struct ProjectionBasis {
  std::size_t columns = 0;               // bits of a row, whole words
  std::size_t dimensions = 0;            // rows of P
  std::vector<std::int16_t> directions;  // P: [dimension][bit], at most 32,000
  std::vector<std::int32_t> center;      // y0
  double unit = 0;                       // length of a row of P
  // By number of blocks: at least the square of the spectral norm of P's first dimensions.
  std::vector<double> norm_squared;
};

// For sketches of up to so many blocks, from at most 16,384 rows of the two sets. The same for the
// same sets. AMX machines only.
ProjectionBasis MakeProjectionBasis(const PackedFilters& left, const PackedFilters& right,
                                    std::size_t blocks);

struct ProjectionSketch {
  AlignedBuffer<std::int8_t> tiles;  // DiceLayout::kTiles
  // Ranks whose bound does not fit the spare bytes, ascending: all their pairs are candidates.
  std::vector<std::uint32_t> whole;
};

// How rows are rounded, for sketches of so many blocks.
struct ProjectionScale {
  std::size_t blocks = 0;
  double scale = 0;  // s; has 20 bits, so that s (y - y0) is exact
  DiceThreshold threshold;
};

// The scale with the least expected slack on a sample of the rows.
ProjectionScale ChooseProjectionScale(const ProjectionBasis& basis, std::size_t blocks,
                                      DiceThreshold threshold, const PackedFilters& left,
                                      const PackedFilters& right);
ProjectionSketch MakeProjectionSketch(const ProjectionBasis& basis, const ProjectionScale& scale,
                                      const PackedFilters& set, bool is_left, unsigned threads);

}  // namespace onefold::match
