#include "services/rpc/retry.h"

#include <algorithm>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/random.h"
#include "services/rpc/error.h"

namespace onefold::rpc {
namespace {

std::uint64_t RandomBelow(std::uint64_t bound) {
  std::array<std::uint8_t, 8> bytes;
  crypto::FillRandom(bytes);
  return ReadBe64(bytes) % bound;  // the bias is of no concern for a waiting time
}

}  // namespace

bool IsRetryable(const Status& status) {
  if (status.code() == StatusCode::kUnavailable || status.code() == StatusCode::kAborted ||
      status.code() == StatusCode::kDeadlineExceeded) {
    return true;
  }
  const auto detail = DetailOf(status);
  return detail.has_value() && detail->retryable;
}

Backoff::Backoff(RetryPolicy policy, std::function<std::uint64_t(std::uint64_t)> below)
    : policy_(policy), below_(std::move(below)) {}

Backoff::Backoff(RetryPolicy policy) : Backoff(policy, RandomBelow) {}

bool Backoff::Next(std::chrono::milliseconds& wait) {
  if (++failures_ >= policy_.attempts) return false;
  const unsigned doublings = std::min(failures_ - 1, 20u);
  const auto limit = std::min(policy_.first * (std::int64_t{1} << doublings), policy_.most);
  wait = std::chrono::milliseconds(below_(static_cast<std::uint64_t>(limit.count()) + 1));
  return true;
}

Status Retry(Backoff backoff, const std::function<Status()>& call,
             const std::function<bool(std::chrono::milliseconds)>& sleep) {
  for (;;) {
    Status status = call();
    std::chrono::milliseconds wait;
    if (status.ok() || !IsRetryable(status) || !backoff.Next(wait) || !sleep(wait)) return status;
  }
}

}  // namespace onefold::rpc
