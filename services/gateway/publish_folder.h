// Reads the publish directory without leaving it: no symbolic link below it is followed, and
// nothing but regular files is opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::gateway {

struct PublishedFile {
  std::string content;
  std::int64_t modified_ms = 0;  // Unix time, by the file system
};

// Stateless, so thread-safe. The directory is opened anew for every read, so that a publisher may
// replace it as a whole.
class PublishFolder {
 public:
  // `directory` itself may be a symbolic link: that is the operator's choice.
  explicit PublishFolder(std::string directory) : directory_(std::move(directory)) {}

  // `file` is relative, "/" between its parts. NotFound when it is absent or no regular file
  // (links count as absent), DataLoss when it is larger than `max_bytes`, Unavailable otherwise.
  StatusOr<PublishedFile> Read(std::string_view file, std::size_t max_bytes) const;

  // Names in the folder `relative`, sorted, at most `limit` of them (the last ones by name).
  // NotFound and Unavailable as above.
  StatusOr<std::vector<std::string>> List(std::string_view relative, std::size_t limit) const;

  // Whether the directory can be read at all. NotFound, Unavailable.
  Status Check() const;

 private:
  std::string directory_;
};

}  // namespace onefold::gateway
