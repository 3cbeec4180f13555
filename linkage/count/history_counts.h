// How many persons have each capture history (history.h).
#pragma once

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace onefold::count {

// An array over all histories of up to 12 sources, a hash map beyond: the draws count a million
// persons a thousand times.
class HistoryCounts {
 public:
  explicit HistoryCounts(std::size_t sources)
      : few_(sources <= kFewSources ? std::size_t{1} << std::max<std::size_t>(sources, 1) : 0) {}

  std::uint64_t& operator[](std::uint32_t history) {
    return history < few_.size() ? few_[history] : many_[history];
  }

  // Those that are not zero, in no order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::uint32_t history = 0; history < few_.size(); ++history) {
      if (few_[history] > 0) visit(history, few_[history]);
    }
    for (const auto& [history, count] : many_) {
      if (count > 0) visit(history, count);
    }
  }

  std::uint64_t Total() const {
    std::uint64_t total = 0;
    ForEach([&](std::uint32_t, std::uint64_t count) { total += count; });
    return total;
  }

 private:
  static constexpr std::size_t kFewSources = 12;

  std::vector<std::uint64_t> few_;
  absl::flat_hash_map<std::uint32_t, std::uint64_t> many_;
};

}  // namespace onefold::count
