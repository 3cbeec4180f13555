#include "services/agency/local_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace onefold::agency {
namespace {

Status SystemError(std::string_view what, const std::string& path) {
  const std::string text = fmt::format("{} {}: {}", what, path, std::strerror(errno));
  if (errno == ENOENT) return NotFoundError(text);
  if (errno == EEXIST) return AlreadyExistsError(text);
  if (errno == EACCES || errno == EPERM) return PermissionDeniedError(text);
  if (errno == ENOSPC || errno == EDQUOT) return ResourceExhaustedError(text);
  return InternalError(text);
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

Status WriteAll(int descriptor, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("cannot write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return SystemError("cannot sync", path);
  return OkStatus();
}

Status SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? std::string(1, '.') : parent.string();
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return SystemError("cannot open", folder);
  if (::fsync(descriptor.get()) != 0) return SystemError("cannot sync", folder);
  return OkStatus();
}

// Writes a temporary file beside `path` and returns its name.
StatusOr<std::string> WriteBeside(const std::string& path, std::string_view content) {
  const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
  Status written;
  {
    Descriptor descriptor(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (descriptor.get() < 0) return SystemError("cannot create", temporary);
    written = WriteAll(descriptor.get(), content, temporary);
  }
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  return temporary;
}

}  // namespace

StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t max_bytes) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) return SystemError("cannot open", path);
  struct stat facts {};
  if (::fstat(descriptor.get(), &facts) != 0) return SystemError("cannot read", path);
  if (!S_ISREG(facts.st_mode)) return InvalidArgumentError(path + ": not a regular file");
  std::string content;
  char buffer[16384];
  for (;;) {
    const ssize_t got = ::read(descriptor.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("cannot read", path);
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > max_bytes) {
      return InvalidArgumentError(fmt::format("{}: larger than {} bytes", path, max_bytes));
    }
  }
}

Status ReplaceFile(const std::string& path, std::string_view content) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string temporary, WriteBeside(path, content));
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const Status failed = SystemError("cannot replace", path);
    ::unlink(temporary.c_str());
    return failed;
  }
  return SyncFolderOf(path);
}

Status CreateFile(const std::string& path, std::string_view content) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string temporary, WriteBeside(path, content));
  // link() refuses an existing name, which rename() would replace.
  const int linked = ::link(temporary.c_str(), path.c_str());
  const Status status = linked == 0 ? OkStatus() : SystemError("cannot create", path);
  ::unlink(temporary.c_str());
  ONEFOLD_RETURN_IF_ERROR(status);
  return SyncFolderOf(path);
}

Status MakeFolder(const std::string& path) {
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(path)) {
    made /= part;
    if (made.empty() || ::mkdir(made.c_str(), 0700) == 0 || errno == EEXIST) continue;
    return SystemError("cannot make folder", made.string());
  }
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return SystemError("cannot read", path);
  if (!S_ISDIR(facts.st_mode)) return InvalidArgumentError(path + ": not a folder");
  return OkStatus();
}

StatusOr<std::unique_ptr<FolderLock>> FolderLock::Take(const std::string& folder) {
  const std::string path = folder + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return SystemError("cannot open", path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return FailedPreconditionError(path + ": another command is at work on this folder");
  }
  return std::unique_ptr<FolderLock>(new FolderLock(descriptor));
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace onefold::agency
