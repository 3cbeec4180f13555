// Records -> items of each pass under our own profile.
//
// Keys (RFC 5869, HKDF-SHA512): PRK = Extract(salt = "onefold/v1", linkage key); for every (pass,
// block value)
//   OKM = Expand(PRK, "encode" | normalization version | schema digest | key epoch | pass name |
//   block value),
// each part length-prefixed (u16 BE); OKM = block token (16) | hardening key (16) | field key 0
// (16) | field key 1 |
// ... in the order of the pass's compared fields, so that token and filters of one block are
// useless for any other block, pass, epoch or schema. A filter sets, for every token,
// `hashes_per_token` positions taken from SipHash-2-4-128 (Aumasson and Bernstein 2012) of token |
// counter byte under the field key: 16 bits big-endian a position, modulo the filter's length, 8
// positions a counter value. docs/formats/encoding.md has the exact bytes and a worked example.
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

// A record after normalisation: what the passes need, nothing else. Holds identifiers: no
// formatter, never leaves the agency.
struct NormalizedRecord {
  struct FieldValue {
    bool missing = true;
    std::string flat;                 // words joined without separator, or the code: block values
    std::string phonetic;             // kName, kText: PhoneticCode(flat)
    std::vector<std::string> tokens;  // what is inserted into the filter: tokenize.h
    std::uint16_t year = 0;
    std::uint8_t month = 0, day = 0;  // kDate; 0 = unknown or not possible
  };
  std::vector<FieldValue> fields;  // by Schema::fields
};

// Whether a value (without surrounding spaces) stands for "missing".
bool IsMissing(const linkage::Field& field, std::string_view trimmed);

class Encoder {
 public:
  // `schema` must outlive the encoder and be of our own format, the key not empty (InvalidArgument
  // otherwise).
  static StatusOr<std::unique_ptr<Encoder>> Create(const linkage::LinkageSchema& schema,
                                                   const crypto::Secret& linkage_key,
                                                   std::string_view key_epoch);
  virtual ~Encoder() = default;

  // A value that is empty, listed as missing, no date, or without a letter or digit counts as
  // missing. Thread-safe.
  virtual NormalizedRecord Normalize(const Record& record) const = 0;
  virtual const std::vector<linkage::PassLayout>& layouts() const = 0;
  // Whether the record has every part of the pass's block value (a part longer than 1,024 bytes
  // counts as absent).
  virtual bool HasItem(const NormalizedRecord& record, std::size_t pass) const = 0;
  // Writes token and filters of the item (layouts()[pass].item_bytes bytes; the pseudonym's place
  // is left alone). False, with `item` untouched, when HasItem is false. Thread-safe.
  virtual bool EncodeItem(const NormalizedRecord& record, std::size_t pass,
                          std::span<std::uint8_t> item) const = 0;
};

}  // namespace onefold::encode
