#include "linkage/match/dice_panels.h"

#include <algorithm>
#include <cstring>

namespace onefold::match {
namespace {

std::uint32_t DownToGroup(std::size_t rank) {
  return static_cast<std::uint32_t>(rank / kRowGroup * kRowGroup);
}
std::uint32_t UpToGroup(std::size_t rank) { return DownToGroup(rank + kRowGroup - 1); }

std::uint64_t Overlap(std::uint32_t begin, std::uint32_t end, std::uint32_t from,
                      std::uint32_t to) {
  const std::uint32_t first = std::max(begin, from), last = std::min(end, to);
  return first < last ? last - first : 0;
}

// [lanes rows][word][row of the lanes]
AlignedBuffer<std::uint64_t> Interleave(const std::uint64_t* rows, std::size_t size,
                                        std::size_t words, std::size_t lanes) {
  AlignedBuffer<std::uint64_t> out(size * words);
  for (std::size_t i = 0; i < size; ++i) {
    std::uint64_t* to = out.data() + i / lanes * lanes * words + i % lanes;
    for (std::size_t w = 0; w < words; ++w) to[w * lanes] = rows[i * words + w];
  }
  return out;
}

AlignedBuffer<std::uint64_t> InterleaveNibbles(const std::uint64_t* rows, std::size_t size,
                                               std::size_t words) {
  constexpr std::size_t kLanes = 4;
  constexpr std::uint64_t kLow = 0x0f0f0f0f0f0f0f0f;
  AlignedBuffer<std::uint64_t> out(size * words * 2);
  for (std::size_t i = 0; i < size; ++i) {
    std::uint64_t* to = out.data() + i / kLanes * kLanes * words * 2 + i % kLanes;
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t word = rows[i * words + w];
      to[2 * w * kLanes] = word & kLow;
      to[(2 * w + 1) * kLanes] = word >> 4 & kLow;
    }
  }
  return out;
}

AlignedBuffer<std::uint64_t> InterleaveHalfWords(const std::uint64_t* rows, std::size_t size,
                                                 std::size_t words) {
  AlignedBuffer<std::uint64_t> out(size * words);
  auto* halves = reinterpret_cast<std::uint8_t*>(out.data());
  for (std::size_t i = 0; i < size; ++i) {
    std::uint8_t* to = halves + i / 16 * 16 * words * 8 + i % 16 * 4;
    const auto* from = reinterpret_cast<const std::uint8_t*>(rows + i * words);
    for (std::size_t d = 0; d < 2 * words; ++d) std::memcpy(to + d * 64, from + d * 4, 4);
  }
  return out;
}

}  // namespace

DiceWindows::DiceWindows(const DiceBound& bound, const PackedFilters& left,
                         const PackedFilters& right, bool within) {
  const std::vector<std::uint32_t>& columns = right.popcounts();
  for (std::size_t row = 0; row < left.padded_size(); row += kRowGroup) {
    const std::uint32_t least = bound.least_partner(left.popcounts()[row]);
    const std::uint32_t greatest = bound.greatest_partner(left.popcounts()[row + kRowGroup - 1]);
    const auto low = std::lower_bound(columns.begin(), columns.end(), least);
    const auto high = std::upper_bound(columns.begin(), columns.end(), greatest);
    std::uint32_t first = DownToGroup(static_cast<std::size_t>(low - columns.begin()));
    if (within) first = std::max(first, static_cast<std::uint32_t>(row));
    const std::uint32_t last = UpToGroup(static_cast<std::size_t>(high - columns.begin()));
    begin.push_back(first);
    end.push_back(std::max(first, last));
    pairs += kRowGroup * std::uint64_t{end.back() - first};
  }
}

std::uint64_t DiceWindows::PairsIn(const DiceUnit& unit) const {
  std::uint64_t columns = 0;
  for (std::size_t g = unit.row_begin / kRowGroup; g < unit.row_end / kRowGroup; ++g) {
    columns += Overlap(begin[g], end[g], unit.column_begin, unit.column_end);
  }
  return columns * kRowGroup;
}

AlignedBuffer<std::uint64_t> FoldRows(const PackedFilters& set, std::size_t to) {
  AlignedBuffer<std::uint64_t> folded(set.padded_size() * to);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const std::uint64_t* row = set.row(i);
    for (std::size_t w = 0; w < set.words(); ++w) folded[i * to + w % to] ^= row[w];
  }
  return folded;
}

DicePanelSet::DicePanelSet(const DiceChoice& choice, const DiceBound& bound,
                           const DiceWindows& windows, const PackedFilters& left,
                           const PackedFilters& right, unsigned threads) {
  const std::uint64_t* columns = right.row(0);
  view_.words = choice.words;
  view_.left = left.row(0);
  view_.right = columns;
  view_.left_popcount = left.popcounts().data();
  view_.right_popcount = right.popcounts().data();
  view_.bound = bound.need();
  view_.window_begin = windows.begin.data();
  view_.window_end = windows.end.data();
  AlignedBuffer<std::uint64_t> folded;
  if (choice.kernel.sketch == DiceSketch::kFold) {
    left_ = FoldRows(left, choice.words);
    folded = FoldRows(right, choice.words);
    columns = folded.data();
    view_.left = left_.data();
    view_.bound = bound.max_distance();
  }
  const std::size_t size = right.padded_size();
  switch (choice.kernel.layout) {
    case DiceLayout::kLanes8:
      right_ = Interleave(columns, size, choice.words, 8);
      break;
    case DiceLayout::kNibbles4:
      right_ = InterleaveNibbles(columns, size, choice.words);
      break;
    case DiceLayout::kDwords16:
      right_ = InterleaveHalfWords(columns, size, choice.words);
      break;
    case DiceLayout::kTiles:
      AddProjection(choice, bound.threshold(), left, right, threads);
      return;
    case DiceLayout::kRows:
      return;
  }
  view_.right = right_.data();
}

void DicePanelSet::AddProjection(const DiceChoice& choice, DiceThreshold threshold,
                                 const PackedFilters& left, const PackedFilters& right,
                                 unsigned threads) {
  const ProjectionScale scale =
      ChooseProjectionScale(*choice.basis, choice.words, threshold, left, right);
  left_sketch_ = MakeProjectionSketch(*choice.basis, scale, left, true, threads);
  right_sketch_ = MakeProjectionSketch(*choice.basis, scale, right, false, threads);
  view_.left = left_sketch_.tiles.data();
  view_.right = right_sketch_.tiles.data();
  view_.left_whole = left_sketch_.whole.data();
  view_.left_whole_count = left_sketch_.whole.size();
  view_.right_whole = right_sketch_.whole.data();
  view_.right_whole_count = right_sketch_.whole.size();
}

DiceUnitShape UnitShapeOf(const DiceChoice& choice) {
  constexpr std::size_t kFirstLevel = 24 << 10, kSecondLevel = 1 << 20, kMost = 8192;
  std::size_t row_bytes = 8, column_bytes = 8, columns_in = kFirstLevel, rows_in = kSecondLevel;
  switch (choice.kernel.layout) {
    case DiceLayout::kRows:
      return {64,
              static_cast<std::uint32_t>(
                  std::clamp<std::size_t>((128 << 10) / (8 * choice.words), 16, 1024) / 16 * 16)};
    case DiceLayout::kLanes8:
      break;
    case DiceLayout::kNibbles4:
      column_bytes = 16;
      break;
    case DiceLayout::kDwords16:  // expanded to a byte a bit while they are compared
      row_bytes = column_bytes = 64;
      rows_in = kAmxLeftBytes;
      columns_in = kAmxRightBytes;
      break;
    case DiceLayout::kTiles:
      row_bytes = column_bytes = 64;
      break;
  }
  const auto fit = [&](std::size_t memory, std::size_t bytes, std::size_t most) {
    return static_cast<std::uint32_t>(
        std::clamp<std::size_t>(memory / (bytes * choice.words) / 16 * 16, 16, most));
  };
  const std::uint32_t columns = fit(columns_in, column_bytes, 512);
  return {fit(rows_in, row_bytes, kMost), columns};
}

DiceWorker::DiceWorker(const DiceChoice& choice, const DicePanels& panels)
    : kernel_(choice.kernel),
      panels_(panels),
      shape_(UnitShapeOf(choice)),
      scratch_(kernel_.scratch_bytes == nullptr ? 0 : kernel_.scratch_bytes(choice.words)),
      candidates_(new std::uint32_t[std::size_t{shape_.rows} * shape_.columns]) {}

}  // namespace onefold::match
