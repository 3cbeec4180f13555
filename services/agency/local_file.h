// Small files of the agency's folder: whole reads with a limit, durable replacement, an exclusive
// lock.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/status.h"

namespace onefold::agency {

// NotFound when absent; InvalidArgument when larger than `max_bytes` or no regular file.
StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t max_bytes = 1 << 20);

// Replaces `path` by `content`: written beside it with mode 0600, synced, renamed, folder synced.
// After a crash the old or the new content is there, never a part.
Status ReplaceFile(const std::string& path, std::string_view content);
// As ReplaceFile for a file that must not be there yet: AlreadyExists.
Status CreateFile(const std::string& path, std::string_view content);

// Makes the folder and its parents, mode 0700 for those it makes.
Status MakeFolder(const std::string& path);

// Held while a command changes a folder; FailedPrecondition (naming the file) when another process
// holds it.
class FolderLock {
 public:
  static StatusOr<std::unique_ptr<FolderLock>> Take(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace onefold::agency
