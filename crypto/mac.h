// HMAC (RFC 2104) and HKDF (RFC 5869) over SHA-256 and SHA-512. libsodium 1.0.18 has no HKDF, so it
// is written here over HMAC and tested with the RFC's vectors.
#pragma once

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace onefold::crypto {

std::array<std::uint8_t, 32> HmacSha256(ByteView key, ByteView message);
std::array<std::uint8_t, 64> HmacSha512(ByteView key, ByteView message);

enum class HkdfHash { kSha256, kSha512 };

// HKDF with an arbitrary output length up to 255 * HashLen (InvalidArgument beyond). An empty salt
// means HashLen zero bytes.
StatusOr<Secret> Hkdf(HkdfHash hash, ByteView input_key, ByteView salt, ByteView info,
                      std::size_t output_size);

// HKDF-SHA512 with the extract step done and the expand key's HMAC state prepared: for deriving
// many keys from one linkage key. Thread-safe when const. Wiped on destruction.
class KeyDeriver {
 public:
  KeyDeriver(ByteView input_key, ByteView salt);
  ~KeyDeriver();
  KeyDeriver(const KeyDeriver&) = delete;
  KeyDeriver& operator=(const KeyDeriver&) = delete;

  // HKDF-Expand(PRK, info) into `output`, at most 255 * 64 bytes.
  void Expand(ByteView info, std::span<std::uint8_t> output) const;

 private:
  crypto_auth_hmacsha512_state keyed_;
};

}  // namespace onefold::crypto
