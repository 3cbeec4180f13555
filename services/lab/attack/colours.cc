#include "services/lab/attack/colours.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace onefold::lab::attack {
namespace {

constexpr int kMaxRounds = 24;

// SplitMix64's finaliser (Steele, Lea and Flood 2014).
std::uint64_t Mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

std::uint64_t Combine(std::uint64_t seed, std::uint64_t value) { return Mix(seed ^ Mix(value)); }

std::size_t CountColours(const std::vector<std::uint64_t>& colours) {
  return std::unordered_set<std::uint64_t>(colours.begin(), colours.end()).size();
}

std::vector<std::uint64_t> Refine(const std::vector<PassIncidence>& passes,
                                  const std::vector<std::uint64_t>& colours) {
  std::vector<std::uint64_t> next;
  for (const std::uint64_t colour : colours) next.push_back(Mix(colour));
  std::vector<std::uint64_t> members;
  for (std::size_t pass = 0; pass < passes.size(); ++pass) {
    const PassIncidence& blocks = passes[pass];
    for (std::size_t b = 0; b + 1 < blocks.block_begin.size(); ++b) {
      members.clear();
      for (std::uint32_t i = blocks.block_begin[b]; i < blocks.block_begin[b + 1]; ++i) {
        members.push_back(colours[blocks.record_of[i]]);
      }
      std::sort(members.begin(), members.end());
      const std::uint64_t block =
          std::accumulate(members.begin(), members.end(), Mix(pass), Combine);
      // A sum, because a record may stand in a pass more than once where links are wrong.
      for (std::uint32_t i = blocks.block_begin[b]; i < blocks.block_begin[b + 1]; ++i) {
        next[blocks.record_of[i]] += Combine(block, pass);
      }
    }
  }
  return next;
}

}  // namespace

std::vector<std::uint64_t> RefineColours(const std::vector<PassIncidence>& passes,
                                         std::uint32_t records) {
  std::vector<std::uint64_t> colours(records, 1);
  std::size_t before = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    colours = Refine(passes, colours);
    const std::size_t now = CountColours(colours);
    if (now == before) break;  // equal structures stop together
    before = now;
  }
  return colours;
}

std::vector<std::uint32_t> MatchColours(const std::vector<std::uint64_t>& victims,
                                        const std::vector<std::uint64_t>& population,
                                        crypto::SeededStream& stream) {
  std::vector<std::uint32_t> order(population.size());
  std::iota(order.begin(), order.end(), 0u);
  Shuffle(stream, order);
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> free;
  for (const std::uint32_t row : order) free[population[row]].push_back(row);
  std::vector<std::uint32_t> matched;
  for (const std::uint64_t colour : victims) {
    const auto found = free.find(colour);
    if (found == free.end() || found->second.empty()) {
      matched.push_back(kNoGuess);
      continue;
    }
    matched.push_back(found->second.back());
    found->second.pop_back();
  }
  return matched;
}

}  // namespace onefold::lab::attack
