// Hardening of filters: what is done to a filter after its tokens are inserted and before it leaves
// the agency, so that filters of different persons stop resembling each other (docs/SECURITY.md).
// The profile of the schema says which; it is part of the schema's digest and so of every key.
//
// Version 1 has one profile, "default", whose hardening is the identity: protection rests on keys
// of their own for every block and on passes that cannot be joined.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::encode {

enum class Hardening { kNone };

// InvalidArgument for an unknown profile.
StatusOr<Hardening> HardeningOf(std::string_view profile);

// Hardens one filter in place. `key` (16 bytes) belongs to the block: equal for all records of a
// block, unrelated to any other block's. `slot` is the filter's index in the item; filters of one
// item are hardened differently.
void Harden(Hardening hardening, ByteView key, std::size_t slot, std::span<std::uint8_t> filter);

}  // namespace onefold::encode
