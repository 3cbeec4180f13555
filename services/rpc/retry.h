// Repeating calls that may succeed later: exponential back-off with full jitter, so that agencies
// cut off together do not return together. Randomness and waiting are injected.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "crypto/status.h"

namespace onefold::rpc {

struct RetryPolicy {
  unsigned attempts = 8;
  std::chrono::milliseconds first{200};
  std::chrono::milliseconds most{20'000};
};

// Unavailable, DeadlineExceeded, Aborted, and whatever carries a Detail marked retryable.
bool IsRetryable(const Status& status);

class Backoff {
 public:
  // `below(n)` draws uniformly from [0, n).
  Backoff(RetryPolicy policy, std::function<std::uint64_t(std::uint64_t)> below);
  // A Backoff on the system's randomness.
  explicit Backoff(RetryPolicy policy = {});

  // False when the attempts are used up. Otherwise sets how long to wait before the next one.
  bool Next(std::chrono::milliseconds& wait);
  // After progress was made: the next failure counts as the first.
  void Reset() { failures_ = 0; }

 private:
  RetryPolicy policy_;
  std::function<std::uint64_t(std::uint64_t)> below_;
  unsigned failures_ = 0;
};

// Calls until OK, an error that is not retryable, or the attempts are used up: the last status is
// returned. `sleep` waits; it returns false to give up (for example on Ctrl-C).
Status Retry(Backoff backoff, const std::function<Status()>& call,
             const std::function<bool(std::chrono::milliseconds)>& sleep);

}  // namespace onefold::rpc
