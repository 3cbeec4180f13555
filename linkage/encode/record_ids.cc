#include "linkage/encode/record_ids.h"

#include <sodium.h>

#include "crypto/random.h"

namespace onefold::encode {

static_assert(sizeof(Id128) == crypto_shorthash_siphashx24_BYTES);

RecordIds::RecordIds() {
  static_assert(sizeof(key_) == crypto_shorthash_siphashx24_KEYBYTES);
  crypto::FillRandom(key_);
}

bool RecordIds::Insert(std::string_view id) {
  Id128 hash;
  crypto_shorthash_siphashx24(hash.data(), reinterpret_cast<const unsigned char*>(id.data()),
                              id.size(), key_.data());
  return seen_.insert(hash).second;
}

}  // namespace onefold::encode
