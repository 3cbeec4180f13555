#include "services/audit/leaf.h"

#include <algorithm>

#include "crypto/hash.h"
#include "services/audit/cbor.h"

namespace onefold::audit {
namespace {

constexpr std::string_view kMagic = "LAE1";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kHeaderSize = 4 + 2;
constexpr std::size_t kSmallestLeaf = 256;
constexpr std::size_t kLargestLeaf = 4096;

// Keys of the envelope.
enum Key : std::uint64_t {
  kKeyVersion = 1,
  kKeyTime = 2,
  kKeyType = 3,
  kKeyActor = 4,
  kKeyOutcome = 5,
  kKeyEventId = 6,
  kKeyCommitments = 7,
  kKeyCorrelation = 8,
  kKeyFields = 9,
  kKeyBootIndex = 10,
};

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

bool IsOutcome(std::string_view text) {
  return text == "ok" || text == "refused" || text == "failed";
}

// Writes values; remembers whether one of them may not stand in a leaf.
class ValueWriter {
 public:
  explicit ValueWriter(CborWriter& out) : out_(out) {}
  void Text(const std::string& text) {
    valid_ = valid_ && IsPrintable(text);
    out_.Text(text);
  }
  void Write(const Value& value, bool in_list = false) {
    std::visit([&](const auto& v) { WriteAs(v, in_list); }, value.value);
  }
  bool valid() const { return valid_; }

 private:
  void WriteAs(std::uint64_t value, bool) { out_.Unsigned(value); }
  void WriteAs(const Bytes& value, bool) { out_.ByteString(value); }
  void WriteAs(const std::string& value, bool) { Text(value); }
  void WriteAs(const ValueList& list, bool in_list) {
    valid_ = valid_ && !in_list;
    if (in_list) return;
    out_.Array(list.size());
    for (const Value& element : list) Write(element, true);
  }
  CborWriter& out_;
  bool valid_ = true;
};

StatusOr<Bytes> EncodePayload(const Event& event) {
  CborWriter out;
  ValueWriter values(out);
  out.Map(6 + static_cast<std::uint64_t>(!event.commitments.empty()) +
          static_cast<std::uint64_t>(!event.correlation.empty()) +
          static_cast<std::uint64_t>(!event.fields.empty()) +
          static_cast<std::uint64_t>(event.boot_index != 0));
  out.Unsigned(kKeyVersion), out.Unsigned(kVersion);
  out.Unsigned(kKeyTime), out.Unsigned(event.time_ms);
  out.Unsigned(kKeyType), values.Text(event.type);
  out.Unsigned(kKeyActor), out.Array(3);
  values.Text(event.actor.role), values.Text(event.actor.organisation);
  out.ByteString(event.actor.handle);
  out.Unsigned(kKeyOutcome), values.Text(event.outcome);
  out.Unsigned(kKeyEventId), out.ByteString(event.event_id);
  if (!event.commitments.empty()) {
    out.Unsigned(kKeyCommitments), out.Map(event.commitments.size());
    for (const auto& [key, digest] : event.commitments) out.Unsigned(key), out.ByteString(digest);
  }
  if (!event.correlation.empty()) {
    out.Unsigned(kKeyCorrelation), out.ByteString(event.correlation.front());
  }
  if (!event.fields.empty()) {
    out.Unsigned(kKeyFields), out.Map(event.fields.size());
    for (const auto& [key, value] : event.fields) out.Unsigned(key), values.Write(value);
  }
  if (event.boot_index != 0) out.Unsigned(kKeyBootIndex), out.Unsigned(event.boot_index);
  if (!values.valid() || !IsOutcome(event.outcome) || event.correlation.size() > 1) {
    return InvalidArgumentError("leaf: a text is not printable ASCII, or a value has no form");
  }
  return out.bytes();
}

StatusOr<Value> ReadValue(CborReader& in, bool in_list) {
  ONEFOLD_ASSIGN_OR_RETURN(const CborReader::Type type, in.Peek());
  Value value;
  switch (type) {
    case CborReader::Type::kUnsigned: {
      ONEFOLD_ASSIGN_OR_RETURN(value.value, in.Unsigned());
      return value;
    }
    case CborReader::Type::kBytes: {
      ONEFOLD_ASSIGN_OR_RETURN(value.value, in.ByteString());
      return value;
    }
    case CborReader::Type::kText: {
      ONEFOLD_ASSIGN_OR_RETURN(value.value, in.Text());
      return value;
    }
    default:
      break;
  }
  if (in_list) return DataLossError("leaf: a list inside a list");
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t size, in.Array());
  ValueList list;
  for (std::uint64_t i = 0; i < size; ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(Value element, ReadValue(in, true));
    list.push_back(std::move(element));
  }
  value.value = std::move(list);
  return value;
}

// A byte string of exactly the size of `out`.
template <typename Array>
Status ReadFixed(CborReader& in, Array& out) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, in.ByteString());
  if (bytes.size() != out.size()) return DataLossError("leaf: a byte string of the wrong size");
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return OkStatus();
}

Status ReadActor(CborReader& in, Actor& actor) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t size, in.Array());
  if (size != 3) return DataLossError("leaf: an actor has three parts");
  ONEFOLD_ASSIGN_OR_RETURN(actor.role, in.Text());
  ONEFOLD_ASSIGN_OR_RETURN(actor.organisation, in.Text());
  return ReadFixed(in, actor.handle);
}

Status ReadCommitments(CborReader& in, std::map<std::uint64_t, Digest>& commitments) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t size, in.Map());
  for (std::uint64_t i = 0; i < size; ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t key, in.Unsigned());
    ONEFOLD_RETURN_IF_ERROR(ReadFixed(in, commitments[key]));
  }
  return OkStatus();
}

Status ReadFields(CborReader& in, std::map<std::uint64_t, Value>& fields) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t size, in.Map());
  for (std::uint64_t i = 0; i < size; ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t key, in.Unsigned());
    ONEFOLD_ASSIGN_OR_RETURN(fields[key], ReadValue(in, false));
  }
  return OkStatus();
}

Status ReadEnvelopeValue(CborReader& in, std::uint64_t key, Event& event) {
  switch (key) {
    case kKeyVersion: {
      ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t version, in.Unsigned());
      return version == kVersion ? OkStatus() : UnimplementedError("leaf: unknown version");
    }
    case kKeyTime: {
      ONEFOLD_ASSIGN_OR_RETURN(event.time_ms, in.Unsigned());
      return OkStatus();
    }
    case kKeyType: {
      ONEFOLD_ASSIGN_OR_RETURN(event.type, in.Text());
      return OkStatus();
    }
    case kKeyActor:
      return ReadActor(in, event.actor);
    case kKeyOutcome: {
      ONEFOLD_ASSIGN_OR_RETURN(event.outcome, in.Text());
      return OkStatus();
    }
    case kKeyEventId:
      return ReadFixed(in, event.event_id);
    case kKeyCommitments:
      return ReadCommitments(in, event.commitments);
    case kKeyCorrelation:
      return ReadFixed(in, event.correlation.emplace_back());
    case kKeyFields:
      return ReadFields(in, event.fields);
    case kKeyBootIndex: {
      ONEFOLD_ASSIGN_OR_RETURN(event.boot_index, in.Unsigned());
      return OkStatus();
    }
    default:
      return DataLossError("leaf: unknown key in the envelope");
  }
}

StatusOr<ByteView> PayloadOf(ByteView leaf) {
  if (leaf.size() < kHeaderSize) return DataLossError("leaf: too short");
  if (AsText(leaf.first(4)) != kMagic) return UnimplementedError("leaf: unknown format");
  const std::size_t size = ReadBe16(leaf.subspan(4));
  if (leaf.size() - kHeaderSize < size) return DataLossError("leaf: cut short");
  return leaf.subspan(kHeaderSize, size);
}

}  // namespace

StatusOr<Bytes> EncodeLeaf(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes payload, EncodePayload(event));
  std::size_t size = kSmallestLeaf;
  while (size < kHeaderSize + payload.size() && size < kLargestLeaf) size *= 2;
  if (size < kHeaderSize + payload.size()) {
    return InvalidArgumentError("leaf: larger than 4,096 bytes");
  }
  Bytes leaf;
  leaf.reserve(size);
  Append(leaf, kMagic);
  AppendBe16(leaf, static_cast<std::uint16_t>(payload.size()));
  Append(leaf, payload);
  leaf.resize(size);
  return leaf;
}

StatusOr<Event> DecodeLeaf(ByteView leaf) {
  ONEFOLD_ASSIGN_OR_RETURN(const ByteView payload, PayloadOf(leaf));
  CborReader in(payload);
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t pairs, in.Map());
  Event event;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t key, in.Unsigned());
    ONEFOLD_RETURN_IF_ERROR(ReadEnvelopeValue(in, key, event));
  }
  // Order of keys, repeated keys, missing keys, longer forms, padding and its length: one
  // comparison finds them all.
  const StatusOr<Bytes> canonical = EncodeLeaf(event);
  if (!canonical.ok() ||
      !std::equal(canonical->begin(), canonical->end(), leaf.begin(), leaf.end())) {
    return DataLossError("leaf: not in canonical form");
  }
  if (!IsKnownEventType(event.type)) return UnimplementedError("leaf: unknown event type");
  return event;
}

Digest Commit(std::string_view kind, const Digest& nonce, ByteView data) {
  return crypto::Sha256Stream()
      .Update(AsBytes("linkage-audit/commit/v1\n"))
      .Update(AsBytes(kind))
      .Update(AsBytes("\n"))
      .Update(nonce)
      .Update(crypto::Sha256(data))
      .Finish();
}

}  // namespace onefold::audit
