#include "linkage/encode/clkhash_mask_cache.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "crypto/random.h"
#include "crypto/secret.h"

namespace onefold::encode {
namespace {

constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxValueBytes = 1 << 10;
constexpr std::size_t kFirstSlots = 256;
constexpr std::size_t kHeaderBytes = 16;

std::uint64_t RandomSeed() {
  std::array<std::uint8_t, 8> bytes;
  crypto::FillRandom(bytes);
  return ReadBe64(bytes);
}

template <typename Word>
Word Load(const void* at) {
  Word word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

std::uint64_t Mix(std::uint64_t x, std::uint64_t word) {
  x = (x ^ word) * 0x9E3779B97F4A7C15u;
  return x ^ x >> 32;
}

std::size_t EntryBytes(std::size_t mask_bytes, std::size_t value_bytes) {
  return mask_bytes + kHeaderBytes + (value_bytes + 7) / 8 * 8;
}

std::uint32_t TagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

MaskCache::MaskCache(std::size_t mask_bytes)
    : mask_bytes_(mask_bytes), seed_(RandomSeed()), table_(kFirstSlots) {
  entries_.reserve(kMaxBytes + EntryBytes(mask_bytes, kMaxValueBytes));
}

MaskCache::~MaskCache() { Clear(); }

void MaskCache::Clear() {
  crypto::Wipe(entries_);
  entries_.clear();
  sodium_memzero(table_.data(), table_.size() * sizeof(Slot));
  used_ = 0;
}

std::uint64_t MaskCache::Hash(std::string_view value) const {
  const char* at = value.data();
  const std::size_t size = value.size();
  std::uint64_t hash = Mix(seed_, size);
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = Mix(hash, Load<std::uint64_t>(at + i));
    hash = Mix(hash, Load<std::uint64_t>(at + size - 8));
  } else if (size >= 4) {
    hash = Mix(hash,
               std::uint64_t{Load<std::uint32_t>(at)} << 32 | Load<std::uint32_t>(at + size - 4));
  } else {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) word = word << 8 | static_cast<unsigned char>(at[i]);
    hash = Mix(hash, word);
  }
  hash = Mix(hash, seed_);
  __builtin_prefetch(&table_[hash & (table_.size() - 1)]);
  return hash;
}

void MaskCache::Approach(std::uint64_t hash) const {
  const Slot& slot = table_[hash & (table_.size() - 1)];
  if (slot.entry == 0) return;
  const std::uint8_t* const entry = entries_.data() + (slot.entry - 1) * std::size_t{8};
  for (std::size_t i = 0; i < mask_bytes_ + kHeaderBytes; i += 64) __builtin_prefetch(entry + i);
}

std::size_t MaskCache::SlotOf(std::string_view value, std::uint64_t hash) const {
  for (std::size_t i = hash;; ++i) {
    const std::size_t at = i & (table_.size() - 1);
    const Slot& slot = table_[at];
    if (slot.entry == 0) return at;
    if (slot.tag != TagOf(hash)) continue;
    const std::uint8_t* const header =
        entries_.data() + (slot.entry - 1) * std::size_t{8} + mask_bytes_;
    if (Load<std::uint64_t>(header) == value.size() &&
        std::memcmp(header + kHeaderBytes, value.data(), value.size()) == 0) {
      return at;
    }
  }
}

ByteView MaskCache::Find(std::string_view value, std::uint64_t hash) const {
  const Slot& slot = table_[SlotOf(value, hash)];
  if (slot.entry == 0) return {};
  return ByteView(entries_).subspan((slot.entry - 1) * std::size_t{8}, mask_bytes_);
}

std::span<std::uint8_t> MaskCache::Add(std::string_view value, std::uint64_t hash) {
  if (value.size() > kMaxValueBytes) return {};
  if (entries_.size() > kMaxBytes) Clear();
  if (used_ * 2 >= table_.size()) Grow();
  Slot& slot = table_[SlotOf(value, hash)];
  const std::size_t offset = entries_.size();
  entries_.resize(offset + EntryBytes(mask_bytes_, value.size()));  // all zero
  std::uint8_t* const header = &entries_[offset + mask_bytes_];
  const std::uint64_t facts[] = {value.size(), hash};
  std::memcpy(header, facts, sizeof(facts));
  std::memcpy(header + kHeaderBytes, value.data(), value.size());
  slot = {TagOf(hash), static_cast<std::uint32_t>(offset / 8 + 1)};
  ++used_;
  return std::span(entries_).subspan(offset, mask_bytes_);
}

void MaskCache::Grow() {
  std::vector<Slot> larger(table_.size() * 2);
  for (const Slot& slot : table_) {
    if (slot.entry == 0) continue;
    const std::size_t entry = (slot.entry - 1) * std::size_t{8};
    std::size_t i = Load<std::uint64_t>(&entries_[entry + mask_bytes_ + 8]);
    while (larger[i & (larger.size() - 1)].entry != 0) ++i;
    larger[i & (larger.size() - 1)] = slot;
  }
  table_.swap(larger);
}

}  // namespace onefold::encode
