// A pair on its way from matcher to counter: 136 bytes, big-endian,
// u16 source | sealed pseudonym (64) | u16 source | sealed pseudonym (64) | i32 weight (millibits).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/bytes.h"

namespace onefold::submission {

inline constexpr std::size_t kPseudonymBytes = 64;
inline constexpr std::size_t kPairBytes = 2 * (2 + kPseudonymBytes) + 4;

struct PairEnd {
  std::uint16_t source = 0;  // position of the submission in the run
  ByteView pseudonym;        // kPseudonymBytes, sealed
};
struct PairRecord {
  PairEnd left, right;
  std::int32_t weight = 0;
};

void AppendPair(Bytes& out, const PairRecord& pair);
// `bytes` has kPairBytes bytes; the views point into it.
PairRecord ReadPair(ByteView bytes);

// SHA-256 over u32 BE pass index | digest of the pass's packed pairs, in order of the passes.
Digest PairsDigest(std::span<const Digest> pass_digests);

}  // namespace onefold::submission
