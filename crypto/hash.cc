#include "crypto/hash.h"

namespace onefold::crypto {

Digest Sha256(ByteView bytes) {
  Digest digest;
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  return digest;
}

Sha256Stream::Sha256Stream() { crypto_hash_sha256_init(&state_); }

Sha256Stream& Sha256Stream::Update(ByteView bytes) {
  crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
  return *this;
}

Digest Sha256Stream::Finish() {
  Digest digest;
  crypto_hash_sha256_final(&state_, digest.data());
  return digest;
}

}  // namespace onefold::crypto
