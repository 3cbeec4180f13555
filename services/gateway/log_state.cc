#include "services/gateway/log_state.h"

#include "crypto/bytes.h"
#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/note.h"
#include "services/gateway/publish_path.h"

namespace onefold::gateway {

StatusOr<LogState> ReadLogState(const PublishFolder& folder, const std::string& name) {
  ONEFOLD_ASSIGN_OR_RETURN(const PublishedFile note,
                           folder.Read(name + "/checkpoint", kMaxNoteBytes));
  auto vkey = folder.Read(name + "/log.vkey", kMaxNoteBytes);
  // Not NotFound: a checkpoint without its key is not the same as no log.
  if (!vkey.ok()) return DataLossError("log.vkey cannot be read");
  while (vkey->content.ends_with('\n')) vkey->content.pop_back();

  const auto key = tlog::ParseVerifierKey(vkey->content);
  if (!key.ok()) return Annotate(key.status(), "log.vkey");
  const auto checkpoint = tlog::OpenCheckpoint(note.content, *key);
  if (checkpoint.status().code() == StatusCode::kNotFound) {
    return DataLossError("the checkpoint is not signed by the key in log.vkey");
  }
  if (!checkpoint.ok()) return Annotate(checkpoint.status(), "checkpoint");
  return LogState{.origin = checkpoint->origin,
                  .size = checkpoint->size,
                  .root = FormatBase64(checkpoint->root),
                  .verifier_key = vkey->content,
                  .written_ms = note.modified_ms};
}

}  // namespace onefold::gateway
