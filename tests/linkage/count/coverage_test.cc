// Does the interval hold the truth? Worlds whose pairs get random weights, and are links as often
// as their weights say.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "linkage/count/count.h"
#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

constexpr std::uint32_t kPairs = 500, kPasses = 4;
constexpr int kWorlds = 100;
constexpr double kSeenByAPass = 0.55;

// What the weights get wrong, all of them together.
struct Error {
  double scale = 1, shift_bits = 0;
};

class World {
 public:
  World(std::uint64_t seed, const Error& error) : random_(seed) {
    scene_.sources = {{"a"}, {"b"}};
    std::vector<std::uint16_t> sources_of;
    for (std::uint32_t i = 0; i < kPairs; ++i) {
      sources_of.insert(sources_of.end(), {0, 1});
      AddPair(2 * i, error);
    }
    scene_.cases = Cases(sources_of);
  }
  std::uint64_t truth() const { return 2 * kPairs - links_; }
  UniqueEstimate Estimate() const {
    return EstimateUnique(scene_.cases, scene_.sources,
                          Cluster(scene_.cases, scene_.sources, scene_.evidence, {-10'000, 0}));
  }

 private:
  double Even() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  void AddPair(std::uint32_t left, const Error& error) {
    const double bits = -6 + 22 * Even();
    if (Even() < 1 / (1 + std::exp2(-bits))) ++links_;
    std::vector<PassPair> seen;
    for (std::uint8_t pass = 0; pass < kPasses; ++pass) {
      if (Even() >= kSeenByAPass) continue;
      const double weight = 1'000 * (bits * error.scale + error.shift_bits);
      seen.push_back({left, left + 1, pass, static_cast<std::int32_t>(std::lround(weight))});
    }
    for (const Evidence& row : UnitePasses(seen)) scene_.evidence.push_back(row);
  }

  std::mt19937_64 random_;
  Scene scene_;
  std::uint64_t links_ = 0;
};

struct Coverage {
  int held = 0, refused = 0;
  double mean_width = 0, mean_error = 0;
};

template <typename ErrorOf>
Coverage Simulate(ErrorOf error_of) {
  Coverage coverage;
  for (int w = 0; w < kWorlds; ++w) {
    const World world(1'000 + static_cast<std::uint64_t>(w), error_of(w));
    const UniqueEstimate estimate = world.Estimate();
    if (!estimate.refusal.empty()) ++coverage.refused;
    if (estimate.low <= world.truth() && world.truth() <= estimate.high) ++coverage.held;
    coverage.mean_width += static_cast<double>(estimate.high - estimate.low) / kWorlds;
    coverage.mean_error +=
        (static_cast<double>(estimate.estimate) - static_cast<double>(world.truth())) / kWorlds;
  }
  testing::Test::RecordProperty("held", coverage.held);
  testing::Test::RecordProperty("width", std::to_string(coverage.mean_width));
  testing::Test::RecordProperty("error", std::to_string(coverage.mean_error));
  return coverage;
}

TEST(Coverage, CalibratedWeights) {
  const Coverage coverage = Simulate([](int) { return Error{}; });
  EXPECT_GE(coverage.held, 90);
  EXPECT_EQ(coverage.refused, 0);
  EXPECT_LT(coverage.mean_width, 130);  // of about 640 persons
  // Links are equally easy to see here; the estimate allows for some that are not, and is too low
  // by about three quarters of Chao's number.
  EXPECT_LT(std::abs(coverage.mean_error), 30);
}

TEST(Coverage, WeightsAllABitTooHighOrTooLow) {
  const Coverage coverage = Simulate([](int w) {
    return Error{w % 2 == 0 ? 0.85 : 1.2, (w % 5 - 2) * 0.4};
  });
  EXPECT_GE(coverage.held, 90);
  EXPECT_EQ(coverage.refused, 0);
}

TEST(Coverage, WeightsThatAreFarTooHighAreNotCovered) {
  EXPECT_LT(Simulate([](int) { return Error{1, 8}; }).held, 50);
}

}  // namespace
}  // namespace onefold::count
