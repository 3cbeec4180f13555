#include "crypto/tlog/note.h"

#include <algorithm>
#include <array>
#include <optional>

#include "crypto/hash.h"
#include "crypto/require.h"
#include "crypto/tlog/text.h"

namespace onefold::tlog {
namespace {

constexpr std::uint8_t kTypeEd25519 = 0x01;
constexpr std::uint8_t kTypeCosignature = 0x04;
constexpr std::size_t kMaxNoteSize = 64 * 1024;
constexpr std::size_t kMaxSignatures = 64;
constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014, space
constexpr std::size_t kCosignatureSize = 8 + 64;

// Takes one code point off the front; nothing for bytes that are not well-formed UTF-8 (RFC 3629).
std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() < size) return std::nullopt;
  char32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (byte(i) & 0x3F);
  }
  static constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return std::nullopt;
  }
  text.remove_prefix(size);
  return code;
}

bool IsSpace(char32_t c) {
  return c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsValidNoteText(std::string_view text) {
  while (!text.empty()) {
    const auto code = TakeCodePoint(text);
    if (!code || (*code < 0x20 && *code != '\n')) return false;
  }
  return true;
}

StatusOr<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kDash)) return InvalidArgumentError("note: not a signature line");
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsValidKeyName(line.substr(0, space))) {
    return InvalidArgumentError("note: bad key name in a signature line");
  }
  const StatusOr<Bytes> body = ParseBase64(line.substr(space + 1));
  if (!body.ok() || body->size() < 5) {
    return InvalidArgumentError("note: bad signature in a signature line");
  }
  const ByteView bytes(*body);
  return NoteSignature{.name = std::string(line.substr(0, space)),
                       .key_id = ReadBe32(bytes),
                       .signature = ToBytes(bytes.subspan(4))};
}

std::string CosignedMessage(std::string_view checkpoint_text, std::uint64_t unix_seconds) {
  return "cosignature/v1\ntime " + std::to_string(unix_seconds) + "\n" +
         std::string(checkpoint_text);
}

// The signatures in `note` that claim to be by `key`.
std::vector<const NoteSignature*> SignaturesOf(const Note& note, const VerifierKey& key) {
  std::vector<const NoteSignature*> found;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name == key.name && signature.key_id == key.key_id) found.push_back(&signature);
  }
  return found;
}

}  // namespace

bool IsValidKeyName(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto code = TakeCodePoint(name);
    if (!code || *code < 0x20 || *code == 0x7F || *code == '+' || IsSpace(*code)) return false;
  }
  return true;
}

std::uint32_t KeyId(std::string_view name, std::uint8_t type, const crypto::SignPublicKey& key) {
  const std::array<std::uint8_t, 2> separator = {0x0A, type};
  const Digest digest =
      crypto::Sha256Stream().Update(AsBytes(name)).Update(separator).Update(key).Finish();
  return ReadBe32(digest);
}

VerifierKey MakeVerifierKey(std::string_view name, std::uint8_t type,
                            const crypto::SignPublicKey& key) {
  return {
      .name = std::string(name), .key_id = KeyId(name, type, key), .type = type, .public_key = key};
}

std::string FormatVerifierKey(const VerifierKey& key) {
  Bytes id, body;
  AppendBe32(id, key.key_id);
  body.push_back(key.type);
  Append(body, key.public_key);
  return key.name + "+" + FormatHex(id) + "+" + FormatBase64(body);
}

StatusOr<VerifierKey> ParseVerifierKey(std::string_view text) {
  const Status malformed = InvalidArgumentError("verifier key: not name+id+base64 of a known type");
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos) return malformed;
  const std::string_view name = text.substr(0, first);
  const StatusOr<Bytes> id = ParseHex(text.substr(first + 1, second - first - 1));
  const StatusOr<Bytes> body = ParseBase64(text.substr(second + 1));
  if (!IsValidKeyName(name) || !id.ok() || id->size() != 4 || !body.ok() || body->size() != 33) {
    return malformed;
  }
  const std::uint8_t type = body->front();
  if (type != kTypeEd25519 && type != kTypeCosignature) return malformed;
  crypto::SignPublicKey public_key;
  std::copy(body->begin() + 1, body->end(), public_key.begin());
  VerifierKey key = MakeVerifierKey(name, type, public_key);
  if (key.key_id != ReadBe32(*id)) {
    return InvalidArgumentError("verifier key: the id does not belong to name and key");
  }
  return key;
}

StatusOr<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteSize) return InvalidArgumentError("note: larger than 64 KiB");
  if (!IsValidNoteText(bytes)) return InvalidArgumentError("note: not plain UTF-8 text");
  const std::size_t gap = bytes.rfind("\n\n");
  if (gap == std::string_view::npos) return InvalidArgumentError("note: no signature block");
  Note note{.text = std::string(bytes.substr(0, gap + 1)), .signatures = {}};
  std::string_view block = bytes.substr(gap + 2);
  while (!block.empty()) {
    const auto line = TakeLine(block);
    if (!line) return InvalidArgumentError("note: the last line has no line break");
    if (note.signatures.size() == kMaxSignatures) {
      return InvalidArgumentError("note: more than 64 signatures");
    }
    ONEFOLD_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(*line));
    note.signatures.push_back(std::move(signature));
  }
  if (note.signatures.empty()) return InvalidArgumentError("note: no signature");
  return note;
}

std::string FormatNote(const Note& note) {
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    Bytes body;
    AppendBe32(body, signature.key_id);
    Append(body, signature.signature);
    out += std::string(kDash) + signature.name + " " + FormatBase64(body) + "\n";
  }
  return out;
}

std::string SignNote(std::string_view text, std::string_view name, const crypto::SignKeyPair& key) {
  crypto::Require(text.ends_with('\n') && IsValidNoteText(text), "a note's text is whole lines");
  crypto::Require(IsValidKeyName(name), "a note's key name is valid");
  const crypto::Signature signature = crypto::Sign(key, AsBytes(text));
  return FormatNote({.text = std::string(text),
                     .signatures = {{.name = std::string(name),
                                     .key_id = KeyId(name, kTypeEd25519, key.public_key),
                                     .signature = ToBytes(signature)}}});
}

Status VerifyNote(const Note& note, const VerifierKey& key) {
  if (key.type != kTypeEd25519) {
    return InvalidArgumentError("note: the verifier key is not one of a log");
  }
  const auto signatures = SignaturesOf(note, key);
  if (signatures.empty()) return NotFoundError("note: no signature of " + key.name);
  for (const NoteSignature* signature : signatures) {
    if (!crypto::VerifySignature(key.public_key, AsBytes(note.text), signature->signature)) {
      return DataLossError("note: the signature of " + key.name + " is wrong");
    }
  }
  return OkStatus();
}

NoteSignature Cosign(std::string_view checkpoint_text, std::string_view name,
                     const crypto::SignKeyPair& key, std::uint64_t unix_seconds) {
  const std::string message = CosignedMessage(checkpoint_text, unix_seconds);
  NoteSignature cosignature{.name = std::string(name),
                            .key_id = KeyId(name, kTypeCosignature, key.public_key),
                            .signature = {}};
  AppendBe64(cosignature.signature, unix_seconds);
  Append(cosignature.signature, crypto::Sign(key, AsBytes(message)));
  return cosignature;
}

StatusOr<std::uint64_t> VerifyCosignature(const Note& note, const VerifierKey& key) {
  if (key.type != kTypeCosignature) {
    return InvalidArgumentError("note: the verifier key is not one of a witness");
  }
  const auto signatures = SignaturesOf(note, key);
  if (signatures.empty()) return NotFoundError("note: no cosignature of " + key.name);
  std::uint64_t newest = 0;
  for (const NoteSignature* cosignature : signatures) {
    const ByteView body(cosignature->signature);
    const bool whole = body.size() == kCosignatureSize;
    const std::uint64_t time = whole ? ReadBe64(body) : 0;
    if (!whole || !crypto::VerifySignature(
                      key.public_key, AsBytes(CosignedMessage(note.text, time)), body.subspan(8))) {
      return DataLossError("note: the cosignature of " + key.name + " is wrong");
    }
    newest = std::max(newest, time);
  }
  return newest;
}

}  // namespace onefold::tlog
