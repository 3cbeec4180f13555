#include "linkage/match/kernels/and_popcount.h"

#if defined(__x86_64__)

namespace onefold::match {

__attribute__((target("popcnt"))) void AndPopcountRowPopcnt(const std::uint64_t* one,
                                                            const std::uint64_t* many,
                                                            std::size_t words, std::size_t n,
                                                            std::uint16_t* counts) {
  for (std::size_t i = 0; i < n; ++i, many += words) {
    // Four sums: older cores give POPCNT a false dependency on its destination.
    long long a = 0, b = 0, c = 0, d = 0;
    std::size_t w = 0;
    for (; w + 4 <= words; w += 4) {
      a += __builtin_popcountll(one[w] & many[w]);
      b += __builtin_popcountll(one[w + 1] & many[w + 1]);
      c += __builtin_popcountll(one[w + 2] & many[w + 2]);
      d += __builtin_popcountll(one[w + 3] & many[w + 3]);
    }
    for (; w < words; ++w) a += __builtin_popcountll(one[w] & many[w]);
    counts[i] = static_cast<std::uint16_t>(a + b + c + d);
  }
}

}  // namespace onefold::match

#endif
