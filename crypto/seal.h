// Sealed boxes: anyone encrypts to a public key, only its holder opens (X25519 + XSalsa20-Poly1305,
// crypto_box_seal of libsodium). Overhead 48 bytes.
#pragma once

#include <array>
#include <cstdint>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace onefold::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;

struct BoxKeyPair {
  BoxPublicKey public_key;
  Secret secret_key;  // 32 bytes
};

BoxKeyPair GenerateBoxKeyPair();
// From the 32-byte secret key of a file. InvalidArgument on another size.
StatusOr<BoxKeyPair> BoxKeyPairFromSecret(Secret secret_key);

Bytes SealTo(const BoxPublicKey& recipient, ByteView plaintext);
// DataLoss when it was not sealed to this key or was changed.
StatusOr<Secret> OpenSealed(const BoxKeyPair& key, ByteView sealed);

}  // namespace onefold::crypto
