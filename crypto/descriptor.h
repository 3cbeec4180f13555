// An open file that is closed with its owner, and what errno says about a file as a Status.
#pragma once

#include <string>
#include <utility>

#include "crypto/status.h"

namespace onefold::crypto {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }  // below 0: open() failed
  // False and errno on an error, which is an error of the write before it.
  bool Close();

 private:
  int fd_;
};

// NotFound (ENOENT, ENOTDIR), AlreadyExists, PermissionDenied, ResourceExhausted (disk full),
// otherwise Unavailable. The message is the path and the system's words.
Status FileError(const std::string& path, int error);

}  // namespace onefold::crypto
