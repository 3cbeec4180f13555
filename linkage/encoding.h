// What an agency sends to the matcher: for every pass a batch of items of equal size, and their
// byte layout. Nothing in an item is common to two passes (DESIGN section 2): the token, the
// filters and the sealed pseudonym of one record differ from pass to pass and cannot be aligned by
// the matcher.
//
//   item = block token (16) | sealed pseudonym (64) | filter 0 | filter 1 | ...
//
// A filter's bit i is in byte i/8, most significant bit first (clkhash's order). A field that is
// missing has the empty filter, which compares as neutral. Hardened filters do not show it in one
// item: a presence tag follows the filter, equal for all items of the block that have the field;
// of an item that lacks it, filter and tag are random. So only a pair shows whether both have the
// field, and an item that is alone in its block shows nothing. The clkhash profile is the one-pass
// case: token all zero, one filter, its length rounded up to a whole byte (the spare bits are 0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "linkage/schema.h"

namespace onefold::linkage {

inline constexpr std::size_t kTokenBytes = 16;
// XChaCha20-Poly1305 under the submission's pseudonym key of handle (16) | flags (8): nonce 24 + 24
// + tag 16. Associated data: submission id (16) | pass index (1).
inline constexpr std::size_t kSealedPseudonymBytes = 64;
inline constexpr std::size_t kPseudonymPlainBytes = 24;
inline constexpr std::size_t kPseudonymOffset = kTokenBytes;
inline constexpr std::size_t kFiltersOffset = kTokenBytes + kSealedPseudonymBytes;

// What an agreement level is a cut of, for filters of L bits.
enum class Similarity {
  kDice,       // 2 * common bits / (bits of one + bits of the other); an empty filter is missing
  kAgreement,  // (equal bits - unequal bits) / L: 1 when equal, near 0 when unrelated
};

inline constexpr std::size_t kPresenceTagBytes = 8;

struct FilterSlot {
  std::string name;              // field name, or "joined", or "clk"
  std::size_t offset_bytes = 0;  // within the item
  std::size_t bits = 0;
  std::vector<std::uint16_t> levels_permille;  // strictly descending cut points
  Similarity similarity = Similarity::kDice;
  bool tagged = false;  // a presence tag of kPresenceTagBytes follows the filter
  // Neighbouring filters of one group describe one property (name parts, parts of a date, place and
  // postcode): the matcher weighs their outcomes jointly, because they are not independent.
  std::uint32_t group = 0;
  // A field of the group is also in the block, so that items of one block agree in it more often
  // than by chance.
  bool tied_to_block = false;

  // Of filter and tag.
  std::size_t bytes() const { return bits / 8 + (tagged ? kPresenceTagBytes : 0); }
};

struct PassLayout {
  std::string name;
  bool blocked = true;  // false: the clkhash profile, every pair is a candidate
  std::vector<FilterSlot> filters;
  std::size_t item_bytes = 0;
};

// One layout a pass, in the schema's order.
std::vector<PassLayout> PassLayoutsOf(const LinkageSchema& schema);

// Views into an item; `item` has layout.item_bytes bytes.
inline ByteView TokenOf(ByteView item) { return item.first(kTokenBytes); }
inline ByteView SealedPseudonymOf(ByteView item) {
  return item.subspan(kPseudonymOffset, kSealedPseudonymBytes);
}
inline ByteView FilterOf(ByteView item, const FilterSlot& slot) {
  return item.subspan(slot.offset_bytes, slot.bits / 8);
}

}  // namespace onefold::linkage
