#include "crypto/seal.h"

#include <sodium.h>

#include "crypto/random.h"
#include "crypto/require.h"

namespace onefold::crypto {

BoxKeyPair GenerateBoxKeyPair() {
  return BoxKeyPairFromSecret(Secret::Random(crypto_box_SECRETKEYBYTES)).value();
}

StatusOr<BoxKeyPair> BoxKeyPairFromSecret(Secret secret_key) {
  if (secret_key.size() != crypto_box_SECRETKEYBYTES) {
    return InvalidArgumentError("a box key has 32 bytes");
  }
  BoxKeyPair pair{.public_key = {}, .secret_key = std::move(secret_key)};
  crypto_scalarmult_base(pair.public_key.data(), SecretAccess::Read(pair.secret_key).data());
  return pair;
}

Bytes SealTo(const BoxPublicKey& recipient, ByteView plaintext) {
  InitializeCrypto();
  Bytes sealed(plaintext.size() + crypto_box_SEALBYTES);
  // Fails for a public key of low order only, to which nobody holds a secret key.
  Require(crypto_box_seal(sealed.data(), plaintext.data(), plaintext.size(), recipient.data()) == 0,
          "a box is sealed to a real public key");
  return sealed;
}

StatusOr<Secret> OpenSealed(const BoxKeyPair& key, ByteView sealed) {
  if (sealed.size() < crypto_box_SEALBYTES) return DataLossError("sealed box is too short");
  Secret plaintext(sealed.size() - crypto_box_SEALBYTES);
  if (crypto_box_seal_open(SecretAccess::Write(plaintext).data(), sealed.data(), sealed.size(),
                           key.public_key.data(), SecretAccess::Read(key.secret_key).data()) != 0) {
    return DataLossError("sealed box does not open: sealed to another key, or changed");
  }
  return plaintext;
}

}  // namespace onefold::crypto
