// The most memory that this process had resident, in bytes.
#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace onefold::lab {

inline std::uint64_t PeakResidentBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace onefold::lab
