// SHA-256 (FIPS 180-4), whole and in parts. libsodium.
#pragma once

#include <sodium.h>

#include "crypto/bytes.h"

namespace onefold::crypto {

Digest Sha256(ByteView bytes);

class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream& Update(ByteView bytes);
  Digest Finish();  // once

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace onefold::crypto
