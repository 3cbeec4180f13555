// How far a comparison has come, and the wish to stop it.
#pragma once

#include <atomic>
#include <cstdint>

namespace onefold::match {

struct Progress {
  std::atomic<std::uint64_t> done{0}, total{0};  // comparisons
  std::atomic<bool> cancel{false};  // set by the caller: Cancelled is returned promptly
};

}  // namespace onefold::match
