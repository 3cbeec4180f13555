#include "linkage/match/kernels/and_popcount.h"

#if defined(__x86_64__)

namespace onefold::match {

namespace {

__attribute__((target("popcnt"), always_inline)) inline std::uint16_t Count(
    const std::uint64_t* one, const std::uint64_t* other, std::size_t words) {
  // Four sums: older cores give POPCNT a false dependency on its destination.
  long long a = 0, b = 0, c = 0, d = 0;
  std::size_t w = 0;
  for (; w + 4 <= words; w += 4) {
    a += __builtin_popcountll(one[w] & other[w]);
    b += __builtin_popcountll(one[w + 1] & other[w + 1]);
    c += __builtin_popcountll(one[w + 2] & other[w + 2]);
    d += __builtin_popcountll(one[w + 3] & other[w + 3]);
  }
  for (; w < words; ++w) a += __builtin_popcountll(one[w] & other[w]);
  return static_cast<std::uint16_t>(a + b + c + d);
}

}  // namespace

__attribute__((target("popcnt"))) void AndPopcountRowPopcnt(const std::uint64_t* one,
                                                            const std::uint64_t* many,
                                                            std::size_t words, std::size_t n,
                                                            std::uint16_t* counts) {
  for (std::size_t i = 0; i < n; ++i) counts[i] = Count(one, many + i * words, words);
}

__attribute__((target("popcnt"))) void AndPopcountPairsPopcnt(const std::uint64_t* rows,
                                                              std::size_t words,
                                                              const RowPair* pairs, std::size_t n,
                                                              std::uint16_t* counts) {
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = Count(rows + pairs[i].left * words, rows + pairs[i].right * words, words);
  }
}

}  // namespace onefold::match

#endif
