#include "linkage/match/projection.h"

#include <algorithm>
#include <cmath>

#include "linkage/match/kernels/dice_amx.h"
#include "linkage/match/parallel.h"

namespace onefold::match {
namespace {

constexpr std::size_t kSampleRows = 512;
constexpr std::size_t kRowsPerPiece = 4096;

// The bound's part of one row goes into four bytes: d0 + 127 (d1 + d2 + d3). A part
// that is lower may be raised: that only makes candidates.
constexpr double kLargestPart = 3.0 * 127 * 127 + 63;

// F of projection.h for a row with `bits` set bits and rounding e.
double Slack(const ProjectionBasis& basis, const ProjectionScale& scale, double bits, double e) {
  const double t = static_cast<double>(scale.threshold.numerator) /
                   static_cast<double>(scale.threshold.denominator);
  // The division may have rounded t up by half of 2^-53.
  const double miss = 1 - t + 0x1p-52;
  const double norm_squared = scale.scale * scale.scale * basis.norm_squared[scale.blocks];
  return norm_squared * miss * bits +
         2 * std::sqrt(norm_squared) * e * std::sqrt(2 * miss * bits / t) + 2 * e * e;
}

// -h, rounded up; a few units above every error of the floating-point sums.
double PartOf(const ProjectionBasis& basis, const ProjectionScale& scale, std::uint32_t bits,
              const AmxRounded& row) {
  const double e = std::sqrt(row.error_squared) * (1 + 1e-9) + 1e-9;
  const double slack = Slack(basis, scale, bits, e) * (1 + 1e-9);
  return std::ceil((slack - row.length_squared) / 2) + 1;
}

// The part's digits times 127, 127, 127, 1.
void WritePart(double part, bool is_left, std::int8_t* spare) {
  const auto value = static_cast<int>(std::max(part, -kLargestPart));
  const int high = static_cast<int>(std::lrint(value / 127.0));
  const int low = value - high * 127;
  const int first = high / 3, second = (high - first) / 2;
  const int digits[4] = {first, second, high - first - second, low};
  const int factors[4] = {127, 127, 127, 1};
  for (int i = 0; i < 4; ++i) {
    spare[(is_left ? 0 : 4) + i] = static_cast<std::int8_t>(digits[i]);
    spare[(is_left ? 4 : 0) + i] = static_cast<std::int8_t>(factors[i]);
  }
}

// Rows that are never a candidate by their sketch: padding, and rows that have none. The other
// side's part meets zeros but for the last digit, so that two such rows are none either.
void WriteNever(bool is_left, std::int8_t* row, std::size_t blocks) {
  std::fill_n(row, 64 * blocks, std::int8_t{0});
  std::int8_t* spare = row + ProjectionDimensions(blocks);
  std::fill_n(spare + (is_left ? 0 : 4), 4, std::int8_t{-127});
  spare[is_left ? 7 : 3] = 1;
}

// 20 bits of a number.
double Shorten(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return std::ldexp(std::floor(std::ldexp(fraction, 20)), exponent - 20);
}

}  // namespace

ProjectionScale ChooseProjectionScale(const ProjectionBasis& basis, std::size_t blocks,
                                      DiceThreshold threshold, const PackedFilters& left,
                                      const PackedFilters& right) {
  const std::size_t dimensions = ProjectionDimensions(blocks);
  const AmxDirections directions(basis.directions.data(), basis.columns, dimensions);
  std::vector<std::int32_t> projected(16 * directions.stride());
  std::vector<std::int8_t> row(64 * blocks);
  constexpr int kSteps = 20;
  double cost[kSteps] = {};
  const auto scale_of = [&](int step) {
    return ProjectionScale{blocks, Shorten(6 * std::pow(1.13, step) / basis.unit), threshold};
  };
  for (const PackedFilters* set : {&left, &right}) {
    const std::size_t groups = set->padded_size() / kRowGroup;
    const std::size_t step = groups * kRowGroup / kSampleRows + 1;
    for (std::size_t g = 0; g < groups; g += step) {
      directions.Project(set->row(g * kRowGroup), projected.data());
      for (std::size_t r = 0; r < kRowGroup && g * kRowGroup + r < set->size(); ++r) {
        const std::uint32_t bits = set->popcounts()[g * kRowGroup + r];
        for (int s = 0; s < kSteps; ++s) {
          const ProjectionScale scale = scale_of(s);
          const AmxRounded rounded =
              AmxRound(projected.data() + r * directions.stride(), basis.center.data(), dimensions,
                       scale.scale, row.data());
          // How far above the slack of a sketch without rounding, in units of Hamming distance.
          const double unit = scale.scale * basis.unit;
          const double e = std::sqrt(rounded.error_squared);
          cost[s] += (Slack(basis, scale, bits, e) - Slack(basis, scale, bits, 0)) / (unit * unit);
          if (PartOf(basis, scale, bits, rounded) > kLargestPart) cost[s] += 1000;
        }
      }
    }
  }
  return scale_of(static_cast<int>(std::min_element(cost, cost + kSteps) - cost));
}

ProjectionSketch MakeProjectionSketch(const ProjectionBasis& basis, const ProjectionScale& scale,
                                      const PackedFilters& set, bool is_left, unsigned threads) {
  const std::size_t dimensions = ProjectionDimensions(scale.blocks);
  const AmxDirections directions(basis.directions.data(), basis.columns, dimensions);
  const std::size_t groups = set.padded_size() / kRowGroup, per_piece = kRowsPerPiece / kRowGroup;
  ProjectionSketch sketch;
  sketch.tiles = AlignedBuffer<std::int8_t>(groups * scale.blocks * 1024);
  const std::size_t pieces = (groups + per_piece - 1) / per_piece;
  std::vector<std::vector<std::uint32_t>> whole(pieces);
  const auto piece_done = [&](unsigned, std::size_t piece) {
    std::vector<std::int32_t> projected(kRowGroup * directions.stride());
    std::vector<std::int8_t> rows(kRowGroup * 64 * scale.blocks);
    for (std::size_t g = piece * per_piece; g < std::min(groups, (piece + 1) * per_piece); ++g) {
      directions.Project(set.row(g * kRowGroup), projected.data());
      for (std::size_t r = 0; r < kRowGroup; ++r) {
        const std::size_t rank = g * kRowGroup + r;
        std::int8_t* row = rows.data() + r * 64 * scale.blocks;
        const AmxRounded rounded = AmxRound(projected.data() + r * directions.stride(),
                                            basis.center.data(), dimensions, scale.scale, row);
        const double part = PartOf(basis, scale, set.popcounts()[rank], rounded);
        if (rank < set.size() && part <= kLargestPart) {
          WritePart(part, is_left, row + dimensions);
        } else {
          WriteNever(is_left, row, scale.blocks);
          if (rank < set.size()) whole[piece].push_back(static_cast<std::uint32_t>(rank));
        }
      }
      AmxTiles(rows.data(), scale.blocks, is_left, sketch.tiles.data() + g * scale.blocks * 1024);
    }
    return OkStatus();
  };
  const Status status = ParallelFor(pieces, WorkerCount(threads), piece_done);
  if (!status.ok()) throw std::bad_alloc();  // the only one that there can be
  for (const auto& some : whole) sketch.whole.insert(sketch.whole.end(), some.begin(), some.end());
  return sketch;
}

}  // namespace onefold::match
