#include "linkage/match/compare.h"

#include <algorithm>
#include <cstring>

#include "linkage/match/kernels/dice_kernel.h"

namespace onefold::match {

Columns::Columns(const linkage::PassLayout& layout, const linkage::OutcomeSpace& space,
                 const Kernel& kernel)
    : layout_(layout),
      space_(space),
      kernel_(kernel),
      words_(layout.filters.size()),
      popcounts_(layout.filters.size()),
      tags_(layout.filters.size()) {}

void Columns::Add(std::span<const ItemRef> items, std::span<const std::uint32_t> members) {
  const std::size_t first = size_;
  size_ += members.size();
  for (std::size_t f = 0; f < layout_.filters.size(); ++f) {
    const std::size_t words = layout_.filters[f].bits / 64;
    if (words_[f].size() >= size_ * words) continue;
    words_[f].resize(size_ * words);
    popcounts_[f].resize(size_);
    tags_[f].resize(size_);
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::uint8_t* item = items[members[i]].bytes;
    for (std::size_t f = 0; f < layout_.filters.size(); ++f) {
      const linkage::FilterSlot& slot = layout_.filters[f];
      const std::size_t words = slot.bits / 64;
      std::uint64_t* to = words_[f].data() + (first + i) * words;
      std::memcpy(to, item + slot.offset_bytes, words * 8);
      popcounts_[f][first + i] = static_cast<std::uint16_t>(CountCommon(to, to, words));
      if (slot.tagged) std::memcpy(&tags_[f][first + i], item + slot.offset_bytes + words * 8, 8);
    }
  }
}

void Columns::AddOutcomes(std::span<const RowPair> pairs, std::size_t filter,
                          std::uint32_t stride) {
  const linkage::FilterSlot& slot = layout_.filters[filter];
  const std::span<const std::uint16_t> cuts = slot.levels_permille;
  const auto missing = static_cast<std::uint32_t>(cuts.size() + 1);
  kernel_.and_popcount_pairs(words_[filter].data(), slot.bits / 64, pairs.data(), pairs.size(),
                             common_.data());
  const std::uint16_t* popcounts = popcounts_[filter].data();
  if (slot.similarity == linkage::Similarity::kAgreement) {
    const auto bits = static_cast<std::uint32_t>(slot.bits);
    const std::uint64_t* tags = tags_[filter].data();
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::uint32_t distance =
          popcounts[pairs[k].left] + popcounts[pairs[k].right] - 2u * common_[k];
      const auto level =
          static_cast<std::uint32_t>(linkage::AgreementLevelOf(bits, distance, cuts));
      const bool both = tags[pairs[k].left] == tags[pairs[k].right];
      outcomes_[k] += stride * (both ? level : missing);
    }
    return;
  }
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const std::uint32_t a = popcounts[pairs[k].left], b = popcounts[pairs[k].right];
    const auto level = static_cast<std::uint32_t>(linkage::LevelOf(a, b, common_[k], cuts));
    outcomes_[k] += stride * (a == 0 || b == 0 ? missing : level);
  }
}

void Columns::Score(std::span<const RowPair> pairs, const Terms& terms,
                    std::span<std::int64_t> sums) {
  common_.resize(std::max(common_.size(), pairs.size()));
  for (std::size_t g = 0; g < space_.groups.size(); ++g) {
    const linkage::OutcomeGroup& group = space_.groups[g];
    outcomes_.assign(pairs.size(), 0u);
    for (std::size_t f = 0; f < group.levels.size(); ++f) {
      AddOutcomes(pairs, group.first_filter + f, group.stride[f]);
    }
    for (std::size_t k = 0; k < pairs.size(); ++k) sums[k] += terms[g][outcomes_[k]];
  }
}

}  // namespace onefold::match
