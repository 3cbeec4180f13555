// Hardening of filters: what is done to the filters of an item before they leave the agency, so
// that filters of different persons stop resembling each other (docs/PRIVACY.md).
//
// Diffusion (Armknecht, Heng and Schnell 2023): a bit is the XOR of `terms` bits of the filter, and
// every bit of the filter is used equally often. Similar filters stay similar, all others become
// unrelated. Which bits is a secret of the block, different for each filter of an item. Here: a
// term is a rotation inside every word of 64 bits together with an affine order of the words;
// rotations are different, so that no two terms ever take the same bit.
//
// Then the filter is XORed with a mask that is as secret and equal for all items of a block:
// differences between two items stay what they are, and the number of bits of one says nothing.
// docs/formats/encoding.md has the exact bytes.
#pragma once

#include <cstdint>
#include <span>

#include "crypto/bytes.h"
#include "linkage/encoding.h"

namespace onefold::encode {

inline constexpr std::size_t kHardeningKeyBytes = 32;

// Hardens the filters of an item in place and writes their presence tags. `key` (32 bytes) belongs
// to the block: equal for all its records, unrelated to any other block's. 1 <= terms <= 64. Not
// for slots whose bits are no multiple of 64. Thread-safe.
void HardenFilters(std::uint32_t terms, ByteView key, std::span<const linkage::FilterSlot> slots,
                   std::span<std::uint8_t> item);

// Random bytes that an upload can repeat: of one item, from a key (32 bytes) that is the agency's
// alone and a number that no other item has under it.
struct Noise {
  ByteView key;
  std::uint64_t number = 0;
};

// Fills with the noise of one slot of the item, or of its place `slot` for other purposes.
void FillNoise(const Noise& noise, std::size_t slot, std::span<std::uint8_t> out);

}  // namespace onefold::encode
