#include "crypto/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace onefold::crypto {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

bool Descriptor::Close() { return ::close(std::exchange(fd_, -1)) == 0; }

Status FileError(const std::string& path, int error) {
  const std::string message = path + ": " + std::generic_category().message(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return NotFoundError(message);
    case EEXIST:
      return AlreadyExistsError(message);
    case EACCES:
    case EPERM:
      return PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
      return ResourceExhaustedError(message);
    default:
      return UnavailableError(message);
  }
}

}  // namespace onefold::crypto
