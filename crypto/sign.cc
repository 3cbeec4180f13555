#include "crypto/sign.h"

#include <sodium.h>

#include "crypto/random.h"
#include "crypto/require.h"

namespace onefold::crypto {
namespace {

// libsodium's form of the private key (seed | public key), derived anew at each use: signing with a
// public key that does not belong to the seed would give the private key away.
Secret Expand(const Secret& seed, SignPublicKey* public_key) {
  Require(seed.size() == crypto_sign_SEEDBYTES, "a signing seed has 32 bytes");
  Secret expanded(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(public_key->data(), SecretAccess::Write(expanded).data(),
                           SecretAccess::Read(seed).data());
  return expanded;
}

}  // namespace

SignKeyPair GenerateSignKeyPair() {
  return SignKeyPairFromSeed(Secret::Random(crypto_sign_SEEDBYTES)).value();
}

StatusOr<SignKeyPair> SignKeyPairFromSeed(Secret seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return InvalidArgumentError("a signing key has 32 bytes");
  }
  SignKeyPair pair{.public_key = {}, .seed = std::move(seed)};
  Expand(pair.seed, &pair.public_key);
  return pair;
}

Signature Sign(const SignKeyPair& key, ByteView message) {
  SignPublicKey public_key;
  const Secret expanded = Expand(key.seed, &public_key);
  Require(public_key == key.public_key, "a key pair's halves belong together");
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                       SecretAccess::Read(expanded).data());
  return signature;
}

bool VerifySignature(const SignPublicKey& key, ByteView message, ByteView signature) {
  InitializeCrypto();
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

}  // namespace onefold::crypto
