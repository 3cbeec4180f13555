// Token -> bit positions of one clkhash feature, remembered, because tokens repeat from record to
// record. What it holds is key material: wiped when the object goes or when its size limit is
// reached. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crypto/bytes.h"
#include "linkage/schema.h"

namespace onefold::encode {

class PositionCache {
 public:
  // `key_a`, `key_b`: the feature's two keys, which outlive the cache. `filter_bits`: length before
  // folding, a power of two for BLAKE2b.
  PositionCache(const linkage::ClkhashFeature& feature, ByteView key_a, ByteView key_b,
                std::uint32_t filter_bits);
  ~PositionCache();
  PositionCache(const PositionCache&) = delete;
  PositionCache& operator=(const PositionCache&) = delete;

  // The first `count` positions of the token; valid until the next call.
  std::span<const std::uint32_t> Positions(std::string_view token, std::uint32_t count);

 private:
  struct Slot {
    std::uint64_t token = 0;  // 0 = free
    std::uint32_t offset = 0, count = 0;
  };

  Slot& SlotOf(std::string_view token);
  void Grow();
  void Clear();
  void Compute(std::string_view token, std::uint32_t count, Slot& slot);
  void Blake(std::string_view token, std::uint32_t count);
  void DoubleHash(std::string_view token, std::uint32_t count);

  const bool double_hash_;
  const bool prevent_singularity_;
  const ByteView key_a_, key_b_;
  const std::uint32_t filter_bits_;
  std::vector<Slot> table_;  // open addressing; tokens of up to 7 bytes, packed into the slot
  std::size_t used_ = 0;
  std::unordered_map<std::string, Slot> long_tokens_;
  std::vector<std::uint32_t> pool_;  // positions; slots point into it
};

}  // namespace onefold::encode
