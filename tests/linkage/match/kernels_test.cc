#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "linkage/match/kernels/and_popcount.h"

namespace onefold::match {
namespace {

TEST(Kernels, PortableIsAlwaysThere) {
  ASSERT_FALSE(Kernels().empty());
  EXPECT_EQ(Kernels().front().name, "portable");
  EXPECT_EQ(BestKernel().name, Kernels().back().name);
}

TEST(Kernels, PortableCountsCommonBits) {
  const std::uint64_t one[2] = {0xff, 0x1};
  const std::uint64_t many[4] = {0x0f, 0x1, 0xf0f0, 0x2};
  std::uint16_t counts[2] = {};
  AndPopcountRowPortable(one, many, 2, 2, counts);
  EXPECT_EQ(counts[0], 5);
  EXPECT_EQ(counts[1], 4);
}

TEST(Kernels, AllAgreeForEveryLength) {
  std::mt19937_64 random(1);
  for (std::size_t words = 1; words <= 64; ++words) {
    constexpr std::size_t kMany = 7;
    // Exactly as long as needed, so that a sanitizer sees a read beyond the end.
    std::vector<std::uint64_t> one(words), many(words * kMany);
    for (auto& word : one) word = random();
    for (auto& word : many) word = random();
    many[0] = ~std::uint64_t{0};
    std::vector<std::uint16_t> expected(kMany), counts(kMany);
    AndPopcountRowPortable(one.data(), many.data(), words, kMany, expected.data());
    for (const Kernel& kernel : Kernels()) {
      counts.assign(kMany, 0xffff);
      kernel.and_popcount_row(one.data(), many.data(), words, kMany, counts.data());
      EXPECT_EQ(counts, expected) << kernel.name << ", " << words << " words";

      std::vector<RowPair> pairs;
      std::vector<std::uint16_t> of_pairs;
      for (std::uint32_t i = 0; i < kMany; ++i) {
        for (std::uint32_t j = 0; j < kMany; ++j) {
          pairs.push_back({i, j});
          AndPopcountRowPortable(&many[i * words], &many[j * words], words, 1,
                                 &of_pairs.emplace_back());
        }
      }
      counts.assign(pairs.size(), 0xffff);
      kernel.and_popcount_pairs(many.data(), words, pairs.data(), pairs.size(), counts.data());
      EXPECT_EQ(counts, of_pairs) << kernel.name << ", pairs of " << words << " words";
    }
  }
}

TEST(Kernels, NoFiltersNoWrites) {
  const std::uint64_t one[1] = {1};
  std::uint16_t count = 77;
  for (const Kernel& kernel : Kernels()) {
    kernel.and_popcount_row(one, one, 1, 0, &count);
    kernel.and_popcount_pairs(one, 1, nullptr, 0, &count);
    EXPECT_EQ(count, 77) << kernel.name;
  }
}

}  // namespace
}  // namespace onefold::match
