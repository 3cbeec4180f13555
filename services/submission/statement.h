// What an agency signs: manifest, seal and withdrawal. Plain structs; the bytes that were signed
// are kept beside them, since a signature is over bytes, not over a meaning. Signed text:
// "onefold/v1/<manifest|seal|withdraw>\n" | bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "crypto/bytes.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "services/store/submission_table.h"

namespace onefold::submission {

struct Manifest {
  Id128 id{};
  std::string organisation;
  store::ContentKind content = store::ContentKind::kEncodings;
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  // Cases only.
  Bytes sealed_pseudonym_key;  // to the counter's box key
  std::string template_digest_hex;
  std::uint64_t records = 0;
};

struct SealStatement {
  Id128 id{};
  std::uint64_t chunks = 0;
  Digest content_digest{};
  std::uint64_t items = 0;
};

struct WithdrawStatement {
  Id128 id{};
  std::string reason;  // consent-withdrawn, replaced, error
};

// InvalidArgument with the field concerned: wrong sizes, unknown kinds and registers, codes outside
// [a-z0-9._-], fields that this version does not know.
StatusOr<Manifest> ParseManifest(ByteView bytes);
StatusOr<SealStatement> ParseSealStatement(ByteView bytes);
StatusOr<WithdrawStatement> ParseWithdrawStatement(ByteView bytes);

enum class Signed { kManifest, kSeal, kWithdraw };
// Unauthenticated unless `signature` is the key's over the context and the bytes.
Status VerifyStatement(const crypto::SignPublicKey& key, Signed what, ByteView bytes,
                       ByteView signature);

// SHA-256 over the chunks in order, each as u64 BE index | u32 BE pass | SHA-256(content).
Digest ContentDigest(std::span<const store::ChunkRecord> chunks);

}  // namespace onefold::submission
