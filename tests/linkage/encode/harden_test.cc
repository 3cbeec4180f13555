#include "linkage/encode/harden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <vector>

namespace onefold::encode {
namespace {

using linkage::FilterSlot;

std::vector<FilterSlot> SlotsOf(std::size_t bits, std::size_t count = 1, bool tagged = false) {
  std::vector<FilterSlot> slots;
  std::size_t offset = linkage::kFiltersOffset;
  for (std::size_t i = 0; i < count; ++i) {
    slots.push_back({.name = "f", .offset_bytes = offset, .bits = bits, .tagged = tagged});
    offset += slots.back().bytes();
  }
  return slots;
}

Bytes Harden(std::uint32_t terms, std::uint8_t key, const std::vector<FilterSlot>& slots,
             Bytes item = {}) {
  item.resize(slots.back().offset_bytes + slots.back().bytes());
  HardenFilters(terms, Bytes(kHardeningKeyBytes, key), slots, item);
  return item;
}

Bytes WithBit(const FilterSlot& slot, std::size_t bit) {
  Bytes item(slot.offset_bytes + slot.bytes());
  item[slot.offset_bytes + bit / 8] = static_cast<std::uint8_t>(0x80 >> bit % 8);
  return item;
}

int Distance(const Bytes& a, const Bytes& b) {
  int distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    distance += std::popcount(static_cast<std::uint8_t>(a[i] ^ b[i]));
  }
  return distance;
}

// Every bit goes into exactly `terms` bits, and every bit is made of exactly `terms`: no term takes
// what another has taken. Widths whose words are one, a prime, a composite and a power of two.
TEST(HardenTest, EveryBitIsUsedEquallyOften) {
  for (const std::size_t bits : {64, 192, 384, 512, 4096}) {
    for (const std::uint32_t terms : {1u, 2u, 10u, 64u}) {
      const auto slots = SlotsOf(bits);
      const Bytes none = Harden(terms, 3, slots);
      std::vector<std::uint32_t> made_of(bits);
      for (std::size_t bit = 0; bit < bits; ++bit) {
        const Bytes one = Harden(terms, 3, slots, WithBit(slots[0], bit));
        ASSERT_EQ(Distance(none, one), static_cast<int>(terms)) << bits << ' ' << bit;
        for (std::size_t b = 0; b < bits; ++b) {
          const std::size_t at = slots[0].offset_bytes + b / 8;
          made_of[b] += (one[at] ^ none[at]) >> (7 - b % 8) & 1;
        }
      }
      EXPECT_EQ(std::count(made_of.begin(), made_of.end(), terms), static_cast<int>(bits));
    }
  }
}

TEST(HardenTest, OnlyFiltersChange) {
  const auto slots = SlotsOf(128);
  const Bytes item = Harden(10, 3, slots, Bytes(linkage::kFiltersOffset + 16, 0x5A));
  EXPECT_EQ(Bytes(item.begin(), item.begin() + linkage::kFiltersOffset),
            Bytes(linkage::kFiltersOffset, 0x5A));
}

// The mask: a filter's ones say nothing about how many it had.
TEST(HardenTest, OnesDoNotFollowTheFilter) {
  const auto slots = SlotsOf(4096);
  int empty = 0, full = 0;
  for (std::uint8_t key = 0; key < 50; ++key) {
    const Bytes zero(linkage::kFiltersOffset + 512);
    Bytes ones = zero;
    std::fill(ones.begin() + linkage::kFiltersOffset, ones.end(), std::uint8_t{0xFF});
    empty += Distance(Harden(9, key, slots), zero);
    full += Distance(Harden(9, key, slots, ones), zero);
  }
  // 204,800 random bits, standard deviation 226.
  EXPECT_NEAR(empty, 102'400, 1'400);
  EXPECT_NEAR(full, 102'400, 1'400);
}

TEST(HardenTest, BlocksAndSlotsAreUnrelated) {
  const auto slots = SlotsOf(1024, 2, true);
  const Bytes item = Harden(10, 1, slots), other = Harden(10, 2, slots);
  EXPECT_NEAR(Distance(item, other), 1088, 160);
  const auto part = [](const Bytes& of, const FilterSlot& slot) {
    return Bytes(of.begin() + static_cast<std::ptrdiff_t>(slot.offset_bytes),
                 of.begin() + static_cast<std::ptrdiff_t>(slot.offset_bytes + slot.bytes()));
  };
  EXPECT_NEAR(Distance(part(item, slots[0]), part(item, slots[1])), 544, 120);
}

TEST(HardenTest, TagsAreEqualInsideABlockWhateverTheFilter) {
  const auto slots = SlotsOf(64, 1, true);
  const Bytes a = Harden(10, 1, slots), b = Harden(10, 1, slots, WithBit(slots[0], 5));
  EXPECT_TRUE(std::equal(a.end() - 8, a.end(), b.end() - 8));
  EXPECT_FALSE(std::equal(a.end() - 8, a.end(), Harden(10, 2, slots).end() - 8));
}

TEST(HardenTest, NoiseIsOfOneItemAndPlace) {
  const Bytes key(32, 1), other_key(32, 2);
  const auto noise = [](ByteView from, std::uint64_t number, std::size_t slot) {
    Bytes out(64);
    FillNoise({from, number}, slot, out);
    return out;
  };
  EXPECT_EQ(noise(key, 5, 1), noise(key, 5, 1));
  EXPECT_NE(noise(key, 5, 1), noise(key, 5, 2));
  EXPECT_NE(noise(key, 5, 1), noise(key, 6, 1));
  EXPECT_NE(noise(key, 5, 1), noise(other_key, 5, 1));
}

}  // namespace
}  // namespace onefold::encode
