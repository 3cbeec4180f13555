#include "linkage/encode/clkhash_cache.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <array>

namespace onefold::encode {
namespace {

constexpr std::size_t kFirstSlots = 1024;       // a power of two
constexpr std::size_t kMaxPositions = 4 << 20;  // 16 MiB a feature
constexpr std::size_t kMaxLongTokens = 1 << 17;
constexpr std::size_t kMaxPackedBytes = 7;
constexpr std::uint32_t kPositionsPerDigest = 32;

std::uint64_t Pack(std::string_view token) {
  std::uint64_t packed = token.size();
  for (const char c : token) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

// Fibonacci hashing: the best bits of the product are the highest.
std::size_t Mix(std::uint64_t x) { return (x * 0x9E3779B97F4A7C15ull) >> 40; }

// HMAC modulo `modulus`, the digest read as one big-endian number. MD5 and SHA-1 are clkhash's
// choice, and the one use of OpenSSL outside TLS: libsodium has neither.
std::uint32_t HmacModulo(const EVP_MD* hash, ByteView key, ByteView message,
                         std::uint32_t modulus) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), message.data(), message.size(),
       digest.data(), &size);
  std::uint64_t remainder = 0;
  for (unsigned i = 0; i < size; ++i) remainder = (remainder << 8 | digest[i]) % modulus;
  return static_cast<std::uint32_t>(remainder);
}

// chr(c).encode() for c < 2048; more are never reached.
void AppendUtf8(Bytes& out, std::uint32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<std::uint8_t>(c));
  } else {
    out.push_back(static_cast<std::uint8_t>(0xC0 | (c >> 6 & 0x1F)));
    out.push_back(static_cast<std::uint8_t>(0x80 | (c & 0x3F)));
  }
}

}  // namespace

PositionCache::PositionCache(const linkage::ClkhashFeature& feature, ByteView key_a, ByteView key_b,
                             std::uint32_t filter_bits)
    : double_hash_(feature.double_hash),
      prevent_singularity_(feature.prevent_singularity),
      key_a_(key_a),
      key_b_(key_b),
      filter_bits_(filter_bits),
      table_(kFirstSlots) {}

PositionCache::~PositionCache() { Clear(); }

void PositionCache::Clear() {
  sodium_memzero(table_.data(), table_.size() * sizeof(Slot));
  sodium_memzero(pool_.data(), pool_.size() * sizeof(pool_[0]));
  pool_.clear();
  long_tokens_.clear();
  used_ = 0;
}

std::span<const std::uint32_t> PositionCache::Positions(std::string_view token,
                                                        std::uint32_t count) {
  if (pool_.size() > kMaxPositions || long_tokens_.size() > kMaxLongTokens) Clear();
  Slot& slot = token.size() <= kMaxPackedBytes ? SlotOf(token) : long_tokens_[std::string(token)];
  if (slot.count < count) Compute(token, count, slot);
  return {pool_.data() + slot.offset, count};
}

PositionCache::Slot& PositionCache::SlotOf(std::string_view token) {
  const std::uint64_t packed = Pack(token);
  if (used_ * 2 > table_.size()) Grow();
  for (std::size_t i = Mix(packed);; ++i) {
    Slot& slot = table_[i & (table_.size() - 1)];
    if (slot.token == packed) return slot;
    if (slot.token != 0) continue;
    ++used_;
    slot = {packed, 0, 0};
    return slot;
  }
}

void PositionCache::Grow() {
  std::vector<Slot> larger(table_.size() * 2);
  for (const Slot& slot : table_) {
    if (slot.token == 0) continue;
    std::size_t i = Mix(slot.token);
    while (larger[i & (larger.size() - 1)].token != 0) ++i;
    larger[i & (larger.size() - 1)] = slot;
  }
  table_.swap(larger);
  sodium_memzero(larger.data(), larger.size() * sizeof(Slot));
}

// Positions are computed anew at the pool's end when more are wanted than before.
void PositionCache::Compute(std::string_view token, std::uint32_t count, Slot& slot) {
  const std::uint32_t rounded =
      (count + kPositionsPerDigest - 1) / kPositionsPerDigest * kPositionsPerDigest;
  if (pool_.capacity() < pool_.size() + rounded) {  // grow by hand: the old memory is wiped
    std::vector<std::uint32_t> larger;
    larger.reserve(2 * pool_.capacity() + rounded + kFirstSlots);
    larger.assign(pool_.begin(), pool_.end());
    sodium_memzero(pool_.data(), pool_.size() * sizeof(pool_[0]));
    pool_.swap(larger);
  }
  slot.offset = static_cast<std::uint32_t>(pool_.size());
  slot.count = rounded;
  double_hash_ ? DoubleHash(token, rounded) : Blake(token, rounded);
}

// 32 little-endian 16-bit numbers a digest; the salt counts the digests in ASCII.
void PositionCache::Blake(std::string_view token, std::uint32_t count) {
  std::array<std::uint8_t, 64> digest;
  for (std::uint32_t c = 0; c * kPositionsPerDigest < count; ++c) {
    std::array<std::uint8_t, crypto_generichash_blake2b_SALTBYTES> salt{};
    const std::string number = std::to_string(c);
    std::copy(number.begin(), number.end(), salt.begin());
    crypto_generichash_blake2b_salt_personal(
        digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(token.data()),
        token.size(), key_a_.data(), key_a_.size(), salt.data(), nullptr);
    for (std::size_t i = 0; i < digest.size(); i += 2) {
      pool_.push_back((digest[i] | static_cast<std::uint32_t>(digest[i + 1]) << 8) % filter_bits_);
    }
  }
}

void PositionCache::DoubleHash(std::string_view token, std::uint32_t count) {
  const ByteView message = AsBytes(token);
  std::uint64_t position = HmacModulo(EVP_sha1(), key_a_, message, filter_bits_);
  std::uint32_t step = HmacModulo(EVP_md5(), key_b_, message, filter_bits_);
  for (std::uint32_t c = 0; prevent_singularity_ && step == 0; ++c) {
    Bytes longer = ToBytes(message);
    AppendUtf8(longer, c);
    step = HmacModulo(EVP_md5(), key_b_, longer, filter_bits_);
  }
  for (std::uint32_t j = 0; j < count; ++j) {
    pool_.push_back(static_cast<std::uint32_t>(position));
    position = (position + step) % filter_bits_;
  }
}

}  // namespace onefold::encode
