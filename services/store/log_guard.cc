#include "services/store/log_guard.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "services/audit/files.h"

namespace onefold::store {
namespace {

constexpr std::string_view kHeader = "onefold-guard v1\n";
constexpr std::size_t kMaxSize = 4096;

StatusOr<int> TakeLock(const std::string& path) {
  std::error_code ignored;  // open() below reports what matters
  std::filesystem::create_directories(audit::ParentDirectory(path), ignored);
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return UnavailableError(path + ": " + std::generic_category().message(errno));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return FailedPreconditionError(path + ": another process signs for this log");
  }
  return lock;
}

}  // namespace

StatusOr<std::unique_ptr<LogGuard>> LogGuard::Open(std::string path) {
  ONEFOLD_ASSIGN_OR_RETURN(const int lock, TakeLock(path + ".lock"));
  std::unique_ptr<LogGuard> guard(new LogGuard(std::move(path), lock));
  const StatusOr<Bytes> content = audit::ReadFile(guard->path_, kMaxSize);
  if (content.status().code() == StatusCode::kNotFound) return guard;
  if (!content.ok()) return content.status();
  const std::string_view text = AsText(*content);
  const auto checkpoint = text.starts_with(kHeader)
                              ? tlog::ParseCheckpoint(text.substr(kHeader.size()))
                              : StatusOr<tlog::Checkpoint>(DataLossError("wrong header"));
  if (!checkpoint.ok()) return DataLossError(guard->path_ + ": not a guard file");
  guard->last_ = *checkpoint;
  return guard;
}

LogGuard::~LogGuard() { ::close(lock_); }

Status LogGuard::Advance(const tlog::Checkpoint& checkpoint) {
  const std::string text = std::string(kHeader) + tlog::FormatCheckpoint(checkpoint);
  ONEFOLD_RETURN_IF_ERROR(audit::ReplaceFileDurably(path_, AsBytes(text)));
  last_ = checkpoint;
  return OkStatus();
}

}  // namespace onefold::store
