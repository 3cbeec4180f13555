// Filters of equal width in the order of their popcounts, one after the other: what every
// comparison works on. Rows of one popcount range are one stretch, and neighbours have nearly the
// same bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "crypto/status.h"
#include "linkage/match/aligned_buffer.h"

namespace onefold::match {

inline constexpr std::size_t kMaxFilterBits = 65'536;
// Kernels take rows by so many; behind the last one are empty rows.
inline constexpr std::size_t kRowGroup = 16;

// A row's rank: its place by (popcount, row number), empty rows left out.
class PackedFilters {
 public:
  PackedFilters() = default;  // of no width

  // The bits/8 bytes of the filter of row `row`.
  using RowBytes = std::function<const std::uint8_t*(std::size_t row)>;

  // `bits`: a multiple of 8, at most kMaxFilterBits; the rest of the last 64-bit word is zero.
  // InvalidArgument otherwise, and for 2^32 - 16 rows and more. Throws std::bad_alloc.
  static StatusOr<PackedFilters> Pack(std::size_t bits, std::size_t rows, const RowBytes& row);
  // Every rank that is a multiple of `step`, as a set of its own with the same row numbers.
  PackedFilters Sample(std::size_t step) const;

  std::size_t bits() const { return bits_; }
  std::size_t words() const { return words_; }             // 64-bit words of a row
  std::size_t size() const { return row_number_.size(); }  // rows with at least one bit
  std::size_t empty_rows() const { return empty_rows_; }
  std::size_t padded_size() const { return (size() + kRowGroup - 1) / kRowGroup * kRowGroup; }

  // rank < padded_size().
  const std::uint64_t* row(std::size_t rank) const { return words_data_.data() + rank * words_; }
  // By rank, padded with the popcount of the last row.
  const std::vector<std::uint32_t>& popcounts() const { return popcounts_; }
  // rank < size(): the caller's number of the row.
  std::uint32_t row_number(std::size_t rank) const { return row_number_[rank]; }

 private:
  explicit PackedFilters(std::size_t bits) : bits_(bits), words_((bits + 63) / 64) {}
  void AddPadding();

  std::size_t bits_ = 0, words_ = 0;
  std::size_t empty_rows_ = 0;
  AlignedBuffer<std::uint64_t> words_data_;
  std::vector<std::uint32_t> popcounts_, row_number_;
};

}  // namespace onefold::match
