#include "services/store/vault.h"

#include <utility>

#include "crypto/aead.h"

namespace onefold::store {
namespace {

// "onefold/v1/store/<kind>" | 0x00 | id
Bytes Place(std::string_view kind, const Id128& id) {
  Bytes place;
  Append(place, "onefold/v1/store/");
  Append(place, kind);
  place.push_back(0);
  Append(place, ByteView(id));
  return place;
}

Bytes ChunkPlace(const Id128& owner, std::uint64_t index, std::uint32_t part) {
  Bytes place;
  Append(place, ByteView(owner));
  AppendBe64(place, index);
  AppendBe32(place, part);
  return place;
}

}  // namespace

StatusOr<Vault> Vault::Make(crypto::Secret storage_key) {
  if (storage_key.size() != crypto::kAeadKeySize) {
    return InvalidArgumentError("a storage key has 32 bytes");
  }
  return Vault(std::move(storage_key));
}

Bytes Vault::WrapKey(const crypto::Secret& data_key, const Id128& owner) const {
  return Seal("data-key", owner, crypto::SecretAccess::Read(data_key));
}

StatusOr<crypto::Secret> Vault::UnwrapKey(ByteView wrapped, const Id128& owner) const {
  ONEFOLD_ASSIGN_OR_RETURN(Bytes bytes, Open("data-key", owner, wrapped));
  crypto::Secret key = crypto::Secret::CopyOf(bytes);
  crypto::Wipe(bytes);
  if (key.size() != crypto::kAeadKeySize)
    return DataLossError("a stored data key has another size");
  return key;
}

Bytes Vault::Seal(std::string_view kind, const Id128& id, ByteView plaintext) const {
  return crypto::AeadSeal(key_, Place(kind, id), plaintext);
}

StatusOr<Bytes> Vault::Open(std::string_view kind, const Id128& id, ByteView sealed) const {
  return crypto::AeadOpen(key_, Place(kind, id), sealed);
}

Bytes SealChunk(const crypto::Secret& data_key, const Id128& owner, std::uint64_t index,
                std::uint32_t part, ByteView content) {
  return crypto::AeadSeal(data_key, ChunkPlace(owner, index, part), content);
}

StatusOr<Bytes> OpenChunk(const crypto::Secret& data_key, const Id128& owner, std::uint64_t index,
                          std::uint32_t part, ByteView sealed) {
  return crypto::AeadOpen(data_key, ChunkPlace(owner, index, part), sealed);
}

}  // namespace onefold::store
