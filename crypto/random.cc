#include "crypto/random.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "crypto/require.h"

namespace onefold::crypto {

void Require(bool condition, const char* rule) {
  if (condition) return;
  std::fprintf(stderr, "onefold: broken precondition: %s\n", rule);
  std::abort();
}

void InitializeCrypto() {
  // Once: sodium_init takes a lock that every Secret would otherwise pass through.
  static const bool ready = sodium_init() >= 0;
  Require(ready, "libsodium starts");
}

void FillRandom(std::span<std::uint8_t> out) {
  InitializeCrypto();
  if (!out.empty()) randombytes_buf(out.data(), out.size());
}

Id128 RandomId128() {
  Id128 id;
  FillRandom(id);
  return id;
}

SeededStream::SeededStream(ByteView seed32) : used_(sizeof(block_)) {
  Require(seed32.size() == seed_.size(), "a stream's seed has 32 bytes");
  std::copy(seed32.begin(), seed32.end(), seed_.begin());
}

SeededStream::~SeededStream() {
  sodium_memzero(seed_.data(), seed_.size());
  sodium_memzero(block_.data(), block_.size());
}

void SeededStream::Refill() {
  // The 64-bit counter with a nonce of zero gives RFC 8439's key stream and does not end after 256
  // GiB.
  static constexpr std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> kNonce{};
  constexpr std::size_t kCipherBlock = 64;
  block_.fill(0);
  crypto_stream_chacha20_xor_ic(block_.data(), block_.data(), block_.size(), kNonce.data(),
                                counter_, seed_.data());
  counter_ += block_.size() / kCipherBlock;
  used_ = 0;
}

void SeededStream::Fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    if (used_ == block_.size()) Refill();
    const std::size_t count = std::min(out.size(), block_.size() - used_);
    std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(used_), count, out.begin());
    used_ += count;
    out = out.subspan(count);
  }
}

std::uint64_t SeededStream::NextU64() {
  std::array<std::uint8_t, 8> bytes;
  Fill(bytes);
  return ReadBe64(bytes);
}

std::uint64_t SeededStream::Below(std::uint64_t bound) {
  Require(bound > 0, "Below needs a positive bound");
  // Values under 2^64 mod bound are drawn again: what remains is a whole multiple of bound.
  const std::uint64_t reject_under = (0 - bound) % bound;
  std::uint64_t value = NextU64();
  while (value < reject_under) value = NextU64();
  return value % bound;
}

}  // namespace onefold::crypto
