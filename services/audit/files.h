// Files that are either whole or absent. Used for checkpoints, tiles, guards and the auditor's
// state.
#pragma once

#include <cstddef>
#include <string>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::audit {

// NotFound when absent (also when a part of the path is no directory), DataLoss when larger than
// `max_size`, Unavailable for other errors.
StatusOr<Bytes> ReadFile(const std::string& path, std::size_t max_size);

// Writes a temporary file beside `path`, syncs it and renames it: a reader sees the old file or the
// new one. Creates missing parent folders. The rename itself is durable after SyncDirectory of the
// parent. ResourceExhausted when the disk is full, Unavailable for other errors.
Status ReplaceFile(const std::string& path, ByteView content);
Status SyncDirectory(const std::string& path);

// ReplaceFile and SyncDirectory.
Status ReplaceFileDurably(const std::string& path, ByteView content);

// "a/b/c" -> "a/b"; "c" -> ".".
std::string ParentDirectory(const std::string& path);

}  // namespace onefold::audit
