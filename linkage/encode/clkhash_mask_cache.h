// Value -> filter of one clkhash feature, remembered: names, places and dates repeat from record to
// record. What it holds is key material and identifiers: wiped when the object goes or when it is
// full. Not thread-safe.
//
// Looking up is mostly waiting for memory. A caller with several caches asks all of them for the
// hash first, then all to Approach, and then all to Find: so the waiting is done once.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"

namespace onefold::encode {

class MaskCache {
 public:
  // `mask_bytes` is a multiple of 8.
  explicit MaskCache(std::size_t mask_bytes);
  ~MaskCache();
  MaskCache(const MaskCache&) = delete;
  MaskCache& operator=(const MaskCache&) = delete;

  // Of a value, under a random key of this object: nobody can write values that collide.
  std::uint64_t Hash(std::string_view value) const;
  // Fetches what Find will read.
  void Approach(std::uint64_t hash) const;
  // The value's mask; empty when it is not there. Valid until the next Add.
  ByteView Find(std::string_view value, std::uint64_t hash) const;
  // A mask for a value that is not there, all zero, to be filled in. Empty for a value that is too
  // long to be kept.
  std::span<std::uint8_t> Add(std::string_view value, std::uint64_t hash);

 private:
  // Where an entry is; the hash tells most others from it without a look at them.
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t entry = 0;  // in units of 8 bytes, counted from 1; 0 = free
  };

  // The slot of the value, or the free one where it belongs.
  std::size_t SlotOf(std::string_view value, std::uint64_t hash) const;
  void Grow();
  void Clear();

  const std::size_t mask_bytes_;
  const std::uint64_t seed_;
  std::vector<Slot> table_;  // open addressing, a power of two, at most half full
  std::size_t used_ = 0;
  // Entries: mask | length of the value (8) | hash (8) | value, filled up to 8 bytes. Reserved
  // once, so that growing leaves no copy behind.
  Bytes entries_;
};

}  // namespace onefold::encode
