#include "crypto/aead.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/random.h"
#include "crypto/require.h"

namespace onefold::crypto {

static_assert(kAeadKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kAeadNonceSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kAeadOverhead == kAeadNonceSize + crypto_aead_xchacha20poly1305_ietf_ABYTES);

void AeadSealWithNonce(const Secret& key, ByteView nonce, ByteView associated, ByteView plaintext,
                       std::span<std::uint8_t> out) {
  Require(key.size() == kAeadKeySize, "an AEAD key has 32 bytes");
  Require(nonce.size() == kAeadNonceSize, "an AEAD nonce has 24 bytes");
  Require(out.size() == plaintext.size() + kAeadOverhead, "room for nonce, ciphertext and tag");
  std::copy(nonce.begin(), nonce.end(), out.begin());
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + kAeadNonceSize, nullptr, plaintext.data(),
                                             plaintext.size(), associated.data(), associated.size(),
                                             nullptr, out.data(), SecretAccess::Read(key).data());
}

Bytes AeadSeal(const Secret& key, ByteView associated, ByteView plaintext) {
  std::array<std::uint8_t, kAeadNonceSize> nonce;
  FillRandom(nonce);
  Bytes out(plaintext.size() + kAeadOverhead);
  AeadSealWithNonce(key, nonce, associated, plaintext, out);
  return out;
}

StatusOr<Bytes> AeadOpen(const Secret& key, ByteView associated, ByteView sealed) {
  Require(key.size() == kAeadKeySize, "an AEAD key has 32 bytes");
  if (sealed.size() < kAeadOverhead) return DataLossError("sealed bytes are too short");
  const ByteView nonce = sealed.first(kAeadNonceSize);
  const ByteView body = sealed.subspan(kAeadNonceSize);
  Bytes plaintext(sealed.size() - kAeadOverhead);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          plaintext.data(), nullptr, nullptr, body.data(), body.size(), associated.data(),
          associated.size(), nonce.data(), SecretAccess::Read(key).data()) != 0) {
    return DataLossError("sealed bytes do not open: wrong key, changed, or moved");
  }
  return plaintext;
}

}  // namespace onefold::crypto
