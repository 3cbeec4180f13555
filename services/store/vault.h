// Encryption at rest, two layers: the storage key (a file of the operator) wraps a data key for
// every submission and run; the data key encrypts their values. Destroying the wrapped data key
// destroys the values, wherever copies of their ciphertext lie. XChaCha20-Poly1305; the associated
// data binds a value to its place, so that it cannot be moved.
#pragma once

#include <cstdint>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "crypto/status.h"

namespace onefold::store {

class Vault {
 public:
  // InvalidArgument unless the key has 32 bytes.
  static StatusOr<Vault> Make(crypto::Secret storage_key);

  Bytes WrapKey(const crypto::Secret& data_key, const Id128& owner) const;
  // DataLoss when it is not the key of `owner` or was changed.
  StatusOr<crypto::Secret> UnwrapKey(ByteView wrapped, const Id128& owner) const;

  // Small values under the storage key itself. `kind` is a fixed word, e.g. "opening".
  Bytes Seal(std::string_view kind, const Id128& id, ByteView plaintext) const;
  StatusOr<Bytes> Open(std::string_view kind, const Id128& id, ByteView sealed) const;

 private:
  explicit Vault(crypto::Secret storage_key) : key_(std::move(storage_key)) {}
  crypto::Secret key_;
};

// A chunk's content under its owner's data key; associated data: owner | u64 BE index | u32 BE part
// (pass).
Bytes SealChunk(const crypto::Secret& data_key, const Id128& owner, std::uint64_t index,
                std::uint32_t part, ByteView content);
StatusOr<Bytes> OpenChunk(const crypto::Secret& data_key, const Id128& owner, std::uint64_t index,
                          std::uint32_t part, ByteView sealed);

}  // namespace onefold::store
