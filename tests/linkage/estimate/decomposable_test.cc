#include "linkage/estimate/decomposable.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

using testing::Published;

TEST(Decomposable, NumberOfGraphs) {
  const std::vector<std::pair<unsigned, std::size_t>> expected = {{3, 8}, {4, 61}, {5, 822}};
  for (const auto& [lists, graphs] : expected) {
    const Counts counts{lists, std::vector<std::uint64_t>(std::size_t{1} << lists, 1)};
    const auto posterior = AverageGraphs(counts, DefaultPrior(counts), {1, 2});
    ASSERT_TRUE(posterior.ok());
    EXPECT_EQ(posterior->graphs.size(), graphs);
    std::set<Model> models;
    for (const GraphPosterior& graph : posterior->graphs) models.insert(graph.model);
    EXPECT_EQ(models.size(), graphs);
  }
}

struct AveragedRow {
  std::string table;
  double median, low, high;
};
class PublishedAveraging : public ::testing::TestWithParam<AveragedRow> {};

// Within one step of the grid.
TEST_P(PublishedAveraging, MedianAndQuantiles) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const AveragedRow& row = GetParam();
  const Counts counts = Published(row.table).counts;
  const auto dark = DefaultDarkFigures(counts);
  const auto posterior = AverageGraphs(counts, DefaultPrior(counts), dark);
  ASSERT_TRUE(posterior.ok());
  const auto n = static_cast<double>(Persons(counts));
  const double step = std::ceil((30 * n - 1) / 999);
  const auto at = [&](double level) {
    return n + static_cast<double>(DarkQuantile(*posterior, level));
  };
  EXPECT_NEAR(at(0.5), row.median, step);
  EXPECT_NEAR(at(0.025), row.low, step);
  EXPECT_NEAR(at(0.975), row.high, step);
  EXPECT_NEAR(std::accumulate(posterior->by_dark.begin(), posterior->by_dark.end(), 0.0), 1, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedAveraging,
                         ::testing::Values(AveragedRow{"UKdat_5", 23016, 10408, 33481},
                                           AveragedRow{"NewOrl_5", 846, 528, 1589},
                                           AveragedRow{"Western", 2128, 1340, 3868},
                                           AveragedRow{"Kosovo", 12593, 9818, 16557},
                                           AveragedRow{"Australia", 2255, 1186, 7314}));

// Madigan and York 1997, three lists: an informative prior of the number of persons.
class MadiganYork : public ::testing::Test {
 protected:
  void SetUp() override {
    const double n = static_cast<double>(Persons(counts_));
    const auto log_dark = [n](double dark) {
      constexpr double a = 13.14, b = 55.17;
      const double all = n + dark;
      return all * std::log(b) - (all + a) * std::log(1 + b) + std::lgamma(all + a) -
             std::lgamma(all + 1) - std::lgamma(a);
    };
    std::vector<std::uint64_t> dark(300);
    std::iota(dark.begin(), dark.end(), 1);
    auto posterior = AverageGraphs(counts_, {1, log_dark}, dark);
    ASSERT_TRUE(posterior.ok());
    posterior_ = *std::move(posterior);
  }

  // sum(w / N) / sum(w / N^2): least expected squared relative error.
  double BayesEstimate(const std::vector<double>& weights) const {
    double first = 0, second = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto all = static_cast<double>(Persons(counts_) + posterior_.dark[i]);
      first += weights[i] / all;
      second += weights[i] / (all * all);
    }
    return first / second;
  }
  std::uint64_t Mode(const std::vector<double>& weights) const {
    const auto top = std::max_element(weights.begin(), weights.end()) - weights.begin();
    return Persons(counts_) + posterior_.dark[static_cast<std::size_t>(top)];
  }

  const Counts counts_{3, {0, 60, 49, 4, 247, 112, 142, 12}};
  AveragedPosterior posterior_;
};

TEST_F(MadiganYork, BestGraphAndAverage) {
  const GraphPosterior& best = posterior_.graphs.front();
  EXPECT_NEAR(best.probability, 0.37, 0.005);
  EXPECT_NEAR(BayesEstimate(best.by_dark), 731, 0.5);
  EXPECT_EQ(Mode(best.by_dark), 729u);
  EXPECT_NEAR(BayesEstimate(posterior_.by_dark), 731, 0.5);
  EXPECT_EQ(Mode(posterior_.by_dark), 728u);
}

TEST(Decomposable, RefusesWhatItCannotAverage) {
  const Counts six{6, std::vector<std::uint64_t>(64, 1)},
      three{3, std::vector<std::uint64_t>(8, 1)};
  EXPECT_EQ(AverageGraphs(six, DefaultPrior(six), {1}).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(AverageGraphs(three, DefaultPrior(three), {}).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(AverageGraphs(three, {0, DefaultPrior(three).log_dark}, {1}).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onefold::estimate
