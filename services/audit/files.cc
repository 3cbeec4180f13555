#include "services/audit/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "crypto/descriptor.h"

namespace onefold::audit {

using crypto::Descriptor;
using crypto::FileError;

namespace {

Status WriteTemporary(const std::string& path, ByteView content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return FileError(path, errno);
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(path, errno);
    content = content.subspan(static_cast<std::size_t>(count));
  }
  if (::fsync(file.get()) != 0 || !file.Close()) return FileError(path, errno);
  return OkStatus();
}

}  // namespace

std::string ParentDirectory(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

StatusOr<Bytes> ReadFile(const std::string& path, std::size_t max_size) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return FileError(path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return FileError(path, errno);
  if (!S_ISREG(info.st_mode)) return NotFoundError(path + ": not a regular file");
  if (static_cast<std::uint64_t>(info.st_size) > max_size) {
    return DataLossError(path + ": larger than such a file can be");
  }
  Bytes content(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(file.get(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

Status ReplaceFile(const std::string& path, ByteView content) {
  const std::string temporary = path + ".tmp";
  Status written = WriteTemporary(temporary, content);
  if (written.code() == StatusCode::kNotFound) {
    std::error_code error;
    std::filesystem::create_directories(ParentDirectory(path), error);
    if (error) return FileError(path, error.value());
    written = WriteTemporary(temporary, content);
  }
  ONEFOLD_RETURN_IF_ERROR(written);
  return ::rename(temporary.c_str(), path.c_str()) == 0 ? OkStatus() : FileError(path, errno);
}

Status SyncDirectory(const std::string& path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return FileError(path, errno);
  return OkStatus();
}

Status ReplaceFileDurably(const std::string& path, ByteView content) {
  ONEFOLD_RETURN_IF_ERROR(ReplaceFile(path, content));
  return SyncDirectory(ParentDirectory(path));
}

}  // namespace onefold::audit
