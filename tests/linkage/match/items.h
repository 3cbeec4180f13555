// Made-up items for tests: filters of a layout, with a token and a pseudonym.
#pragma once

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "linkage/match/link.h"

namespace onefold::match::testing {

struct FilterShape {
  std::size_t bits;
  std::vector<std::uint16_t> levels_permille;
  linkage::Similarity similarity = linkage::Similarity::kDice;  // by agreement: tagged as well
};

// `groups` by filter; without, each filter is a group of its own.
inline linkage::PassLayout MakeLayout(const std::vector<FilterShape>& shapes, bool blocked = true,
                                      const std::vector<std::uint32_t>& groups = {}) {
  linkage::PassLayout layout;
  layout.name = "test";
  layout.blocked = blocked;
  std::size_t offset = linkage::kFiltersOffset;
  for (const FilterShape& shape : shapes) {
    const std::size_t f = layout.filters.size();
    layout.filters.push_back({.name = "f" + std::to_string(f),
                              .offset_bytes = offset,
                              .bits = shape.bits,
                              .levels_permille = shape.levels_permille,
                              .similarity = shape.similarity,
                              .tagged = shape.similarity == linkage::Similarity::kAgreement,
                              .group = groups.empty() ? static_cast<std::uint32_t>(f) : groups[f]});
    offset += layout.filters.back().bytes();
  }
  layout.item_bytes = offset;
  return layout;
}

using Item = Bytes;

// Token and pseudonym hold the number big-endian in their first 8 bytes.
inline Item MakeItem(const linkage::PassLayout& layout, std::uint64_t token,
                     std::uint64_t pseudonym) {
  Item item(layout.item_bytes);
  for (int i = 0; i < 8; ++i) {
    item[i] = static_cast<std::uint8_t>(token >> (56 - 8 * i));
    item[linkage::kPseudonymOffset + i] = static_cast<std::uint8_t>(pseudonym >> (56 - 8 * i));
  }
  return item;
}

inline std::uint64_t PseudonymOf(const ItemRef& item) {
  return ReadBe64({item.bytes + linkage::kPseudonymOffset, 8});
}

inline void SetBit(Item& item, const linkage::FilterSlot& slot, std::size_t bit) {
  item[slot.offset_bytes + bit / 8] |= static_cast<std::uint8_t>(0x80 >> (bit % 8));
}

// `bits` different random bits.
inline void FillFilter(Item& item, const linkage::FilterSlot& slot, std::size_t bits,
                       std::mt19937_64& random) {
  std::vector<std::size_t> positions(slot.bits);
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = i;
  for (std::size_t i = 0; i < bits; ++i) {
    std::swap(positions[i], positions[i + random() % (positions.size() - i)]);
    SetBit(item, slot, positions[i]);
  }
}

inline void CopyFilter(Item& item, const linkage::FilterSlot& slot, const Item& from) {
  std::memcpy(item.data() + slot.offset_bytes, from.data() + slot.offset_bytes, slot.bits / 8);
}
inline void ClearFilter(Item& item, const linkage::FilterSlot& slot) {
  std::memset(item.data() + slot.offset_bytes, 0, slot.bits / 8);
}

inline Bytes Join(const std::vector<Item>& items) {
  Bytes buffer;
  for (const Item& item : items) Append(buffer, item);
  return buffer;
}

// `persons` persons with two records each in blocks of `per_block` persons. A record's filter is
// the person's, but with chance 1/`wrong_in` another one, and with chance 1/`missing_in` empty.
// Pseudonyms: person * 2 + record.
inline std::vector<Item> MakePairs(const linkage::PassLayout& layout, std::size_t persons,
                                   std::size_t per_block, std::uint64_t wrong_in,
                                   std::uint64_t missing_in, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Item> items;
  for (std::size_t p = 0; p < persons; ++p) {
    Item person = MakeItem(layout, p / per_block, 2 * p);
    for (const auto& slot : layout.filters) FillFilter(person, slot, slot.bits / 4, random);
    for (std::uint64_t r = 0; r < 2; ++r) {
      Item item = MakeItem(layout, p / per_block, 2 * p + r);
      for (const auto& slot : layout.filters) {
        if (random() % missing_in == 0) continue;
        if (random() % wrong_in == 0) {
          FillFilter(item, slot, slot.bits / 4, random);
        } else {
          CopyFilter(item, slot, person);
        }
      }
      items.push_back(std::move(item));
    }
  }
  return items;
}

inline std::vector<WeightedPair> AllPairs(const PassResult& result) {
  auto pairs = result.pairs.Collect();
  if (!pairs.ok()) throw std::runtime_error(std::string(Message(pairs.status())));
  return *std::move(pairs);
}

// A pair by pseudonyms: what stays the same when items are reordered.
struct NamedPair {
  std::uint64_t left = 0, right = 0;
  std::int32_t weight = 0;
  friend bool operator==(const NamedPair&, const NamedPair&) = default;
  friend auto operator<=>(const NamedPair&, const NamedPair&) = default;
};

inline std::vector<NamedPair> NamedPairs(const linkage::PassLayout& layout,
                                         const std::vector<Item>& items,
                                         const Parameters& parameters) {
  const Bytes buffer = Join(items);
  const ItemBuffer one{0, buffer};
  const auto result = LinkPass(layout, std::span(&one, 1), parameters);
  if (!result.ok()) throw std::runtime_error(std::string(Message(result.status())));
  std::vector<NamedPair> pairs;
  for (const WeightedPair& pair : AllPairs(*result)) {
    pairs.push_back({PseudonymOf(result->items[pair.left]), PseudonymOf(result->items[pair.right]),
                     pair.weight});
  }
  return pairs;
}

}  // namespace onefold::match::testing
