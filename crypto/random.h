// Randomness, injected where a test or a resumed upload must repeat it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "crypto/bytes.h"

namespace onefold::crypto {

// Must run once before anything of libsodium; safe to repeat. Aborts the process when libsodium
// cannot start.
void InitializeCrypto();

void FillRandom(std::span<std::uint8_t> out);
Id128 RandomId128();

// A deterministic stream (ChaCha20, RFC 8439) from a 32-byte seed: same seed, same bytes, on every
// machine. Not thread-safe.
class SeededStream {
 public:
  explicit SeededStream(ByteView seed32);
  ~SeededStream();
  void Fill(std::span<std::uint8_t> out);
  std::uint64_t NextU64();
  // Uniform in [0, bound), bound > 0, without bias.
  std::uint64_t Below(std::uint64_t bound);

 private:
  void Refill();
  std::array<std::uint8_t, 32> seed_;
  std::array<std::uint8_t, 4096> block_;
  std::size_t used_;
  std::uint64_t counter_ = 0;
};

}  // namespace onefold::crypto
