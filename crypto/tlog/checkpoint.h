// Checkpoints (C2SP tlog-checkpoint v1.0.0): "origin\nsize\nbase64(root)\n", carried in a signed
// note; and receipts (c2sp.org/tlog-proof@v1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/tlog/note.h"

namespace onefold::tlog {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root{};
};
std::string FormatCheckpoint(const Checkpoint& checkpoint);  // the note's text
StatusOr<Checkpoint> ParseCheckpoint(
    std::string_view note_text);  // no extension lines are accepted

// Parses the note, checks origin (= key.name) and signature. DataLoss, NotFound, InvalidArgument.
StatusOr<Checkpoint> OpenCheckpoint(std::string_view note_bytes, const VerifierKey& key);

struct LogProof {
  Bytes extra;  // the leaf
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string checkpoint;  // signed note
};
std::string FormatLogProof(const LogProof& proof);
StatusOr<LogProof> ParseLogProof(std::string_view text);
// Inclusion of `extra` at `index` under the checkpoint of `key`.
StatusOr<Checkpoint> VerifyLogProof(const LogProof& proof, const VerifierKey& key);

}  // namespace onefold::tlog
