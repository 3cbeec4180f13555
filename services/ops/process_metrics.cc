// What the kernel says about this process (/proc/self, proc(5)).
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "services/ops/metrics.h"

namespace onefold::ops {
namespace {

double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double pages_total = 0, pages_resident = 0;
  file >> pages_total >> pages_resident;
  return pages_resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double OpenFiles() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace

void Metrics::AddProcessMetrics() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  AddGauge("process_start_time_seconds", "Start of the process, Unix time.")
      .Set(std::chrono::duration<double>(now).count());
  AddGaugeReader("process_resident_memory_bytes", "Resident memory.", ResidentBytes);
  AddGaugeReader("process_open_fds", "Open file descriptors.", OpenFiles);
  const std::lock_guard lock(mutex_);
  Find("process_cpu_seconds_total", "User and system time.", Kind::kCounter, {}).read = CpuSeconds;
}

}  // namespace onefold::ops
