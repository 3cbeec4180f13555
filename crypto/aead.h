// Authenticated encryption: XChaCha20-Poly1305 (IETF), libsodium. Layout: nonce(24) | ciphertext |
// tag(16).
#pragma once

#include <cstddef>
#include <span>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace onefold::crypto {

inline constexpr std::size_t kAeadKeySize = 32;
inline constexpr std::size_t kAeadNonceSize = 24;
inline constexpr std::size_t kAeadOverhead = 24 + 16;

// `key` has 32 bytes. A fresh random nonce is drawn.
Bytes AeadSeal(const Secret& key, ByteView associated, ByteView plaintext);
// As AeadSeal with the nonce given (24 bytes): only for nonces derived from a seed that is never
// used for two plaintexts. `out` has plaintext.size() + kAeadOverhead bytes.
void AeadSealWithNonce(const Secret& key, ByteView nonce, ByteView associated, ByteView plaintext,
                       std::span<std::uint8_t> out);
// DataLoss when the tag does not verify or the input is too short.
StatusOr<Bytes> AeadOpen(const Secret& key, ByteView associated, ByteView sealed);

}  // namespace onefold::crypto
