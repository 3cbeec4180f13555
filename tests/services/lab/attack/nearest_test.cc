#include "services/lab/attack/nearest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace onefold::lab::attack {
namespace {

TEST(FindNearest, AgreesWithAllDistances) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> digit(0, 9);
  constexpr std::size_t kDimensions = 3, kOf = 150, kAmong = 2100;  // more than a tile of each
  Table of{kDimensions, {}}, among{kDimensions, {}};
  for (std::size_t i = 0; i < kOf * kDimensions; ++i) of.values.push_back(float(digit(random)));
  for (std::size_t i = 0; i < kAmong * kDimensions; ++i) {
    among.values.push_back(float(digit(random)));
  }
  const auto nearest = FindNearest(of, among, 5, 2);
  ASSERT_EQ(nearest.size(), kOf);
  for (std::size_t i = 0; i < kOf; ++i) {
    std::vector<float> distances;
    for (std::size_t j = 0; j < kAmong; ++j) {
      float sum = 0;
      for (std::size_t d = 0; d < kDimensions; ++d) {
        const float difference = of.values[i * 3 + d] - among.values[j * 3 + d];
        sum += difference * difference;
      }
      distances.push_back(sum);
    }
    ASSERT_EQ(nearest[i].size(), 5u);
    std::vector<float> sorted = distances;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < 5; ++k) {
      EXPECT_NEAR(nearest[i][k].distance, sorted[k], 1e-3);
      EXPECT_NEAR(distances[nearest[i][k].row], sorted[k], 1e-3);
    }
  }
}

TEST(FindNearest, GivesWhatThereIs) {
  const auto nearest = FindNearest({1, {0}}, {1, {7, 1}}, 5, 1);
  ASSERT_EQ(nearest[0].size(), 2u);
  EXPECT_EQ(nearest[0][0].row, 1u);
  EXPECT_TRUE(FindNearest({1, {0}}, {1, {}}, 5, 1)[0].empty());
}

}  // namespace
}  // namespace onefold::lab::attack
