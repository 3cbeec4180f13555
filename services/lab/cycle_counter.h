// Cycles that this thread's core has spent on it, where the machine tells.
#pragma once

#include <cstdint>
#include <string_view>

namespace onefold::lab {

class CycleCounter {
 public:
  CycleCounter();
  ~CycleCounter();
  CycleCounter(const CycleCounter&) = delete;
  CycleCounter& operator=(const CycleCounter&) = delete;

  // "perf" (core cycles of the calling thread), "tsc" (a clock of constant rate that runs on when
  // another program has the core) or "none".
  std::string_view source() const;
  std::uint64_t Read() const;

 private:
  int file_ = -1;
};

}  // namespace onefold::lab
