#include "services/agency/arena.h"

#include <algorithm>

#include "crypto/secret.h"

namespace onefold::agency {
namespace {
constexpr std::size_t kBlockBytes = 1 << 20;
}

Arena::~Arena() {
  for (Block& block : blocks_) {
    if (block.bytes) crypto::Wipe(std::span(block.bytes.get(), block.size));
  }
}

const std::uint8_t* Arena::Store(ByteView bytes) {
  if (blocks_.empty() || blocks_.back().size - blocks_.back().used < bytes.size()) {
    Block block;
    block.size = std::max(kBlockBytes, bytes.size());
    block.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(block.size);
    reserved_bytes_ += block.size;
    blocks_.push_back(std::move(block));
  }
  Block& block = blocks_.back();
  std::uint8_t* const place = block.bytes.get() + block.used;
  std::copy(bytes.begin(), bytes.end(), place);
  block.used += bytes.size();
  return place;
}

}  // namespace onefold::agency
