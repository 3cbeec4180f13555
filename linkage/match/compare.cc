#include "linkage/match/compare.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace onefold::match {

PackedBlock::PackedBlock(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
                         const Kernel& kernel)
    : layout_(layout),
      space_(space),
      kernel_(kernel),
      words_(layout.filters.size()),
      popcounts_(layout.filters.size()) {}

void PackedBlock::Load(std::span<const ItemRef> items, std::span<const std::uint32_t> members) {
  size_ = members.size();
  common_.resize(size_);
  outcomes_.resize(size_);
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

void PackedBlock::AddOutcomes(std::size_t row, std::size_t filter, std::uint32_t stride) {
  const std::size_t n = size_ - row - 1;
  const linkage::FilterSlot& slot = layout_.filters[filter];
  const std::span<const std::uint16_t> cuts = slot.levels_permille;
  const auto missing = static_cast<std::uint32_t>(cuts.size() + 1);
  const std::uint32_t own = popcounts_[filter][row];
  if (own == 0) {
    for (std::size_t j = 0; j < n; ++j) outcomes_[j] += stride * missing;
    return;
  }
  const std::size_t words = slot.bits / 64;
  const std::uint64_t* one = words_[filter].data() + row * words;
  kernel_.and_popcount_row(one, one + words, words, n, common_.data());
  const std::uint16_t* others = popcounts_[filter].data() + row + 1;
  for (std::size_t j = 0; j < n; ++j) {
    const std::size_t level =
        others[j] == 0 ? missing : linkage::LevelOf(own, others[j], common_[j], cuts);
    outcomes_[j] += stride * static_cast<std::uint32_t>(level);
  }
}

void PackedBlock::ScoreRow(std::size_t row, const Terms& terms, std::int64_t start,
                           std::span<std::int64_t> sums) {
  const std::size_t n = size_ - row - 1;
  for (std::size_t j = 0; j < n; ++j) sums[j] = start;
  for (std::size_t g = 0; g < space_.groups.size(); ++g) {
    const linkage::OutcomeGroup& group = space_.groups[g];
    std::fill_n(outcomes_.begin(), n, 0u);
    for (std::size_t f = 0; f < group.levels.size(); ++f) {
      AddOutcomes(row, group.first_filter + f, group.stride[f]);
    }
    for (std::size_t j = 0; j < n; ++j) sums[j] += terms[g][outcomes_[j]];
  }
}

}  // namespace onefold::match
