#include "linkage/count/probability.h"

#include <gtest/gtest.h>

#include <cmath>

namespace onefold::count {
namespace {

TEST(Probability, PowersAndLogarithmsAreThoseOfTheLibrary) {
  for (double x = -60; x <= 60; x += 0.37) {
    EXPECT_NEAR(PowerOfTwo(x) / std::exp2(x), 1, 1e-8);
    EXPECT_NEAR(BinaryLogarithm(std::exp2(x)), x, 1e-10);
  }
  EXPECT_EQ(BinaryLogarithm(1), 0);
  EXPECT_EQ(BinaryLogarithm(8), 3);
}

TEST(Probability, StepsOfWeights) {
  EXPECT_EQ(BitsOfStep(StepOfWeight(0)), 0);
  EXPECT_EQ(BitsOfStep(StepOfWeight(-2'500)), -2.5);
  EXPECT_EQ(BitsOfStep(StepOfWeight(1'374)), 1.25);
  EXPECT_EQ(StepOfWeight(INT64_MIN), 0u);
  EXPECT_EQ(StepOfWeight(INT64_MAX), kWeightSteps - 1);
}

}  // namespace
}  // namespace onefold::count
