#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <set>

#include "linkage/estimate/bic.h"
#include "linkage/estimate/stepwise.h"
#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

using testing::Generators;
using testing::Published;

struct StepwiseRow {
  std::string table, generators;
  double persons;
};
class PublishedStepwise : public ::testing::TestWithParam<StepwiseRow> {};

TEST_P(PublishedStepwise, ModelAndPersons) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const StepwiseRow& row = GetParam();
  const CaptureTable table = Published(row.table);
  const auto selected = SelectStepwise(table.counts);
  ASSERT_TRUE(selected.ok());
  EXPECT_NEAR(selected->fit.persons, row.persons, row.persons * 1e-4);
  if (row.generators.empty()) return;
  EXPECT_EQ(selected->model, Generators(table.counts.lists, row.generators));
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedStepwise,
                         ::testing::Values(StepwiseRow{"UKdat", "36,12,25,13,35,45,24", 11418.0},
                                           StepwiseRow{"UKdat_5", "12,25,13,35,45,24", 11313.0},
                                           StepwiseRow{"NewOrl", "45", 1110.488},
                                           StepwiseRow{"NewOrl_5", "1", 981.4},
                                           StepwiseRow{"Western", "15", 2483.4},
                                           StepwiseRow{"Kosovo", "", 14341.7},
                                           StepwiseRow{"Ned", "", 111139}));

// UK, six lists: the pairs in the order in which they come in, and the estimate after each. The
// Home Office published 10,000 to 13,000.
TEST(Stepwise, PathOfTheUnitedKingdom) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto selected = SelectStepwise(Published("UKdat").counts);
  ASSERT_TRUE(selected.ok());
  const std::vector<std::pair<std::string, double>> expected = {
      {"36", 13444}, {"12", 14218}, {"25", 13477}, {"13", 14325},
      {"35", 13181}, {"45", 12350}, {"24", 11418}};
  ASSERT_EQ(selected->path.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Model pair = Generators(6, expected[i].first);
    EXPECT_TRUE(HasTerm(pair, selected->path[i].pair)) << i;
    EXPECT_NEAR(selected->path[i].persons, expected[i].second, 1) << i;
    EXPECT_LT(selected->path[i].p, kStepwiseLevel);
  }
  EXPECT_GT(selected->fit.persons, 10'000);
  EXPECT_LT(selected->fit.persons, 13'000);
}

TEST(Stepwise, TheOnlyPairOfNewOrleans) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto selected = SelectStepwise(Published("NewOrl").counts);
  ASSERT_TRUE(selected.ok());
  ASSERT_EQ(selected->path.size(), 1u);
  EXPECT_NEAR(selected->path[0].p, 0.0148, 0.00005);
}

TEST(Stepwise, RefusesTablesWithoutOverlap) {
  EXPECT_FALSE(SelectStepwise({3, {0, 10, 10, 0, 10, 0, 0, 0}}).ok());
}

TEST(Stepwise, TailsByHand) {
  EXPECT_NEAR(OverlapTail(0, 3), std::exp(-3), 1e-12);
  EXPECT_NEAR(OverlapTail(1, 3), 4 * std::exp(-3), 1e-12);
  EXPECT_NEAR(OverlapTail(2, 0.1), 1 - 1.1 * std::exp(-0.1), 1e-12);
  EXPECT_EQ(OverlapTail(0, 0), 1);
}

struct BicRow {
  std::string table;
  unsigned order;
  std::string generators;
  double persons, bic;  // bic 0: not published
};
class PublishedBic : public ::testing::TestWithParam<BicRow> {};

TEST_P(PublishedBic, BestModel) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const BicRow& row = GetParam();
  const CaptureTable table = Published(row.table);
  const auto best = BestByBic(table.counts, row.order, 1);
  ASSERT_TRUE(best.ok());
  ASSERT_EQ(best->size(), 1u);
  EXPECT_NEAR((*best)[0].fit.persons, row.persons, row.persons * 1e-4);
  if (!row.generators.empty()) {
    EXPECT_EQ((*best)[0].model, Generators(table.counts.lists, row.generators));
  }
  if (row.bic > 0) {
    EXPECT_NEAR((*best)[0].fit.bic, row.bic, 0.005);
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedBic,
                         ::testing::Values(BicRow{"UKdat_5", 2, "12,13,23,25,34", 22991.3, 0},
                                           BicRow{"UKdat_5", 4, "", 25311, 0},
                                           BicRow{"UKdat", 2, "", 12349.6, 0},
                                           BicRow{"NewOrl_5", 3, "1", 981.4, 0},
                                           BicRow{"Western", 2, "15", 2483.4, 0},
                                           BicRow{"Kosovo", 2, "", 14341.7, 0},
                                           BicRow{"Kosovo", 3, "123,14,34", 10356.5, 203.03},
                                           BicRow{"Korea", 2, "12,23", 157.1667, 57.14081},
                                           BicRow{"Australia", 3, "12,23,24", 6496, 0}));

TEST(Bic, SecondModelOfKorea) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto best = BestByBic(Published("Korea").counts, 2, 2);
  ASSERT_TRUE(best.ok());
  ASSERT_EQ(best->size(), 2u);
  EXPECT_EQ((*best)[1].model, Generators(3, "12,3"));
  EXPECT_NEAR((*best)[1].fit.bic, 58.96860, 0.00001);
}

// Hierarchical models with all main effects: 113 of four lists without the saturated one.
TEST(Bic, CountsTheModelsOfKosovo) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto all = BestByBic(Published("Kosovo").counts, 3, 1'000);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->size(), 113u);
  std::set<Model> models;
  for (const RankedModel& ranked : *all) models.insert(ranked.model);
  EXPECT_EQ(models.size(), 113u);
}

// All 32,768 models of pairs, none cut.
TEST(Bic, SixListsLoseNothingEither) {
  Counts counts{6, std::vector<std::uint64_t>(64)};
  std::mt19937_64 random(7);
  for (History w = 1; w < 64; ++w)
    counts.by_history[w] = random() % (400 >> 2 * std::popcount(w) | 2);
  const auto all = BestByBic(counts, 2, 40'000), few = BestByBic(counts, 2, 5);
  ASSERT_TRUE(all.ok() && few.ok());
  ASSERT_EQ(few->size(), 5u);
  EXPECT_GT(all->size(), 1'000u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR((*few)[i].fit.bic, (*all)[i].fit.bic, 1e-6);
}

// With room for all models nothing is cut, so the first of them are the truth.
RC_GTEST_PROP(Bic, CuttingBranchesLosesNothing, (std::uint64_t seed)) {
  const Counts counts = testing::RandomTable(seed).counts;
  const unsigned order = counts.lists == 5 ? 2 : counts.lists - 1;
  const auto all = BestByBic(counts, order, 2'000), few = BestByBic(counts, order, 3);
  RC_ASSERT(all.ok() && few.ok());
  RC_ASSERT(few->size() == std::min<std::size_t>(3, all->size()));
  for (std::size_t i = 0; i < few->size(); ++i) {
    RC_ASSERT(std::abs((*few)[i].fit.bic - (*all)[i].fit.bic) < 1e-6);
  }
}

TEST(Bic, RefusesWhatItCannotEnumerate) {
  const Counts seven{7, std::vector<std::uint64_t>(128, 1)},
      six{6, std::vector<std::uint64_t>(64, 1)}, three{3, std::vector<std::uint64_t>(8, 1)};
  EXPECT_EQ(BestByBic(seven, 2, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(BestByBic(six, 4, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(BestByBic(three, 3, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(BestByBic(three, 0, 1).status().code(), StatusCode::kInvalidArgument);
}

TEST(Model, DescribesItsGenerators) {
  const std::vector<std::string> names = {"ngo", "police", "shelter"};
  EXPECT_EQ(Describe(Generators(3, "12,3"), names), "[ngo*police] [shelter]");
  EXPECT_EQ(Describe(Generators(3, "123"), names), "[ngo*police*shelter]");
  EXPECT_EQ(Generators(3, "123").size(), 7u);
}

}  // namespace
}  // namespace onefold::estimate
