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

}  // namespace onefold::match
