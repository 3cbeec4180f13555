// The inner loop of a comparison filter by filter: common set bits of two filters. One
// implementation per instruction set, each in a file of its own; all give the same counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace onefold::match {

// counts[i] = popcount(one AND many[i]) for i < n. `one` has `words` words; `many` holds n filters
// of `words` words, one after the other. words <= 1023, so that a count fits 16 bits.
using AndPopcountRow = void (*)(const std::uint64_t* one, const std::uint64_t* many,
                                std::size_t words, std::size_t n, std::uint16_t* counts);

struct RowPair {
  std::uint32_t left = 0, right = 0;
};
// counts[i] = popcount(row pairs[i].left AND row pairs[i].right) for i < n; `rows` holds filters of
// `words` words, one after the other.
using AndPopcountPairs = void (*)(const std::uint64_t* rows, std::size_t words,
                                  const RowPair* pairs, std::size_t n, std::uint16_t* counts);

struct Kernel {
  std::string_view name;  // "portable", "popcnt", "avx512"
  AndPopcountRow and_popcount_row = nullptr;
  AndPopcountPairs and_popcount_pairs = nullptr;
};

// Kernels this machine can run, slowest first; never empty.
std::span<const Kernel> Kernels();
// The fastest one.
const Kernel& BestKernel();

// One for each instruction set. On other architectures than x86-64 only the first exists.
void AndPopcountRowPortable(const std::uint64_t* one, const std::uint64_t* many, std::size_t words,
                            std::size_t n, std::uint16_t* counts);
void AndPopcountPairsPortable(const std::uint64_t* rows, std::size_t words, const RowPair* pairs,
                              std::size_t n, std::uint16_t* counts);
#if defined(__x86_64__)
void AndPopcountRowPopcnt(const std::uint64_t* one, const std::uint64_t* many, std::size_t words,
                          std::size_t n, std::uint16_t* counts);
void AndPopcountPairsPopcnt(const std::uint64_t* rows, std::size_t words, const RowPair* pairs,
                            std::size_t n, std::uint16_t* counts);
void AndPopcountRowAvx512(const std::uint64_t* one, const std::uint64_t* many, std::size_t words,
                          std::size_t n, std::uint16_t* counts);
void AndPopcountPairsAvx512(const std::uint64_t* rows, std::size_t words, const RowPair* pairs,
                            std::size_t n, std::uint16_t* counts);
#endif

}  // namespace onefold::match
