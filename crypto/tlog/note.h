// Signed notes (C2SP signed-note v1.0.0) with Ed25519 keys (type 0x01) and the cosignatures of
// witnesses (tlog-cosignature v1.0.1, type 0x04).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/sign.h"

namespace onefold::tlog {

// Not empty, valid UTF-8, without spaces, control characters and "+".
bool IsValidKeyName(std::string_view name);

// "name+hex key id+base64(type | public key)"
struct VerifierKey {
  std::string name;
  std::uint32_t key_id = 0;
  std::uint8_t type = 0x01;
  crypto::SignPublicKey public_key{};
};
std::uint32_t KeyId(std::string_view name, std::uint8_t type, const crypto::SignPublicKey& key);
std::string FormatVerifierKey(const VerifierKey& key);
StatusOr<VerifierKey> ParseVerifierKey(std::string_view text);  // checks the key id
VerifierKey MakeVerifierKey(std::string_view name, std::uint8_t type,
                            const crypto::SignPublicKey& key);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;  // after the key id
};
struct Note {
  std::string text;  // ends with a line break
  std::vector<NoteSignature> signatures;
};

// At most 64 KiB and 64 signatures; InvalidArgument otherwise or when malformed.
StatusOr<Note> ParseNote(std::string_view bytes);
std::string FormatNote(const Note& note);

// The note with our signature as its only one. `text` must end with a line break and
// `name` be a valid key name.
std::string SignNote(std::string_view text, std::string_view name, const crypto::SignKeyPair& key);

// OK when a signature of `key` is there and right; DataLoss when one is there and wrong; NotFound
// when there is none.
Status VerifyNote(const Note& note, const VerifierKey& key);

// A cosignature line body for `checkpoint_text` at `unix_seconds`, and its check (returns the
// time).
NoteSignature Cosign(std::string_view checkpoint_text, std::string_view name,
                     const crypto::SignKeyPair& key, std::uint64_t unix_seconds);
StatusOr<std::uint64_t> VerifyCosignature(const Note& note, const VerifierKey& key);

}  // namespace onefold::tlog
