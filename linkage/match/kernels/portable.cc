#include <bit>

#include "linkage/match/kernels/and_popcount.h"

namespace onefold::match {

void AndPopcountRowPortable(const std::uint64_t* one, const std::uint64_t* many, std::size_t words,
                            std::size_t n, std::uint16_t* counts) {
  for (std::size_t i = 0; i < n; ++i, many += words) {
    int count = 0;
    for (std::size_t w = 0; w < words; ++w) count += std::popcount(one[w] & many[w]);
    counts[i] = static_cast<std::uint16_t>(count);
  }
}

void AndPopcountPairsPortable(const std::uint64_t* rows, std::size_t words, const RowPair* pairs,
                              std::size_t n, std::uint16_t* counts) {
  for (std::size_t i = 0; i < n; ++i) {
    AndPopcountRowPortable(rows + pairs[i].left * words, rows + pairs[i].right * words, words, 1,
                           counts + i);
  }
}

}  // namespace onefold::match
