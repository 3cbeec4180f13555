// Where the published files of a log are read from: a folder, or whatever else an auditor has.
#pragma once

#include <cstddef>
#include <string>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::audit {

class LogSource {
 public:
  virtual ~LogSource() = default;
  // `path` as in "checkpoint", "tile/0/000". NotFound when there is no such file (for a file that
  // the checkpoint requires, that is a failure of the log); DataLoss when it is larger than
  // `max_size`; Unavailable when it cannot be had now (that says nothing about the log).
  virtual StatusOr<Bytes> Read(const std::string& path, std::size_t max_size) = 0;
};

class DirectorySource : public LogSource {
 public:
  explicit DirectorySource(std::string directory) : directory_(std::move(directory)) {}
  StatusOr<Bytes> Read(const std::string& path, std::size_t max_size) override;

 private:
  std::string directory_;
};

}  // namespace onefold::audit
