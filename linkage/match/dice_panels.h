// Two packed sets laid out for one kernel, and which of their rows can meet at all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "linkage/match/dice_bound.h"
#include "linkage/match/kernels/dice_kernel.h"
#include "linkage/match/packed_filters.h"
#include "linkage/match/projection.h"

namespace onefold::match {

// By group of 16 left ranks: the stretch of right ranks that the length filter leaves, widened to
// whole groups. Within one set only later ranks count, so a stretch starts at its own group.
struct DiceWindows {
  std::vector<std::uint32_t> begin, end;
  std::uint64_t pairs = 0;  // with the widening

  DiceWindows(const DiceBound& bound, const PackedFilters& left, const PackedFilters& right,
              bool within);
  // Pairs of the windows inside a rectangle.
  std::uint64_t PairsIn(const DiceUnit& unit) const;
};

// Which kernel, and over how many words of sketch: kNone all words, kFold that many, kProjection
// that many blocks of 64 bytes.
struct DiceChoice {
  DiceKernel kernel;
  std::size_t words = 0;
  std::shared_ptr<const ProjectionBasis> basis;  // kProjection
};

// Memory beside the sets: kNone one copy of the right side, kFold and kProjection both sketches;
// twice as much for AVX2's nibbles on the right.
class DicePanelSet {
 public:
  // What is given must outlive this. Throws std::bad_alloc.
  DicePanelSet(const DiceChoice& choice, const DiceBound& bound, const DiceWindows& windows,
               const PackedFilters& left, const PackedFilters& right, unsigned threads);
  const DicePanels& view() const { return view_; }

 private:
  void AddProjection(const DiceChoice& choice, DiceThreshold threshold, const PackedFilters& left,
                     const PackedFilters& right, unsigned threads);

  AlignedBuffer<std::uint64_t> left_, right_;
  ProjectionSketch left_sketch_, right_sketch_;
  DicePanels view_;
};

// XOR of words k, k + to, k + 2 to, ... of every row, k < to. `from` words a row.
AlignedBuffer<std::uint64_t> FoldRows(const PackedFilters& set, std::size_t to);

// The rectangles a kernel works through: the right side's part stays in the first-level cache, the
// left side's in the second.
struct DiceUnitShape {
  std::uint32_t rows = 0, columns = 0;
};
DiceUnitShape UnitShapeOf(const DiceChoice& choice);

// What one thread needs to run a kernel. Throws std::bad_alloc.
class DiceWorker {
 public:
  DiceWorker(const DiceChoice& choice, const DicePanels& panels);

  // Calls unit_done(unit, candidates) -> Status for the units of a rectangle (multiples of 16).
  template <typename UnitDone>
  Status Walk(const DiceUnit& rectangle, UnitDone unit_done) {
    for (std::uint32_t i = rectangle.row_begin; i < rectangle.row_end; i += shape_.rows) {
      for (std::uint32_t j = rectangle.column_begin; j < rectangle.column_end;
           j += shape_.columns) {
        const DiceUnit unit = {i, std::min(rectangle.row_end, i + shape_.rows), j,
                               std::min(rectangle.column_end, j + shape_.columns)};
        const std::size_t found = kernel_.find(panels_, unit, scratch_.data(), candidates_.get());
        ONEFOLD_RETURN_IF_ERROR(unit_done(unit, std::span(candidates_.get(), found)));
      }
    }
    return OkStatus();
  }

 private:
  const DiceKernel kernel_;
  const DicePanels& panels_;
  const DiceUnitShape shape_;
  AlignedBuffer<std::uint8_t> scratch_;
  std::unique_ptr<std::uint32_t[]> candidates_;  // room for a unit; pages come with use
};

}  // namespace onefold::match
