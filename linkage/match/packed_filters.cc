#include "linkage/match/packed_filters.h"

#include <bit>
#include <cstring>
#include <limits>

namespace onefold::match {
namespace {

std::uint32_t Popcount(const std::uint8_t* bytes, std::size_t size) {
  std::uint32_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, 8);
    count += static_cast<std::uint32_t>(std::popcount(word));
  }
  for (; i < size; ++i) count += static_cast<std::uint32_t>(std::popcount(bytes[i]));
  return count;
}

}  // namespace

StatusOr<PackedFilters> PackedFilters::Pack(std::size_t bits, std::size_t rows,
                                            const RowBytes& row) {
  if (bits == 0 || bits % 8 != 0 || bits > kMaxFilterBits) {
    return InvalidArgumentError("filters have a multiple of 8 bits, at most 65536");
  }
  if (rows >= std::numeric_limits<std::uint32_t>::max() - kRowGroup) {
    return InvalidArgumentError("more rows than a row number can hold");
  }
  PackedFilters packed(bits);
  std::vector<std::uint32_t> popcount(rows);
  std::vector<std::size_t> next(bits + 2);  // counting sort: place of the next row by popcount
  for (std::size_t i = 0; i < rows; ++i) {
    popcount[i] = Popcount(row(i), bits / 8);
    ++next[popcount[i] + 1];
  }
  packed.empty_rows_ = next[1];
  next[1] = 0;
  for (std::size_t p = 1; p < next.size(); ++p) next[p] += next[p - 1];

  const std::size_t size = rows - packed.empty_rows_;
  packed.row_number_.resize(size);
  packed.popcounts_.resize(size);
  packed.words_data_ = AlignedBuffer<std::uint64_t>(packed.padded_size() * packed.words_);
  for (std::size_t i = 0; i < rows; ++i) {
    if (popcount[i] == 0) continue;
    const std::size_t rank = next[popcount[i]]++;
    packed.row_number_[rank] = static_cast<std::uint32_t>(i);
    packed.popcounts_[rank] = popcount[i];
    std::memcpy(packed.words_data_.data() + rank * packed.words_, row(i), bits / 8);
  }
  packed.AddPadding();
  return packed;
}

PackedFilters PackedFilters::Sample(std::size_t step) const {
  PackedFilters sample(bits_);
  for (std::size_t rank = 0; rank < size(); rank += step) {
    sample.row_number_.push_back(row_number_[rank]);
    sample.popcounts_.push_back(popcounts_[rank]);
  }
  sample.words_data_ = AlignedBuffer<std::uint64_t>(sample.padded_size() * words_);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    std::memcpy(sample.words_data_.data() + i * words_, row(i * step), words_ * 8);
  }
  sample.AddPadding();
  return sample;
}

void PackedFilters::AddPadding() {
  if (!popcounts_.empty()) popcounts_.resize(padded_size(), popcounts_.back());
}

}  // namespace onefold::match
