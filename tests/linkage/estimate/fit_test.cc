#include "linkage/estimate/fit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "linkage/estimate/subset_sums.h"
#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

using testing::Generators;
using testing::Published;

struct StatusRow {
  std::string model;
  unsigned problems;
};

// Chan, Silverman and Vincent 2021, table Artificial_3: A40 B30 C20 AB6.
class ArtificialThree : public ::testing::TestWithParam<StatusRow> {};

TEST_P(ArtificialThree, Status) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const CaptureTable table = Published("Artificial_3");
  EXPECT_EQ(CheckModel(table.counts, Generators(3, GetParam().model)), GetParam().problems);
}

// [23,1] is sound as [13,2] is, for lists 1 and 2 differ in their singles alone: with 23 and 123
// taken out, x = (40, 33, 17, 3, 3) of 1, 2, 3, 12, 13 has the margins of the counts and no zero.
INSTANTIATE_TEST_SUITE_P(
    Models, ArtificialThree,
    ::testing::Values(StatusRow{"1,2,3", kSound}, StatusRow{"12,3", kNoMaximum},
                      StatusRow{"13,2", kSound}, StatusRow{"23,1", kSound},
                      StatusRow{"12,13", kNoMaximum}, StatusRow{"12,23", kNoMaximum},
                      StatusRow{"13,23", kSound}, StatusRow{"12,13,23", kNotIdentifiable}));

TEST(Artificial, TheSolutionThatShowsTwentyThreeIsSound) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const Counts counts = Published("Artificial_3").counts;
  std::vector<std::uint64_t> other(8);
  other[1] = 40, other[2] = 33, other[4] = 17, other[3] = 3, other[5] = 3;
  const auto margins = SumOverSupersets(counts.by_history), others = SumOverSupersets(other);
  for (const History term : {0, 1, 2, 4}) EXPECT_EQ(margins[term], others[term]) << term;
}

struct EstimateRow {
  std::string table, model;
  double persons, bic;  // bic 0: not published
};
class PublishedFit : public ::testing::TestWithParam<EstimateRow> {};

TEST_P(PublishedFit, Persons) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const EstimateRow& row = GetParam();
  const CaptureTable table = Published(row.table);
  const Model model = Generators(table.counts.lists, row.model);
  EXPECT_EQ(CheckModel(table.counts, model), kSound);
  const Fit fit = FitModel(table.counts, model);
  EXPECT_NEAR(fit.persons, row.persons, row.persons * 1e-4);
  if (row.bic > 0) {
    EXPECT_NEAR(fit.bic, row.bic, 0.005);
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedFit,
                         ::testing::Values(EstimateRow{"UKdat", "1,2,3,4,5,6", 12214.0, 0},
                                           EstimateRow{"UKdat", "36,12,25,13,35,45,24", 11418.0, 0},
                                           EstimateRow{"UKdat_5", "12,13,23,25,34", 22991.3, 0},
                                           EstimateRow{"NewOrl", "1,2,3,4,5,6,7,8", 949.5, 0},
                                           EstimateRow{"NewOrl", "45", 1110.488, 0},
                                           EstimateRow{"NewOrl_5", "1,2,3,4,5", 981.4, 0},
                                           EstimateRow{"Western", "15", 2483.4, 0},
                                           EstimateRow{"Kosovo", "123,14,34", 10356.5, 203.03},
                                           EstimateRow{"Korea", "12,23", 157.1667, 57.14081},
                                           EstimateRow{"Korea", "12,3", 268.7778, 58.96860},
                                           EstimateRow{"Ned", "1,2,3,4,5,6", 52823.5, 0},
                                           EstimateRow{"Australia", "1,2,3,4", 827.2, 0},
                                           EstimateRow{"Australia", "12,23,24", 6496, 0}));

TEST(Korea, TwelveThirteenHasNoMaximum) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  EXPECT_NE(CheckModel(Published("Korea").counts, Generators(3, "12,13")) & kNoMaximum, 0u);
}

// The programme is the definition; the fit only spares it.
RC_GTEST_PROP(CheckModel, AgreesWithAndWithoutTheFit, (std::uint64_t seed)) {
  const Counts counts = testing::RandomTable(seed).counts;
  for (const Model& model : testing::SomeModels(counts.lists, seed)) {
    const Fit fit = FitModel(counts, model);
    RC_ASSERT(CheckModel(counts, model, fit.mu) == CheckModel(counts, model));
  }
}

// What defines the maximum: the margins of the terms that are left are those of the counts.
RC_GTEST_PROP(FitModel, KeepsTheMarginsOfSoundModels, (std::uint64_t seed)) {
  const Counts counts = testing::RandomTable(seed).counts;
  for (const Model& model : testing::SomeModels(counts.lists, seed)) {
    if (CheckModel(counts, model) != kSound) continue;
    const Reduced reduced = Reduce(counts, model);
    auto mu = FitModel(counts, model).mu;
    mu[0] = 0;
    const auto fitted = SumOverSupersets(mu);
    const auto observed = SumOverSupersets(counts.by_history);
    for (const History term : reduced.terms) {
      const auto exact = static_cast<double>(observed[term]);
      RC_ASSERT(std::abs(fitted[term] - exact) <= 1e-5 * (exact + 1));
    }
  }
}

// A term that nobody holds counts as a parameter and takes its histories out.
TEST(FitModel, TakesEmptyOverlapsOut) {
  const Counts counts{3, {0, 40, 30, 6, 20, 0, 0, 0}};
  const Fit fit = FitModel(counts, Generators(3, "13,23"));
  EXPECT_EQ(fit.mu[5], 0);
  EXPECT_EQ(fit.mu[6], 0);
  // What is left are 1, 2, 3 and 12, with lists 1 and 2 independent: 40 * 30 / 6.
  EXPECT_NEAR(fit.mu[0], 200, 1e-6);
  EXPECT_NEAR(fit.bic, -2 * fit.log_likelihood + 6 * std::log(96), 1e-9);
}

TEST(SubsetSums, ByHand) {
  EXPECT_EQ(SumOverSupersets(std::vector<int>{1, 2, 4, 8}), (std::vector<int>{15, 10, 12, 8}));
  EXPECT_EQ(SumOverSubsets(std::vector<int>{1, 2, 4, 8}), (std::vector<int>{1, 3, 5, 15}));
}

}  // namespace
}  // namespace onefold::estimate
