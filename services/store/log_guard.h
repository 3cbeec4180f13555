// The guard: the last size and root that were signed, in a file outside of the database. A database
// that is older than its guard was restored from a backup or lost its write-ahead log; signing on
// from there would fork the log.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"

namespace onefold::store {

class LogGuard {
 public:
  // Takes a lock on `path`.lock for as long as the object lives. FailedPrecondition when another
  // process has it; DataLoss when the file is not a guard.
  static StatusOr<std::unique_ptr<LogGuard>> Open(std::string path);
  ~LogGuard();
  LogGuard(const LogGuard&) = delete;
  LogGuard& operator=(const LogGuard&) = delete;

  const std::optional<tlog::Checkpoint>& last() const { return last_; }
  // Durable on return.
  Status Advance(const tlog::Checkpoint& checkpoint);

 private:
  LogGuard(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
  std::optional<tlog::Checkpoint> last_;
};

}  // namespace onefold::store
