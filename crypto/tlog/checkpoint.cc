#include "crypto/tlog/checkpoint.h"

#include "crypto/tlog/merkle.h"
#include "crypto/tlog/text.h"

namespace onefold::tlog {
namespace {

constexpr std::string_view kProofHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kMaxProofHashes = 63;
constexpr std::size_t kMaxProofSize = 192 * 1024;  // note, 63 hashes and the largest leaf fit

StatusOr<Digest> ParseHashLine(std::string_view line) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, ParseBase64(line));
  return ToDigest(bytes);
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         FormatBase64(checkpoint.root) + "\n";
}

StatusOr<Checkpoint> ParseCheckpoint(std::string_view note_text) {
  const auto origin = TakeLine(note_text);
  const auto size_line = origin ? TakeLine(note_text) : std::nullopt;
  const auto root_line = size_line ? TakeLine(note_text) : std::nullopt;
  if (!root_line || !note_text.empty() || origin->empty()) {
    return InvalidArgumentError("checkpoint: not the three lines origin, size, root");
  }
  const auto size = ParseDecimal(*size_line);
  if (!size) return InvalidArgumentError("checkpoint: bad size");
  const StatusOr<Digest> root = ParseHashLine(*root_line);
  if (!root.ok()) return InvalidArgumentError("checkpoint: bad root hash");
  return Checkpoint{.origin = std::string(*origin), .size = *size, .root = *root};
}

StatusOr<Checkpoint> OpenCheckpoint(std::string_view note_bytes, const VerifierKey& key) {
  ONEFOLD_ASSIGN_OR_RETURN(const Note note, ParseNote(note_bytes));
  ONEFOLD_RETURN_IF_ERROR(VerifyNote(note, key));
  ONEFOLD_ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(note.text));
  if (checkpoint.origin != key.name) {
    return DataLossError("checkpoint: signed by " + key.name + " but of another origin");
  }
  return checkpoint;
}

std::string FormatLogProof(const LogProof& proof) {
  std::string out(kProofHeader);
  out += '\n';
  if (!proof.extra.empty()) out += "extra " + FormatBase64(proof.extra) + "\n";
  out += "index " + std::to_string(proof.index) + "\n";
  for (const Digest& hash : proof.path) out += FormatBase64(hash) + "\n";
  return out + "\n" + proof.checkpoint;
}

StatusOr<LogProof> ParseLogProof(std::string_view text) {
  const Status malformed = InvalidArgumentError("receipt: not a c2sp.org/tlog-proof@v1");
  if (text.size() > kMaxProofSize || TakeLine(text) != kProofHeader) return malformed;
  LogProof proof;
  auto line = TakeLine(text);
  if (line && line->starts_with("extra ")) {
    StatusOr<Bytes> extra = ParseBase64(line->substr(6));
    // An empty line of extra data would not survive being written again.
    if (!extra.ok() || extra->empty()) return malformed;
    proof.extra = *std::move(extra);
    line = TakeLine(text);
  }
  if (!line || !line->starts_with("index ")) return malformed;
  const auto index = ParseDecimal(line->substr(6));
  if (!index) return malformed;
  proof.index = *index;
  for (line = TakeLine(text); line && !line->empty(); line = TakeLine(text)) {
    const StatusOr<Digest> hash = ParseHashLine(*line);
    if (!hash.ok() || proof.path.size() == kMaxProofHashes) return malformed;
    proof.path.push_back(*hash);
  }
  if (!line) return malformed;
  proof.checkpoint = std::string(text);
  return proof;
}

StatusOr<Checkpoint> VerifyLogProof(const LogProof& proof, const VerifierKey& key) {
  ONEFOLD_ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenCheckpoint(proof.checkpoint, key));
  ONEFOLD_RETURN_IF_ERROR(VerifyInclusion(proof.index, checkpoint.size, LeafHash(proof.extra),
                                          proof.path, checkpoint.root));
  return checkpoint;
}

}  // namespace onefold::tlog
