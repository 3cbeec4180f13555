#include "linkage/match/compare.h"

#include <bit>
#include <cstring>

namespace onefold::match {

PackedBlock::PackedBlock(const linkage::PassLayout& layout, const Kernel& kernel)
    : layout_(layout),
      kernel_(kernel),
      words_(layout.filters.size()),
      popcounts_(layout.filters.size()) {}

void PackedBlock::Load(std::span<const ItemRef> items, std::span<const std::uint32_t> members) {
  size_ = members.size();
  common_.resize(size_);
  for (std::size_t f = 0; f < layout_.filters.size(); ++f) {
    const linkage::FilterSlot& slot = layout_.filters[f];
    const std::size_t words = slot.bits / 64;
    words_[f].resize(size_ * words);
    popcounts_[f].resize(size_);
    for (std::size_t i = 0; i < size_; ++i) {
      std::uint64_t* to = words_[f].data() + i * words;
      std::memcpy(to, items[members[i]].bytes + slot.offset_bytes, words * 8);
      int count = 0;
      for (std::size_t w = 0; w < words; ++w) count += std::popcount(to[w]);
      popcounts_[f][i] = static_cast<std::uint16_t>(count);
    }
  }
}

void PackedBlock::ScoreRow(std::size_t row, const Terms& terms, std::int64_t start,
                           std::span<std::int64_t> sums) {
  const std::size_t n = size_ - row - 1;
  for (std::size_t j = 0; j < n; ++j) sums[j] = start;
  for (std::size_t f = 0; f < layout_.filters.size(); ++f) {
    const std::uint32_t own = popcounts_[f][row];
    const std::vector<std::int64_t>& filter_terms = terms[f];
    if (own == 0) {
      for (std::size_t j = 0; j < n; ++j) sums[j] += filter_terms.back();
      continue;
    }
    const std::size_t words = layout_.filters[f].bits / 64;
    const std::uint64_t* one = words_[f].data() + row * words;
    kernel_.and_popcount_row(one, one + words, words, n, common_.data());
    const std::uint16_t* others = popcounts_[f].data() + row + 1;
    const std::span<const std::uint16_t> cuts = layout_.filters[f].levels_permille;
    for (std::size_t j = 0; j < n; ++j) {
      sums[j] += others[j] == 0 ? filter_terms.back()
                                : filter_terms[LevelOf(own, others[j], common_[j], cuts)];
    }
  }
}

}  // namespace onefold::match
