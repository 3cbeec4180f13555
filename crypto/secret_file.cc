#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "crypto/descriptor.h"
#include "crypto/secret.h"

namespace onefold::crypto {
namespace {

// Whether nobody but the owner has any access to the regular file.
StatusOr<bool> IsPrivate(int fd, const std::string& path) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return FileError(path, errno);
  if (!S_ISREG(info.st_mode)) return PermissionDeniedError(path + ": not a regular file");
  return (info.st_mode & 077) == 0;
}

// Reads until the end or until `into` is full; returns the number of bytes.
StatusOr<std::size_t> ReadAll(int fd, const std::string& path, std::span<std::uint8_t> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::read(fd, into.data() + done, into.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Status WriteAll(int fd, const std::string& path, ByteView bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(path, errno);
    done += static_cast<std::size_t>(count);
  }
  return ::fsync(fd) == 0 ? OkStatus() : FileError(path, errno);
}

Status SyncParent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return FileError(parent, errno);
  return OkStatus();
}

std::size_t SizeWithoutLineBreak(ByteView bytes) {
  std::size_t size = bytes.size();
  if (size > 0 && bytes[size - 1] == '\n') {
    --size;
    if (size > 0 && bytes[size - 1] == '\r') --size;
  }
  return size;
}

StatusOr<OpenedSecret> ReadAnySecret(const std::string& path, bool strip_line_break,
                                     std::size_t max_size) {
  // O_NONBLOCK: a named pipe is refused below instead of waited for.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return FileError(path, errno);
  ONEFOLD_ASSIGN_OR_RETURN(const bool is_private, IsPrivate(file.get(), path));
  Secret buffer(max_size + 1);
  ONEFOLD_ASSIGN_OR_RETURN(const std::size_t read,
                           ReadAll(file.get(), path, SecretAccess::Write(buffer)));
  if (read > max_size) return InvalidArgumentError(path + ": larger than a secret may be");
  const ByteView content = SecretAccess::Read(buffer).first(read);
  const std::size_t size = strip_line_break ? SizeWithoutLineBreak(content) : read;
  if (size == 0) return InvalidArgumentError(path + ": the secret is empty");
  return OpenedSecret{Secret::CopyOf(content.first(size)), is_private};
}

}  // namespace

StatusOr<Secret> ReadSecretFile(const std::string& path, bool strip_line_break,
                                std::size_t max_size) {
  ONEFOLD_ASSIGN_OR_RETURN(OpenedSecret opened, ReadAnySecret(path, strip_line_break, max_size));
  if (!opened.is_private) {
    return PermissionDeniedError(path + ": readable or writable by others; set mode 0600");
  }
  return std::move(opened.secret);
}

StatusOr<OpenedSecret> ReadNamedSecretFile(const std::string& path) {
  return ReadAnySecret(path, /*strip_line_break=*/true, kMaxSecretFileBytes);
}

Status CreateSecretFile(const std::string& path, const Secret& secret) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return FileError(path, errno);
  Status written = WriteAll(file.get(), path, SecretAccess::Read(secret));
  if (written.ok()) written = SyncParent(path);
  if (!written.ok()) ::unlink(path.c_str());  // half a key is worse than none
  return written;
}

}  // namespace onefold::crypto
