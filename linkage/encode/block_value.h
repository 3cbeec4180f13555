// What a block, or a derived field made of parts, takes from a record. docs/formats/encoding.md has
// the forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "linkage/encode/encode.h"
#include "linkage/schema.h"

namespace onefold::encode {

// A part longer than this counts as absent.
inline constexpr std::size_t kMaxPartBytes = 1024;

// Length as u16 BE, then the bytes; `part` has at most 65,535.
void AppendPrefixed(Bytes& out, std::string_view part);

// The parts of every term, sorted within the term, in the terms' order. nullopt when the record
// lacks one. `record` has the fields that the terms name.
std::optional<std::vector<std::string>> PartValues(const linkage::Schema& schema,
                                                   const std::vector<linkage::BlockTerm>& terms,
                                                   const NormalizedRecord& record);

// Whether PartValues has a value.
bool HasParts(const linkage::Schema& schema, const std::vector<linkage::BlockTerm>& terms,
              const NormalizedRecord& record);

// Replaces `value` by PartValues, each length-prefixed; false when the record lacks one.
bool BlockValue(const linkage::Schema& schema, const std::vector<linkage::BlockTerm>& terms,
                const NormalizedRecord& record, Bytes& value);

}  // namespace onefold::encode
