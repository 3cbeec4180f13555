// Memory for many small byte strings that hold identifiers: no per-string overhead, addresses never
// move, all of it is wiped at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "crypto/bytes.h"

namespace onefold::agency {

class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) = delete;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // The copy lives as long as the arena.
  const std::uint8_t* Store(ByteView bytes);
  // What the arena takes from the system, not only what is stored.
  std::size_t reserved_bytes() const { return reserved_bytes_; }

 private:
  struct Block {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t size = 0, used = 0;
  };
  std::vector<Block> blocks_;
  std::size_t reserved_bytes_ = 0;
};

}  // namespace onefold::agency
