#include "linkage/encode/clkhash_mask_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace onefold::encode {
namespace {

constexpr std::size_t kMaskBytes = 128;

// Values of every length on both sides of what the hash reads at once; many share a beginning.
std::string ValueOf(std::size_t i) {
  std::string value = std::to_string(i);
  value.insert(0, i % 41, static_cast<char>('a' + i % 3));
  return value;
}

Bytes MaskOf(std::string_view value) {
  Bytes mask(kMaskBytes);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = static_cast<std::uint8_t>(std::hash<std::string_view>()(value) >> i % 57);
  }
  return mask;
}

ByteView Find(const MaskCache& cache, std::string_view value) {
  const std::uint64_t hash = cache.Hash(value);
  cache.Approach(hash);
  return cache.Find(value, hash);
}

std::span<std::uint8_t> Add(MaskCache& cache, std::string_view value) {
  return cache.Add(value, cache.Hash(value));
}

TEST(MaskCache, GivesBackWhatWasPutInAndForgetsWhenFull) {
  MaskCache cache(kMaskBytes);
  std::size_t forgotten = 0;
  for (std::size_t i = 0; i < 60'000; ++i) {  // more than twice of what fits
    const std::string value = ValueOf(i);
    ASSERT_TRUE(Find(cache, value).empty()) << value;
    const std::span<std::uint8_t> mask = Add(cache, value);
    ASSERT_EQ(mask.size(), kMaskBytes);
    ASSERT_TRUE(std::all_of(mask.begin(), mask.end(), [](auto byte) { return byte == 0; }));
    const Bytes expected = MaskOf(value);
    std::copy(expected.begin(), expected.end(), mask.begin());
    const std::string other = ValueOf(i / 2);
    const ByteView found = Find(cache, other);
    if (found.empty()) {
      ++forgotten;
    } else {
      ASSERT_EQ(ToBytes(found), MaskOf(other)) << other;
    }
  }
  EXPECT_GT(forgotten, 0u);
  EXPECT_LT(forgotten, 60'000u);
}

TEST(MaskCache, TheEmptyValueAndOnesTooLong) {
  MaskCache cache(8);
  Add(cache, "")[0] = 7;
  Add(cache, std::string(7, '\0'))[0] = 8;
  EXPECT_EQ(Find(cache, "")[0], 7);
  EXPECT_EQ(Find(cache, std::string(7, '\0'))[0], 8);
  EXPECT_TRUE(Find(cache, std::string(8, '\0')).empty());
  EXPECT_TRUE(Add(cache, std::string(5000, 'x')).empty());
  EXPECT_TRUE(Find(cache, std::string(5000, 'x')).empty());
}

}  // namespace
}  // namespace onefold::encode
