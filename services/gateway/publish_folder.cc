#include "services/gateway/publish_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

namespace onefold::gateway {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// Without the path: it may end up on a page.
Status FileError(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:  // O_NOFOLLOW met a link
      return NotFoundError("no such file");
    default:
      return UnavailableError(std::generic_category().message(error));
  }
}

StatusOr<Descriptor> OpenAt(int parent, const std::string& name, int flags) {
  Descriptor file(::openat(parent, name.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (file.get() < 0) return FileError(errno);
  return file;
}

// Every part by itself, so that no part can be a link.
StatusOr<Descriptor> OpenBelow(const std::string& directory, std::string_view path,
                               int last_flags) {
  ONEFOLD_ASSIGN_OR_RETURN(Descriptor at, OpenAt(AT_FDCWD, directory, O_DIRECTORY));
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string part(path.substr(0, slash));
    if (part.empty() || part == "." || part == "..") return NotFoundError("no such file");
    const bool last = slash == path.npos;
    ONEFOLD_ASSIGN_OR_RETURN(
        at, OpenAt(at.get(), part, O_NOFOLLOW | (last ? last_flags : O_DIRECTORY)));
    if (last) return at;
    path.remove_prefix(slash + 1);
  }
}

StatusOr<std::string> ReadAll(int file, std::size_t size, std::size_t max_bytes) {
  std::string content;
  // One byte more than there should be: a file that grows meanwhile is noticed.
  content.resize(std::min(size, max_bytes) + 1);
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t count = ::read(file, content.data() + filled, content.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > size) return UnavailableError("the file changed while it was read");
  content.resize(filled);
  return content;
}

}  // namespace

StatusOr<PublishedFile> PublishFolder::Read(std::string_view file, std::size_t max_bytes) const {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  ONEFOLD_ASSIGN_OR_RETURN(const Descriptor open, OpenBelow(directory_, file, O_NONBLOCK));
  struct stat state {};
  if (::fstat(open.get(), &state) != 0) return FileError(errno);
  if (!S_ISREG(state.st_mode)) return NotFoundError("no such file");
  const auto size = static_cast<std::size_t>(state.st_size);
  if (size > max_bytes) {
    return DataLossError("the file is larger than " + std::to_string(max_bytes) + " bytes");
  }
  PublishedFile result;
  ONEFOLD_ASSIGN_OR_RETURN(result.content, ReadAll(open.get(), size, max_bytes));
  result.modified_ms =
      std::int64_t{state.st_mtim.tv_sec} * 1000 + state.st_mtim.tv_nsec / 1'000'000;
  return result;
}

StatusOr<std::vector<std::string>> PublishFolder::List(std::string_view relative,
                                                       std::size_t limit) const {
  ONEFOLD_ASSIGN_OR_RETURN(Descriptor open, OpenBelow(directory_, relative, O_DIRECTORY));
  const auto close = [](DIR* stream) { ::closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> stream(::fdopendir(open.get()), close);
  if (stream == nullptr) return FileError(errno);
  open.Release();  // closedir closes it
  std::set<std::string> names;
  while (const dirent* const entry = ::readdir(stream.get())) {  // NOLINT: one stream a call
    names.insert(entry->d_name);
    if (names.size() > limit) names.erase(names.begin());
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Status PublishFolder::Check() const { return OpenAt(AT_FDCWD, directory_, O_DIRECTORY).status(); }

}  // namespace onefold::gateway
