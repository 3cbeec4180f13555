// The log's leaf: canonical, versioned, padded, identifier-free (docs/formats/leaf.md).
//
//   "LAE1" | u16 BE payload length | deterministic CBOR (RFC 8949 section 4.2.1) | zeros up to 256,
//   512, ... 4096
//
// Nothing that identifies a person is ever in a leaf: facts that could confirm a guess stand as
// commitments.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::audit {

// Values of the type-specific map: unsigned integer, byte string, text, list of these (one level).
struct Value;
using ValueList = std::vector<Value>;
struct Value {
  std::variant<std::uint64_t, Bytes, std::string, ValueList> value;
};

struct Actor {
  std::string role, organisation;
  Id128 handle{};
};

struct Event {
  std::uint64_t time_ms = 0;
  std::string type;  // one of the types below
  Actor actor;
  std::string outcome;  // "ok", "refused", "failed"
  Id128 event_id{};
  std::map<std::uint64_t, Digest> commitments;  // key 7
  std::vector<Id128> correlation;               // key 8: at most one
  std::map<std::uint64_t, Value> fields;        // key 9, meaning by type
  std::uint64_t boot_index = 0;                 // key 10; 0 = absent
};

// InvalidArgument when the payload exceeds 4,096 bytes less the header, or a text is not printable
// ASCII.
StatusOr<Bytes> EncodeLeaf(const Event& event);
// Strict: decodes, re-encodes and compares. DataLoss for anything not canonical; Unimplemented for
// an unknown version or event type ("UNINTERPRETED": an audit fails on it, it is never skipped).
StatusOr<Event> DecodeLeaf(ByteView leaf);
bool IsKnownEventType(std::string_view type);

// C = SHA-256("linkage-audit/commit/v1\n" | kind | "\n" | nonce | SHA-256(data))
Digest Commit(std::string_view kind, const Digest& nonce, ByteView data);

}  // namespace onefold::audit
