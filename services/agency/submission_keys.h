// Everything random in a submission comes from one seed, so that an upload that was cut repeats the
// same bytes.
//
//   handle          HMAC-SHA256(seed, "onefold/v1/handle" | 0x00 | record id)[0..16]
//   pseudonym key   HKDF-SHA512(seed, no salt, "onefold/v1/pseudonym", 32)
//   order of pass p Fisher-Yates over the rows that have an item, by SeededStream(HKDF(seed,
//   "onefold/v1/shuffle" | u16 p)) nonces of pass p  24 bytes an item in that order,
//   SeededStream(HKDF(seed, "onefold/v1/nonce" | u16 p)) order of cases  Fisher-Yates by
//   SeededStream(HKDF(seed, "onefold/v1/shuffle-cases")) sealed pseudonym
//   XChaCha20-Poly1305(pseudonym key, nonce, submission id | u8 p, handle | flag (1) | 7 zero
//   bytes) noise of pass p: HKDF(seed, "onefold/v1/noise" | u16 p), see linkage/encode/harden.h
//
// u16 is big-endian. Fisher-Yates here: for i = n-1 down to 1, swap element i with element Below(i
// + 1) (Durstenfeld 1964). One seed belongs to one submission: a nonce is never used for two
// plaintexts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/status.h"

namespace onefold::agency {

class SubmissionKeys {
 public:
  // InvalidArgument when the seed has not 32 bytes.
  static StatusOr<SubmissionKeys> FromSeed(crypto::Secret seed);

  Id128 HandleOf(std::string_view record_id) const;
  const crypto::Secret& pseudonym_key() const { return pseudonym_key_; }

  crypto::SeededStream NonceStream(std::uint16_t pass) const;
  // 32 bytes, for encode::Noise; the number is the item's place in its pass.
  crypto::Secret NoiseKey(std::uint16_t pass) const;
  void ShufflePass(std::uint16_t pass, std::span<std::uint32_t> rows) const;
  void ShuffleCases(std::span<std::uint32_t> rows) const;

  // Writes linkage::kSealedPseudonymBytes bytes; `nonce` has crypto::kAeadNonceSize. `flag`: 0 or
  // linkage::kDummyFlag. Thread-safe.
  void SealPseudonym(const Id128& submission_id, std::uint8_t pass, const Id128& handle,
                     std::uint8_t flag, ByteView nonce, std::span<std::uint8_t> out) const;

 private:
  SubmissionKeys(crypto::Secret seed, crypto::Secret pseudonym_key)
      : seed_(std::move(seed)), pseudonym_key_(std::move(pseudonym_key)) {}
  crypto::Secret KeyFor(std::string_view label, const std::uint16_t* pass) const;
  crypto::SeededStream StreamFor(std::string_view label, const std::uint16_t* pass) const;

  crypto::Secret seed_;
  crypto::Secret pseudonym_key_;
};

}  // namespace onefold::agency
