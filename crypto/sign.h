// Ed25519 signatures (RFC 8032), libsodium.
#pragma once

#include <array>
#include <cstdint>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace onefold::crypto {

using SignPublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

struct SignKeyPair {
  SignPublicKey public_key;
  Secret seed;  // 32 bytes (RFC 8032 private key)
};

SignKeyPair GenerateSignKeyPair();
// InvalidArgument when the seed has not 32 bytes.
StatusOr<SignKeyPair> SignKeyPairFromSeed(Secret seed);

Signature Sign(const SignKeyPair& key, ByteView message);
bool VerifySignature(const SignPublicKey& key, ByteView message, ByteView signature);

}  // namespace onefold::crypto
