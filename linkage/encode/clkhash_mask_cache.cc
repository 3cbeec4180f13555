#include "linkage/encode/clkhash_mask_cache.h"

#include <algorithm>

#include "crypto/secret.h"

namespace onefold::encode {
namespace {

constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxMasks = 1 << 14;

}  // namespace

MaskCache::MaskCache(std::size_t mask_bytes)
    : mask_bytes_(mask_bytes),
      max_masks_(std::clamp<std::size_t>(kMaxBytes / mask_bytes, 1, kMaxMasks)) {
  masks_.reserve(max_masks_ * mask_bytes_);
}

MaskCache::~MaskCache() { crypto::Wipe(masks_); }

ByteView MaskCache::Find(std::string_view value) const {
  const auto found = offsets_.find(value);
  if (found == offsets_.end()) return {};
  return ByteView(masks_).subspan(found->second, mask_bytes_);
}

std::span<std::uint8_t> MaskCache::Add(std::string_view value) {
  if (offsets_.size() == max_masks_) {
    crypto::Wipe(masks_);
    masks_.clear();
    offsets_.clear();
  }
  const std::size_t offset = masks_.size();
  masks_.resize(offset + mask_bytes_);
  offsets_.emplace(value, offset);
  return std::span(masks_).subspan(offset, mask_bytes_);
}

}  // namespace onefold::encode
