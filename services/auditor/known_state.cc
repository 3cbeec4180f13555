#include "services/auditor/known_state.h"

#include "crypto/hash.h"
#include "services/audit/files.h"

namespace onefold::auditor {

// One file a key: a log that changes its key is another log until someone decides otherwise.
std::string KnownState::Path(const tlog::VerifierKey& key) const {
  const Digest name = crypto::Sha256(AsBytes(tlog::FormatVerifierKey(key)));
  return directory_ + "/" + FormatHex(ByteView(name).first(16)) + ".checkpoint";
}

StatusOr<std::optional<tlog::Checkpoint>> KnownState::Load(const tlog::VerifierKey& key) const {
  const StatusOr<Bytes> note = audit::ReadFile(Path(key), 64 * 1024);
  if (note.status().code() == StatusCode::kNotFound) return std::optional<tlog::Checkpoint>();
  if (!note.ok()) return note.status();
  const StatusOr<tlog::Checkpoint> checkpoint = tlog::OpenCheckpoint(AsText(*note), key);
  if (!checkpoint.ok()) {
    return DataLossError(Path(key) + ": the stored checkpoint is damaged; restore it from a copy");
  }
  return std::optional(*checkpoint);
}

Status KnownState::Store(const tlog::VerifierKey& key, const std::string& note) const {
  return audit::ReplaceFileDurably(Path(key), AsBytes(note));
}

}  // namespace onefold::auditor
