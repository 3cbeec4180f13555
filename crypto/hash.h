// SHA-256 (FIPS 180-4), whole and in parts. OpenSSL's, which uses the processor's SHA extensions:
// every byte that an agency submits is hashed at both ends, and libsodium's portable code is five
// times slower.
#pragma once

#include <memory>

#include "crypto/bytes.h"

// OpenSSL's EVP_MD_CTX.
struct evp_md_ctx_st;

namespace onefold::crypto {

Digest Sha256(ByteView bytes);

class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream& Update(ByteView bytes);
  Digest Finish();  // once

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace onefold::crypto
