#include "linkage/count/draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <random>
#include <utility>
#include <vector>

#include "linkage/count/history.h"
#include "linkage/count/merge_forest.h"
#include "linkage/count/probability.h"

namespace onefold::count {
namespace {

// Weights of a draw: scale * weight + shift, both drawn evenly from these ranges.
constexpr double kLeastScale = 0.7, kMostScale = 1.3;
constexpr double kShiftBits = 1.5;

// Random numbers that are the same everywhere: the engine is specified, the distributions of the
// standard library are not. A block of them is made beside the draw that uses the one before: a
// third of the time goes into them.
class Random {
 public:
  Random() : block_(kBlock), coming_(kBlock), at_(kBlock) { MakeBlock(); }

  double Even(double low, double high) {
    return low + (high - low) * static_cast<double>(Next() >> 11) * 0x1p-53;
  }
  std::size_t Below(std::size_t n) { return Next() % n; }
  // About normal: the sum of twelve even numbers.
  double Normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += Even(0, 1);
    return sum;
  }

 private:
  static constexpr std::size_t kBlock = 1 << 17;

  std::uint64_t Next() {
    if (at_ == kBlock) {
      made_.get();
      std::swap(block_, coming_);
      at_ = 0;
      MakeBlock();
    }
    return block_[at_++];
  }
  void MakeBlock() {
    made_ = std::async(std::launch::async, [this] {
      for (std::uint64_t& number : coming_) number = engine_();
    });
  }

  std::mt19937_64 engine_;  // always the default seed: the same run gives the same draws
  std::vector<std::uint64_t> block_, coming_;
  std::size_t at_;
  std::future<void> made_;  // last: what it uses is still there when it is waited for
};

// Probability by step of weight, for one draw.
std::array<double, kWeightSteps> Probabilities(double scale, double shift) {
  std::array<double, kWeightSteps> table{};
  const double step = PowerOfTwo(-scale / kStepsPerBit);
  double odds_against = PowerOfTwo(kMostBits * scale - shift);
  for (double& probability : table) {
    probability = 1 / (1 + odds_against);
    odds_against *= step;
  }
  return table;
}

// Not std::hypot, which need not round the same way everywhere.
double Root(double a, double b) { return std::sqrt(a * a + b * b); }

// `likely` in the middle of the draws; all but 2.5 % of them on either side within `least` and
// `most` and the error of sampling. `model`, about normal, is the same for all strata of a draw:
// what makes merges hard to see in one source does so in the others.
std::uint64_t UnseenCount(const UnseenMerges& unseen, double model, Random& random,
                          std::uint64_t most) {
  const double spread = (unseen.most - unseen.least) / 4, all = Root(unseen.sd, spread);
  const double place = all == 0 ? 0 : (model * spread + random.Normal() * unseen.sd) / all;
  const double side = (place < 0 ? unseen.likely - unseen.least : unseen.most - unseen.likely) / 2;
  const double count = unseen.likely + place * Root(unseen.sd, side);
  // With few merges seen twice the estimate explodes.
  return static_cast<std::uint64_t>(std::clamp(count + 0.5, 0.0, static_cast<double>(most)));
}

// Joins two persons, where there are such.
void Apply(const Join& join, HistoryCounts& persons) {
  if (persons[join.left] == 0) return;
  if (persons[join.right] < (join.left == join.right ? 2u : 1u)) return;
  --persons[join.left];
  --persons[join.right];
  ++persons[join.left | join.right];
}

}  // namespace

Draws DrawLinkages(std::span<const CaseRef> cases, std::span<const Source> sources,
                   const Entities& entities, std::span<const UnseenStratum> unseen) {
  Draws draws;
  Random random;
  const MergeForest forest(cases, sources, entities);
  std::vector<MergeForest::Person> scratch;
  for (std::size_t d = 0; d < kDraws; ++d) {
    const double scale = random.Even(kLeastScale, kMostScale);
    const auto probability = Probabilities(scale, random.Even(-kShiftBits, kShiftBits));
    HistoryCounts persons = forest.Draw(
        [&](std::size_t step) { return random.Even(0, 1) < probability[step]; }, scratch);
    const double model = random.Normal();
    const std::uint64_t most = persons.Total();
    for (const auto& [stratum, like] : unseen) {
      if (like.empty()) continue;
      for (std::uint64_t n = UnseenCount(stratum, model, random, most); n > 0; --n) {
        Apply(like[random.Below(like.size())], persons);
      }
    }
    draws.persons.push_back(persons.Total());
    if (sources.size() > kMostHistorySources) continue;
    auto& by_history = draws.by_history.emplace_back();
    persons.ForEach(
        [&](std::uint32_t history, std::uint64_t count) { by_history.emplace(history, count); });
  }
  return draws;
}

}  // namespace onefold::count
