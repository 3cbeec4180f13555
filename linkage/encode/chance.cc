#include "linkage/encode/chance.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

namespace onefold::encode {

using linkage::Field;
using linkage::FieldType;
using linkage::OutcomeCount;

namespace {

// Codes with a filter this short have few values (sex, citizenship): agreeing in one is no sign of
// being one person.
constexpr std::uint32_t kShortCodeBits = 64;
// Outcomes of a group that a manifest may carry.
constexpr std::uint32_t kMaxOutcomes = 4'096;

}  // namespace

std::vector<std::size_t> ChooseSample(const Encoder& encoder,
                                      const std::vector<std::string_view>& record_ids) {
  std::vector<std::pair<std::uint64_t, std::size_t>> ranked;
  for (std::size_t i = 0; i < record_ids.size(); ++i) {
    ranked.emplace_back(encoder.SampleRank(record_ids[i]), i);
  }
  const std::size_t size = std::min(ranked.size(), kChanceSample);
  std::nth_element(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(size),
                   ranked.end());
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < size; ++i) chosen.push_back(ranked[i].second);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

ChanceCounter::ChanceCounter(const Encoder& encoder, const linkage::Schema& schema)
    : encoder_(encoder), schema_(schema) {
  for (const Field& field : schema_.fields) {
    offset_.push_back(words_);
    words_ += field.filter_bits / 64;
  }
  FindGroups();
  FindProperties();
}

void ChanceCounter::FindGroups() {
  for (const linkage::Pass& pass : schema_.passes) {
    if (pass.joined) continue;  // shares a field with the block: nothing to learn from chance
    for (std::size_t i = 0; i < pass.compare.size();) {
      Group group;
      const std::uint32_t number = pass.compare_group[i];
      for (; i < pass.compare.size() && pass.compare_group[i] == number; ++i) {
        const Field& field = schema_.fields[pass.compare[i]];
        group.filters.push_back(field.name);
        group.fields.push_back(pass.compare[i]);
        group.stride.push_back(group.size);
        group.size *= static_cast<std::uint32_t>(field.levels_permille.size() + 2);
      }
      if (group.size > kMaxOutcomes) continue;  // learned without it
      const auto at =
          std::lower_bound(groups_.begin(), groups_.end(), group,
                           [](const Group& a, const Group& b) { return a.filters < b.filters; });
      if (at == groups_.end() || at->filters != group.filters) groups_.insert(at, group);
    }
  }
}

// Fields that any pass weighs jointly are of one property; its number is that of its first field.
void ChanceCounter::FindProperties() {
  property_.resize(schema_.fields.size());
  std::iota(property_.begin(), property_.end(), 0u);
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    const auto [low, high] = std::minmax(property_[a], property_[b]);
    std::replace(property_.begin(), property_.end(), std::uint32_t{high}, std::uint32_t{low});
  };
  for (const Group& group : groups_) {
    for (const std::size_t field : group.fields) {
      join(static_cast<std::uint32_t>(group.fields[0]), static_cast<std::uint32_t>(field));
    }
  }
}

void ChanceCounter::Add(const NormalizedRecord& record) {
  Bytes filters(words_ * 8);
  encoder_.EncodeFields(record, filters);
  const std::size_t begin = filters_.size();
  filters_.resize(begin + words_);
  std::memcpy(filters_.data() + begin, filters.data(), filters.size());
  for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
    int count = 0;
    for (std::size_t w = 0; w < schema_.fields[f].filter_bits / 64; ++w) {
      count += std::popcount(filters_[begin + offset_[f] + w]);
    }
    popcounts_.push_back(static_cast<std::uint16_t>(count));
  }
}

void ChanceCounter::Compare(std::size_t a, std::size_t b, std::vector<std::uint8_t>& levels) const {
  const std::size_t fields = schema_.fields.size();
  for (std::size_t f = 0; f < fields; ++f) {
    const auto& cuts = schema_.fields[f].levels_permille;
    const std::uint32_t x = popcounts_[a * fields + f], y = popcounts_[b * fields + f];
    if (x == 0 || y == 0) {
      levels[f] = static_cast<std::uint8_t>(cuts.size() + 1);
      continue;
    }
    const std::uint64_t* one = filters_.data() + a * words_ + offset_[f];
    const std::uint64_t* other = filters_.data() + b * words_ + offset_[f];
    std::uint32_t common = 0;
    for (std::size_t w = 0; w < schema_.fields[f].filter_bits / 64; ++w) {
      common += static_cast<std::uint32_t>(std::popcount(one[w] & other[w]));
    }
    levels[f] = static_cast<std::uint8_t>(
        schema_.diffusion > 0
            ? linkage::AgreementLevelOf(schema_.fields[f].filter_bits, x + y - 2 * common, cuts)
            : linkage::LevelOf(x, y, common, cuts));
  }
}

bool ChanceCounter::MayBeOnePerson(const std::vector<std::uint8_t>& levels) const {
  std::uint64_t agreeing = 0;  // bit p: property p; at most 64 fields
  for (std::size_t f = 0; f < levels.size(); ++f) {
    const Field& field = schema_.fields[f];
    const bool telling =
        !field.derived() && (field.type != FieldType::kCode || field.filter_bits > kShortCodeBits);
    if (telling && levels[f] == 0) agreeing |= std::uint64_t{1} << property_[f];
  }
  return std::popcount(agreeing) >= 2;
}

linkage::ChanceTable ChanceCounter::Count() const {
  std::vector<std::vector<std::uint64_t>> counts;
  for (const Group& group : groups_) counts.emplace_back(group.size);
  const std::size_t fields = schema_.fields.size();
  const std::size_t records = fields == 0 ? 0 : popcounts_.size() / fields;
  if (records < kLeastChanceSample) return {};
  std::vector<std::uint8_t> levels(fields);
  for (std::size_t a = 0; a < records; ++a) {
    for (std::size_t b = a + 1; b < records; ++b) {
      Compare(a, b, levels);
      if (MayBeOnePerson(levels)) continue;
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        std::uint32_t outcome = 0;
        for (std::size_t i = 0; i < groups_[g].fields.size(); ++i) {
          outcome += groups_[g].stride[i] * levels[groups_[g].fields[i]];
        }
        ++counts[g][outcome];
      }
    }
  }
  linkage::ChanceTable table;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    linkage::ChanceGroup& group = table.emplace_back(linkage::ChanceGroup{groups_[g].filters, {}});
    for (std::uint32_t outcome = 0; outcome < counts[g].size(); ++outcome) {
      if (counts[g][outcome] != 0) group.outcomes.push_back({outcome, counts[g][outcome]});
    }
  }
  return table;
}

}  // namespace onefold::encode
