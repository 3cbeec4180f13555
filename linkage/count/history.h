// Capture histories: the set of sources that met a person, as a bit mask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "linkage/count/count.h"

namespace onefold::count {

inline constexpr std::size_t kMostHistorySources = 32;

// Beyond 32 sources every record has the same history, 1: only the total can be counted.
inline std::uint32_t HistoryOf(const CaseRef& one, std::span<const Source> sources) {
  return sources.size() <= kMostHistorySources ? std::uint32_t{1} << one.source : 1;
}

}  // namespace onefold::count
