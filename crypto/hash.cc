#include "crypto/hash.h"

#include <openssl/evp.h>

#include "crypto/require.h"

namespace onefold::crypto {
namespace {

// Looked up once: a lookup costs more than the hash of a short input.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Require(algorithm != nullptr, "OpenSSL has SHA-256");
  return algorithm;
}

}  // namespace

void Sha256Stream::FreeContext::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Digest Sha256(ByteView bytes) { return Sha256Stream().Update(bytes).Finish(); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  Require(context_ != nullptr && EVP_DigestInit_ex2(context_.get(), Algorithm(), nullptr) == 1,
          "SHA-256 starts");
}

Sha256Stream& Sha256Stream::Update(ByteView bytes) {
  Require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "SHA-256 goes on");
  return *this;
}

Digest Sha256Stream::Finish() {
  Digest digest;
  Require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "SHA-256 ends");
  return digest;
}

}  // namespace onefold::crypto
