#include "services/lab/cycle_counter.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace onefold::lab {

CycleCounter::CycleCounter() {
  perf_event_attr attributes = {};
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.size = sizeof attributes;
  attributes.config = PERF_COUNT_HW_CPU_CYCLES;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  file_ = static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}

CycleCounter::~CycleCounter() {
  if (file_ >= 0) close(file_);
}

std::string_view CycleCounter::source() const {
  if (file_ >= 0) return "perf";
#if defined(__x86_64__)
  return "tsc";
#else
  return "none";
#endif
}

std::uint64_t CycleCounter::Read() const {
  std::uint64_t cycles = 0;
  if (file_ >= 0) return read(file_, &cycles, sizeof cycles) == sizeof cycles ? cycles : 0;
#if defined(__x86_64__)
  return __rdtsc();
#else
  return 0;
#endif
}

}  // namespace onefold::lab
