#include "linkage/estimate/interval.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "linkage/estimate/bic.h"
#include "linkage/estimate/fit.h"
#include "linkage/estimate/stepwise.h"
#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

using testing::Generators;
using testing::Published;

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

double ByStepwise(const Counts& counts) {
  const auto selected = SelectStepwise(counts);
  return selected.ok() ? selected->fit.persons : kUnbounded;
}

Estimator ByBic(unsigned order) {
  return [order](const Counts& counts) {
    const auto best = BestByBic(counts, order, 1);
    return best.ok() && !best->empty() ? best->front().fit.persons : kUnbounded;
  };
}

struct ProfileRow {
  std::string table, generators;
  double estimate, low, high;
};
class PublishedProfile : public ::testing::TestWithParam<ProfileRow> {};

// The published figures are whole numbers.
TEST_P(PublishedProfile, EstimateAndBounds) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const ProfileRow& row = GetParam();
  const CaptureTable table = Published(row.table);
  const auto interval =
      ProfileInterval(table.counts, Generators(table.counts.lists, row.generators));
  EXPECT_NEAR(interval.estimate, row.estimate, std::max(0.5, row.estimate * 1e-4));
  EXPECT_NEAR(interval.low, row.low, std::max(0.5, row.low * 1e-4));
  EXPECT_NEAR(interval.high, row.high, std::max(0.5, row.high * 1e-4));
}

INSTANTIATE_TEST_SUITE_P(
    Tables, PublishedProfile,
    ::testing::Values(ProfileRow{"UKdat", "36,12,25,13,35,45,24", 11409, 9982, 13182},
                      ProfileRow{"UKdat_5", "12,25,13,35,45,24", 11304, 9889, 13063},
                      ProfileRow{"NewOrl", "45", 1103, 702, 1940},
                      ProfileRow{"Western", "15", 2474, 1681, 3928}));

RC_GTEST_PROP(Profile, HoldsItsEstimate, (std::uint64_t seed)) {
  const Counts counts = testing::RandomTable(seed).counts;
  for (const Model& model : testing::SomeModels(counts.lists, seed)) {
    if (CheckModel(counts, model) != kSound) continue;
    const auto interval = ProfileInterval(counts, model);
    RC_ASSERT(interval.low >= static_cast<double>(Persons(counts)));
    RC_ASSERT(interval.low <= interval.estimate);
    RC_ASSERT(interval.estimate <= interval.high);
  }
}

struct BootstrapRow {
  std::string table;
  unsigned order;  // of bic; 0: stepwise
  double low, high;
};
class PublishedBootstrap : public ::testing::TestWithParam<BootstrapRow> {};

// Resamples are others than the published ones: within 8 %. The upper bounds of the United Kingdom
// by BIC move by more than that between seeds (52,000 to 67,000 over all orders); these are of one.
TEST_P(PublishedBootstrap, Bounds) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const BootstrapRow& row = GetParam();
  const Counts counts = Published(row.table).counts;
  const Estimator estimator = row.order == 0 ? Estimator(ByStepwise) : ByBic(row.order);
  const auto interval = BcaInterval(counts, estimator, {});
  EXPECT_NEAR(interval.low, row.low, row.low * 0.08);
  EXPECT_NEAR(interval.high, row.high, row.high * 0.08);
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedBootstrap,
                         ::testing::Values(BootstrapRow{"UKdat_5", 0, 9060, 14850},
                                           BootstrapRow{"UKdat_5", 2, 11456, 43894},
                                           BootstrapRow{"UKdat_5", 4, 11168, 56052},
                                           BootstrapRow{"Western", 0, 1269, 3751},
                                           BootstrapRow{"Kosovo", 0, 12451, 16273},
                                           BootstrapRow{"Kosovo", 3, 6947, 18010}));

// Small tables: 1,000 resamples put a bound within 8 % of the published one for some seeds and not
// for others. With 5,000 Korea's is; five lists of New Orleans still range over 60 % from seed to
// seed, for their bias correction reaches far into the tail, and the published bound lies inside.
TEST(Bootstrap, KoreaWithMoreResamples) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto interval = BcaInterval(Published("Korea").counts, ByBic(2), {5'000, 1, 0});
  EXPECT_NEAR(interval.low, 128, 128 * 0.08);
  EXPECT_NEAR(interval.high, 349, 349 * 0.08);
}

TEST(Bootstrap, NewOrleansBetweenSeeds) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const Counts counts = Published("NewOrl_5").counts;
  double least = kUnbounded, most = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto interval = BcaInterval(counts, ByBic(2), {1'000, seed, 0});
    least = std::min(least, interval.low);
    most = std::max(most, interval.low);
    EXPECT_NEAR(interval.high, 1505, 1505 * 0.12) << seed;
  }
  EXPECT_LT(least, 397);
  EXPECT_GT(most, 397);
}

TEST(Bootstrap, SameForEveryNumberOfThreadsAndOtherBySeed) {
  const Counts counts{3, {0, 60, 49, 4, 247, 112, 142, 12}};
  const auto one = BcaInterval(counts, ByStepwise, {200, 9, 1});
  for (const unsigned threads : {2u, 5u}) {
    const auto more = BcaInterval(counts, ByStepwise, {200, 9, threads});
    EXPECT_EQ(more.low, one.low);
    EXPECT_EQ(more.high, one.high);
  }
  EXPECT_NE(BcaInterval(counts, ByStepwise, {200, 10, 2}).low, one.low);
}

// For a statistic that is linear in the counts the interval is known: a binomial share.
TEST(Bootstrap, HoldsTheBinomialInterval) {
  const Counts counts{2, {0, 300, 100, 0}};
  const auto share = [](const Counts& c) {
    return static_cast<double>(c.by_history[2]) / static_cast<double>(Persons(c));
  };
  const auto interval = BcaInterval(counts, share, {20'000, 1, 0});
  const double sd = std::sqrt(0.25 * 0.75 / 400);
  EXPECT_NEAR(interval.low, 0.25 - 1.96 * sd, 0.004);
  EXPECT_NEAR(interval.high, 0.25 + 1.96 * sd, 0.004);
}

TEST(Bootstrap, WithoutAnEstimateThereIsNoInterval) {
  const auto interval = BcaInterval({3, {0, 10, 10, 0, 10, 0, 0, 0}}, ByStepwise, {50, 1, 1});
  EXPECT_EQ(interval.high, kUnbounded);
  EXPECT_EQ(interval.low, 0);
}

}  // namespace
}  // namespace onefold::estimate
