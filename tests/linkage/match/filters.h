// Made-up filters for tests of the Dice search, and the search by hand.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "linkage/match/dice_search.h"
#include "linkage/match/kernels/dice_kernel.h"

namespace onefold::match::testing {

using Filter = std::vector<std::uint8_t>;

inline std::uint32_t Popcount(const Filter& filter) {
  std::uint32_t count = 0;
  for (const std::uint8_t byte : filter) count += static_cast<std::uint32_t>(std::popcount(byte));
  return count;
}
inline std::uint32_t Common(const Filter& a, const Filter& b) {
  Filter both = a;
  for (std::size_t i = 0; i < both.size(); ++i) both[i] &= b[i];
  return Popcount(both);
}

inline Filter FirstBits(std::size_t bits, std::size_t from, std::size_t to) {
  Filter filter(bits / 8);
  for (std::size_t i = from; i < to; ++i) filter[i / 8] |= static_cast<std::uint8_t>(1 << i % 8);
  return filter;
}

// `permille` of the bits set, more or less.
inline Filter RandomFilter(std::size_t bits, unsigned permille, std::mt19937_64& random) {
  Filter filter(bits / 8);
  for (std::size_t i = 0; i < bits; ++i) {
    if (random() % 1000 < permille) filter[i / 8] |= static_cast<std::uint8_t>(1 << i % 8);
  }
  return filter;
}

inline void FlipBits(Filter& filter, std::size_t times, std::mt19937_64& random) {
  for (std::size_t k = 0; k < times; ++k) {
    const std::size_t bit = random() % (filter.size() * 8);
    filter[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
}

inline PackedFilters Pack(std::size_t bits, const std::vector<Filter>& rows) {
  auto packed =
      PackedFilters::Pack(bits, rows.size(), [&](std::size_t i) { return rows[i].data(); });
  if (!packed.ok()) throw std::runtime_error(std::string(Message(packed.status())));
  return *std::move(packed);
}

// The hits in the order that dice_search.h promises, found by counting every pair. `right` empty:
// within `left`.
inline std::vector<DiceHit> HitsByHand(const std::vector<Filter>& left,
                                       const std::vector<Filter>* right, DiceThreshold threshold) {
  const std::vector<Filter>& columns = right != nullptr ? *right : left;
  struct Found {
    std::uint32_t keys[4];
    DiceHit hit;
  };
  std::vector<std::uint32_t> left_bits, right_bits;
  for (const Filter& row : left) left_bits.push_back(Popcount(row));
  for (const Filter& row : columns) right_bits.push_back(Popcount(row));
  std::vector<Found> found;
  for (std::uint32_t i = 0; i < left.size(); ++i) {
    for (std::uint32_t j = right != nullptr ? 0 : i + 1; j < columns.size(); ++j) {
      const std::uint32_t a = left_bits[i], b = right_bits[j];
      const std::uint32_t common = Common(left[i], columns[j]);
      if (a == 0 || b == 0) continue;
      if (2 * common * threshold.denominator < threshold.numerator * (a + b)) continue;
      const bool turned = right == nullptr && b < a;
      found.push_back({{turned ? b : a, turned ? j : i, turned ? a : b, turned ? i : j},
                       {i, j, common, a + b}});
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
    return std::lexicographical_compare(x.keys, x.keys + 4, y.keys, y.keys + 4);
  });
  std::vector<DiceHit> hits;
  for (const Found& one : found) hits.push_back(one.hit);
  return hits;
}

struct Searched {
  std::vector<DiceHit> hits;
  DiceSearchReport report;
};

inline StatusOr<Searched> Search(const PackedFilters& left, const PackedFilters* right,
                                 const DiceSearchOptions& options, Progress* progress = nullptr) {
  Searched searched;
  const DiceHitSink sink = [&](std::span<const DiceHit> hits) {
    searched.hits.insert(searched.hits.end(), hits.begin(), hits.end());
    return OkStatus();
  };
  auto report = right != nullptr ? SearchDice(left, *right, options, sink, progress)
                                 : SearchDiceWithin(left, options, sink, progress);
  if (!report.ok()) return report.status();
  searched.report = *std::move(report);
  return searched;
}

struct KernelFilter {
  std::string kernel, filter;
};

// Every kernel of this machine with every sketch that it has at this width; of the projections,
// which take long to prepare, two that depend on `turn`.
inline std::vector<KernelFilter> KernelFilters(std::size_t bits, std::size_t turn = 0) {
  std::vector<KernelFilter> all;
  const std::size_t words = (bits + 63) / 64;
  for (const DiceKernel& kernel : DiceKernels()) {
    const std::string name(kernel.name);
    if (words > kernel.max_words) continue;
    switch (kernel.sketch) {
      case DiceSketch::kNone:
        all.push_back({name, "none"});
        break;
      case DiceSketch::kFold:
        for (const std::size_t to : {1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 24, 40}) {
          if (to < words) all.push_back({name, "fold" + std::to_string(to)});
        }
        break;
      case DiceSketch::kProjection:
        for (const std::size_t blocks : {turn, turn + 3}) {
          all.push_back({name, "projection" + std::to_string(1 + blocks % kMaxProjectionBlocks)});
        }
        break;
    }
  }
  return all;
}

}  // namespace onefold::match::testing
