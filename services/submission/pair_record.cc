#include "services/submission/pair_record.h"

#include "crypto/hash.h"

namespace onefold::submission {
namespace {

constexpr std::size_t kEndBytes = 2 + kPseudonymBytes;

PairEnd ReadEnd(ByteView bytes) { return {ReadBe16(bytes), bytes.subspan(2, kPseudonymBytes)}; }

}  // namespace

void AppendPair(Bytes& out, const PairRecord& pair) {
  for (const PairEnd* end : {&pair.left, &pair.right}) {
    AppendBe16(out, end->source);
    Append(out, end->pseudonym);
  }
  AppendBe32(out, static_cast<std::uint32_t>(pair.weight));
}

PairRecord ReadPair(ByteView bytes) {
  return {ReadEnd(bytes), ReadEnd(bytes.subspan(kEndBytes)),
          static_cast<std::int32_t>(ReadBe32(bytes.subspan(2 * kEndBytes)))};
}

Digest PairsDigest(std::span<const Digest> pass_digests) {
  Bytes text;
  for (std::uint32_t pass = 0; pass < pass_digests.size(); ++pass) {
    AppendBe32(text, pass);
    Append(text, ByteView(pass_digests[pass]));
  }
  return crypto::Sha256(text);
}

}  // namespace onefold::submission
