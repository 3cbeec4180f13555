// Value -> filter of one clkhash feature, remembered: names, places and dates repeat from record to
// record. What it holds is key material: wiped when the object goes or when it is full. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/bytes.h"

namespace onefold::encode {

class MaskCache {
 public:
  explicit MaskCache(std::size_t mask_bytes);
  ~MaskCache();
  MaskCache(const MaskCache&) = delete;
  MaskCache& operator=(const MaskCache&) = delete;

  // The value's mask; empty when it is not there. Valid until the next Add.
  ByteView Find(std::string_view value) const;
  // A mask for a value that is not there, all zero, to be filled in.
  std::span<std::uint8_t> Add(std::string_view value);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  const std::size_t mask_bytes_;
  const std::size_t max_masks_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> offsets_;
  Bytes masks_;  // reserved once, so that growing leaves no copy behind
};

}  // namespace onefold::encode
