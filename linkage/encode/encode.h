// Records -> items of each pass under our own profile.
//
// Keys (RFC 5869, HKDF-SHA512): PRK = Extract(salt = "onefold/v1", linkage key); for every (pass, block value)
//   OKM = Expand(PRK, "encode" | normalization version | schema digest | key epoch | pass | block value),
// each part length-prefixed (u16 BE); OKM = block token (16) | field key 0 (16) | field key 1 (16) | ...
// so that token and filters of one block are useless for any other block, pass, epoch or schema.
// A filter sets, for every token, `hashes_per_token` positions taken from SipHash-2-4-128 (Aumasson and Bernstein
// 2012) of the token under the field key, 16 bits a position modulo the filter's length, extended by a counter byte.
// docs/formats/encoding.md has the exact bytes and a worked example.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "crypto/status.h"
#include "linkage/encode/record.h"
#include "linkage/encoding.h"
#include "linkage/schema.h"

namespace onefold::encode {

// A record after normalisation: what the passes need, nothing else. Holds identifiers: no formatter, never leaves
// the agency.
struct NormalizedRecord {
  struct FieldValue {
    bool missing = true;
    std::string flat;                  // tokens joined without separator: block values, codes
    std::vector<std::string> tokens;   // kName, kText
    std::uint16_t year = 0;
    std::uint8_t month = 0, day = 0;   // kDate; 0 = unknown
  };
  std::vector<FieldValue> fields;      // by Schema::fields
};

class Encoder {
 public:
  // `schema` must outlive the encoder and be of our own format (InvalidArgument otherwise).
  static StatusOr<std::unique_ptr<Encoder>> Create(const linkage::LinkageSchema& schema,
                                                   const crypto::Secret& linkage_key,
                                                   std::string_view key_epoch);
  virtual ~Encoder() = default;

  virtual NormalizedRecord Normalize(const Record& record) const = 0;
  virtual const std::vector<linkage::PassLayout>& layouts() const = 0;
  // Whether the record has every part of the pass's block value.
  virtual bool HasItem(const NormalizedRecord& record, std::size_t pass) const = 0;
  // Writes token and filters of the item (layouts()[pass].item_bytes bytes; the pseudonym's place is left alone).
  // False, with `item` untouched, when HasItem is false. Thread-safe.
  virtual bool EncodeItem(const NormalizedRecord& record, std::size_t pass,
                          std::span<std::uint8_t> item) const = 0;
};

// Hardening of filters (diffusion, padding) has its place here: linkage/encode/harden.h, applied by EncodeItem
// after the tokens are inserted and before the item leaves.

}  // namespace onefold::encode
