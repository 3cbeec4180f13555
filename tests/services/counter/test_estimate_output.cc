#include <gtest/gtest.h>

#include "services/counter/estimate_output.h"

namespace onefold::counter {
namespace {

TEST(EstimateTextTest, ShowsAllModelsAndWarnings) {
  const std::string text = EstimateText(R"({"estimate":1234.4,"low":900,"high":null,
    "linkage_averaged":{"estimate":1234.4,"low":900,"high":null},
    "as_linked":{"estimate":1300,"low":1000,"high":1500},
    "models":[{"method":"main-effects","model":"[a] [b]","estimate":1100,"low":1000,"high":1200},
              {"method":"dga","model":"","estimate":1300,"low":1000,"high":1500}],
    "warnings":["experimental: read all"]})");
  EXPECT_EQ(text,
            "EXPERIMENTAL: all persons, those whom no agency met included\n"
            "  with linkage error     1,234 (95 % interval 900 to no bound)\n"
            "  linkage as found       1,300 (95 % interval 1,000 to 1,500)\n"
            "  model main-effects     1,100 (95 % interval 1,000 to 1,200)  [a] [b]\n"
            "  model dga              1,300 (95 % interval 1,000 to 1,500)\n"
            "  warning: experimental: read all\n");
}

TEST(EstimateTextTest, ARefusalHasNoNumbers) {
  EXPECT_EQ(EstimateText(R"({"estimate":null,"models":[],"warnings":[]})"),
            "EXPERIMENTAL: all persons, those whom no agency met included\n");
}

TEST(EstimateTextTest, WhatCannotBeReadIsShownAsItCame) {
  EXPECT_EQ(EstimateText("{"), "{\n");
  EXPECT_EQ(EstimateText("[1]"), "[1]\n");
}

}  // namespace
}  // namespace onefold::counter
