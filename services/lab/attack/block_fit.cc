#include "services/lab/attack/block_fit.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "services/lab/attack/assignment.h"

namespace onefold::lab::attack {
namespace {

constexpr std::size_t kExchangeBlock = 64;  // larger: the assignment stands as it is
constexpr int kMaxSweeps = 20;

double Differ(const float* victim, const float* mean, const float* precision, std::size_t slots) {
  float sum = 0;
  for (std::size_t s = 0; s < slots; ++s) {
    const float d = victim[s] - mean[s];
    sum += d * d * precision[s];
  }
  return sum;
}

class Fitter {
 public:
  Fitter(const Figures& victims, std::size_t block, const Expectation& expected,
         std::size_t candidate, const Background& background)
      : victims_(victims),
        block_(block),
        expected_(expected),
        candidate_(candidate),
        background_(background),
        size_(victims.size_of(block)),
        real_(expected.mean.size_of(candidate)),
        slots_(victims.slots) {}

  BlockFit Fit() {
    BlockFit fit = size_ <= kExactBlock ? FitExactly() : FitRoughly();
    fit.cost += expected_.block_log[candidate_];
    return fit;
  }

 private:
  double ItemCost(std::size_t victim, std::size_t other) const {
    if (other >= real_) {
      return Differ(victims_.ones_of(block_, victim), background_.ones.data(),
                    background_.ones_precision.data(), slots_) +
             background_.ones_log;
    }
    const std::size_t place = (expected_.mean.block_begin[candidate_] + other) * slots_;
    return Differ(victims_.ones_of(block_, victim), &expected_.mean.ones[place],
                  &expected_.ones_precision[place], slots_);
  }

  // `pair`: of the victims' block; a and b: the attacker's items.
  double PairCost(std::size_t pair, std::size_t a, std::size_t b) const {
    if (std::max(a, b) >= real_) {
      return Differ(victims_.distances_of(block_, pair), background_.distances.data(),
                    background_.distance_precision.data(), slots_) +
             background_.distance_log;
    }
    const std::size_t place = (expected_.mean.pair_begin[candidate_] + PairOf(a, b)) * slots_;
    return Differ(victims_.distances_of(block_, pair), &expected_.mean.distances[place],
                  &expected_.distance_precision[place], slots_);
  }

  static std::size_t PairOf(std::size_t i, std::size_t j) {
    return i < j ? PairIndex(i, j) : PairIndex(j, i);
  }

  // Depth first over all orders; a beginning that is dearer than the best order is left.
  BlockFit FitExactly() {
    const std::size_t pairs = size_ * (size_ - 1) / 2;
    item_costs_.resize(size_ * size_);
    pair_costs_.resize(pairs * pairs);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) item_costs_[i * size_ + j] = ItemCost(i, j);
    }
    for (std::size_t p = 0; p < pairs; ++p) {
      for (std::size_t b = 1; b < size_; ++b) {
        for (std::size_t a = 0; a < b; ++a) {
          pair_costs_[p * pairs + PairIndex(a, b)] = PairCost(p, a, b);
        }
      }
    }
    best_.cost = std::numeric_limits<double>::infinity();
    trial_.resize(size_);
    Extend(0, 0, 0);
    return std::move(best_);
  }

  void Extend(std::size_t depth, unsigned used, double cost) {
    if (cost >= best_.cost) return;
    if (depth == size_) {
      best_ = {cost, trial_};
      return;
    }
    const std::size_t pairs = size_ * (size_ - 1) / 2;
    for (std::uint32_t other = 0; other < size_; ++other) {
      if ((used >> other & 1) != 0) continue;
      // Padding items are all alike: the first free one stands for them.
      if (other > real_ && (used >> (other - 1) & 1) == 0) continue;
      double more = item_costs_[depth * size_ + other];
      for (std::size_t before = 0; before < depth; ++before) {
        more += pair_costs_[PairIndex(before, depth) * pairs + PairOf(trial_[before], other)];
      }
      trial_[depth] = other;
      Extend(depth + 1, used | 1u << other, cost + more);
    }
  }

  // An item's distances to the others, sorted slot by slot: they do not depend on the others'
  // order. What a block lacks is taken from the background.
  std::vector<float> SortedRow(const Figures& figures, std::size_t block, std::size_t item) const {
    const std::size_t own_size = figures.size_of(block);
    std::vector<float> row;
    for (std::size_t s = 0; s < slots_; ++s) {
      const auto begin = static_cast<std::ptrdiff_t>(row.size());
      for (std::size_t other = 0; other < size_; ++other) {
        if (other == item) continue;
        const float distance = std::max(item, other) < own_size
                                   ? figures.distances_of(block, PairOf(item, other))[s]
                                   : background_.distances[s];
        row.push_back(distance * expected_.distance_scale[s]);
      }
      std::sort(row.begin() + begin, row.end());
    }
    return row;
  }

  BlockFit FitRoughly() {
    std::vector<std::vector<float>> others;
    for (std::size_t j = 0; j < size_; ++j) {
      others.push_back(SortedRow(expected_.mean, candidate_, j));
    }
    std::vector<double> costs(size_ * size_);
    for (std::size_t i = 0; i < size_; ++i) {
      const std::vector<float> own = SortedRow(victims_, block_, i);
      for (std::size_t j = 0; j < size_; ++j) {
        costs[i * size_ + j] =
            ItemCost(i, j) + std::inner_product(own.begin(), own.end(), others[j].begin(), 0.0,
                                                std::plus<>(), [](float a, float b) {
                                                  return static_cast<double>(a - b) * (a - b);
                                                });
      }
    }
    BlockFit fit{0, AssignAll(costs, static_cast<std::uint32_t>(size_))};
    if (size_ <= kExchangeBlock) Exchange(fit.order);
    fit.cost = CostOf(fit.order);
    return fit;
  }

  // What the items i and j add when they are the attacker's a and b.
  double Part(const std::vector<std::uint32_t>& order, std::size_t i, std::size_t j,
              std::uint32_t a, std::uint32_t b) const {
    double cost = ItemCost(i, a) + ItemCost(j, b);
    for (std::size_t k = 0; k < size_; ++k) {
      if (k == i || k == j) continue;
      cost += PairCost(PairOf(i, k), a, order[k]) + PairCost(PairOf(j, k), b, order[k]);
    }
    return cost;
  }

  void Exchange(std::vector<std::uint32_t>& order) const {
    bool better = true;
    for (int sweep = 0; better && sweep < kMaxSweeps; ++sweep) {
      better = false;
      for (std::size_t j = 1; j < size_; ++j) {
        for (std::size_t i = 0; i < j; ++i) {
          if (Part(order, i, j, order[j], order[i]) + 1e-6 <
              Part(order, i, j, order[i], order[j])) {
            std::swap(order[i], order[j]);
            better = true;
          }
        }
      }
    }
  }

  double CostOf(const std::vector<std::uint32_t>& order) const {
    double cost = 0;
    for (std::size_t j = 0; j < size_; ++j) {
      cost += ItemCost(j, order[j]);
      for (std::size_t i = 0; i < j; ++i) {
        cost += PairCost(PairIndex(i, j), order[i], order[j]);
      }
    }
    return cost;
  }

  const Figures& victims_;
  const std::size_t block_;
  const Expectation& expected_;
  const std::size_t candidate_;
  const Background& background_;
  const std::size_t size_, real_, slots_;  // the attacker's items from real_ on are padding
  std::vector<double> item_costs_, pair_costs_;
  std::vector<std::uint32_t> trial_;
  BlockFit best_;
};

}  // namespace

BlockFit FitBlock(const Figures& victims, std::size_t block, const Expectation& expected,
                  std::size_t candidate, const Background& background) {
  return Fitter(victims, block, expected, candidate, background).Fit();
}

}  // namespace onefold::lab::attack
