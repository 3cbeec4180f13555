// How a group of agencies comes to one linkage key: one of them (the maker) draws it and seals it
// to each agency's box key. Anyone may carry the envelopes: without a box key they tell nothing,
// and the maker's signature keeps a carrier from putting another key in their place.
//
//   key     32 random bytes
//   header  u16 length | text, for: "onefold/v1/envelope", purpose, key epoch, maker, recipient,
//   recipient's box key sealed  crypto_box_seal(recipient's box key, key (32) | SHA-256(header)
//   (32)), so an envelope cannot be re-labelled
//           even by its maker's signature key alone
//   check   HMAC-SHA256(key, "onefold/v1/key-check" | 0x00 | purpose | 0x00 | epoch)[0..8]: two
//   agencies that hold
//           the same key read the same eight bytes; from 256 random bits nothing can be guessed
//           back
//   signed  Ed25519(maker, header | sealed | check)
//
// docs/formats/submission.md has the JSON form.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "services/agency/identity.h"

namespace onefold::agency {

using KeyCheck = std::array<std::uint8_t, 8>;

struct KeyEnvelope {
  std::string purpose;
  std::string key_epoch;
  std::string maker;      // organisation
  std::string recipient;  // organisation
  crypto::BoxPublicKey recipient_box_key{};
  Bytes sealed;
  KeyCheck check{};
  crypto::Signature signature{};
};

KeyCheck CheckValueOf(const crypto::Secret& linkage_key, std::string_view purpose,
                      std::string_view key_epoch);

// InvalidArgument when purpose or epoch is not a code: 1 to 64 of a-z, 0-9, '-', '.', '_'.
StatusOr<KeyEnvelope> SealEnvelope(const crypto::Secret& linkage_key, std::string_view purpose,
                                   std::string_view key_epoch, std::string_view maker,
                                   const crypto::SignKeyPair& maker_key,
                                   const AgencyIdentity& recipient);

// The linkage key. FailedPrecondition when the maker is another or the envelope is not for this box
// key; DataLoss when the signature, the sealed bytes or the check value are not right.
StatusOr<crypto::Secret> OpenEnvelope(const KeyEnvelope& envelope, const AgencyIdentity& maker,
                                      const crypto::BoxKeyPair& box_key);

std::string FormatEnvelope(const KeyEnvelope& envelope);
// Strict: unknown keys are errors. `name` stands in the messages.
StatusOr<KeyEnvelope> ParseEnvelope(std::string_view json, const std::string& name);

}  // namespace onefold::agency
