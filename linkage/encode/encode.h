// Records -> items of each pass under our own profile.
//
// Keys (RFC 5869, HKDF-SHA512, salt "onefold/v1"): for every pass
//   pass key = HKDF(linkage key, "encode" | normalization version | schema digest | key epoch |
//   pass name), each part length-prefixed (u16 BE);
// for every block of the pass
//   HKDF(pass key, block value) = block token (16) | filter key (16) | hardening key (32),
// so that token and filters of one block are useless for any other block, pass, epoch or schema. A
// filter sets, for every token, `hashes_per_token` positions taken from SipHash-2-4-128 (Aumasson
// and Bernstein 2012) of field's place | counter | token under the filter key. Filters
// are then hardened (harden.h), unless the schema's profile says otherwise.
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
#include "linkage/encode/harden.h"
#include "linkage/encode/record.h"
#include "linkage/encode/token_set.h"
#include "linkage/encoding.h"
#include "linkage/schema.h"

namespace onefold::encode {

// A record after normalisation: what the passes need, nothing else. Holds identifiers: no
// formatter, never leaves the agency.
struct NormalizedRecord {
  struct FieldValue {
    bool missing = true;
    std::string flat;      // words joined without separator, or the code: block values
    std::string phonetic;  // kName, kText: PhoneticCode(flat)
    std::string skeleton;  // kName, kText: of the first word; of all words of a union, sorted
    TokenSet tokens;       // what is inserted into the filter: tokenize.h
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
  virtual const linkage::Schema& schema() const = 0;
  virtual const std::vector<linkage::PassLayout>& layouts() const = 0;
  // Whether the record has every part of the pass's block value (a part longer than 1,024 bytes
  // counts as absent).
  virtual bool HasItem(const NormalizedRecord& record, std::size_t pass) const = 0;
  // A keyed hash of the record's block in the pass, for PlanBatch (padding.h). HasItem must be
  // true. Thread-safe.
  virtual std::uint64_t BlockOf(const NormalizedRecord& record, std::size_t pass) const = 0;
  // Writes token and filters of the item (layouts()[pass].item_bytes bytes; the pseudonym's place
  // is left alone). False, with `item` untouched, when HasItem is false. `noise` (of this item
  // alone) stands in for fields that are missing, where filters are hardened. Thread-safe.
  virtual bool EncodeItem(const NormalizedRecord& record, std::size_t pass, const Noise& noise,
                          std::span<std::uint8_t> item) const = 0;
  // Writes the filters of all fields of the schema, back to back in its order, as hardened as those
  // of items, but empty for a field that is missing, and under a key that belongs to no block: to
  // compare an agency's records at home (chance.h). Thread-safe.
  virtual void EncodeFields(const NormalizedRecord& record,
                            std::span<std::uint8_t> filters) const = 0;
  // A keyed hash by which a sample of records is chosen. Thread-safe.
  virtual std::uint64_t SampleRank(std::string_view record_id) const = 0;
};

}  // namespace onefold::encode
