#include "linkage/match/weigh.h"

#include <algorithm>
#include <bit>

namespace onefold::match {
namespace {

constexpr std::uint32_t kMaxIterations = 300;
constexpr double kTolerance = 1e-6;
// Dirichlet pseudo-counts: so many imagined pairs of each kind, shared out like the starting
// values: enough to keep a level that is hardly seen where it started.
constexpr double kPseudoPairs = 20;
// Non-links get this share of the real pairs on top. In a pass whose pairs are nearly all links,
// the second class would otherwise settle on the links with an error in one field (measured:
// docs/QUALITY.md).
constexpr double kPseudoNonLinkShare = 0.1;
// Links a record is expected to have in its block before anything is known.
constexpr double kStartingLinksPerRecord = 0.5;
constexpr std::uint32_t kPpm = 1'000'000;

// Probabilities by filter and level.
using Table = std::vector<std::vector<double>>;

// Links agree: each level is a quarter as likely as the one above; non-links the other way round. A
// twentieth is spread evenly, so that no level starts as impossible.
std::vector<double> StartingLevels(std::size_t levels, bool links) {
  std::vector<double> share(levels);
  double sum = 0, value = 1;
  for (std::size_t l = 0; l < levels; ++l, value /= 4) {
    share[links ? l : levels - 1 - l] = value;
    sum += value;
  }
  for (double& s : share) s = 0.95 * s / sum + 0.05 / static_cast<double>(levels);
  return share;
}

Table StartingTable(const linkage::PassLayout& layout, bool links) {
  Table table;
  for (const linkage::FilterSlot& slot : layout.filters) {
    table.push_back(StartingLevels(slot.levels_permille.size() + 1, links));
  }
  return table;
}

double StartingPrior(std::size_t block_size_class) {
  const double others = static_cast<double>((std::uint64_t{1} << block_size_class)) * 1.5 - 1;
  return std::min(0.5, kStartingLinksPerRecord / std::max(1.0, others));
}

// The mixture and one EM step over the patterns.
class Mixture {
 public:
  Mixture(const linkage::PassLayout& layout, const PatternCode& code,
          std::span<const PatternCount> patterns)
      : filters_(layout.filters.size()),
        start_m_(StartingTable(layout, true)),
        start_u_(StartingTable(layout, false)),
        m_(start_m_),
        u_(start_u_) {
    for (std::size_t c = 0; c < kBlockSizeClasses; ++c) prior_[c] = StartingPrior(c);
    outcomes_.reserve(patterns.size() * filters_);
    for (const PatternCount& pattern : patterns) {
      classes_.push_back(static_cast<std::uint8_t>(pattern.code % kBlockSizeClasses));
      counts_.push_back(static_cast<double>(pattern.count));
      pairs_ += counts_.back();
      std::uint64_t rest = pattern.code / kBlockSizeClasses;
      for (std::size_t f = 0; f < filters_; ++f) {
        outcomes_.push_back(static_cast<std::uint8_t>(rest % code.outcomes[f]));
        rest /= code.outcomes[f];
      }
    }
  }

  // Largest change of a probability.
  double Step() {
    Table m = Scaled(start_m_, kPseudoPairs);
    Table u = Scaled(start_u_, kPseudoPairs + kPseudoNonLinkShare * pairs_);
    std::array<double, kBlockSizeClasses> links{}, all{};
    for (std::size_t p = 0; p < counts_.size(); ++p) {
      const std::uint8_t* outcome = outcomes_.data() + p * filters_;
      const double link = counts_[p] * Posterior(p);
      const double other = counts_[p] - link;
      links[classes_[p]] += link;
      all[classes_[p]] += counts_[p];
      for (std::size_t f = 0; f < filters_; ++f) {
        if (outcome[f] == m[f].size()) continue;  // missing
        m[f][outcome[f]] += link;
        u[f][outcome[f]] += other;
      }
    }
    double change = Replace(m_, std::move(m));
    change = std::max(change, Replace(u_, std::move(u)));
    for (std::size_t c = 0; c < kBlockSizeClasses; ++c) {
      const double prior = (links[c] + 2 * StartingPrior(c)) / (all[c] + 2);
      change = std::max(change, Distance(prior, prior_[c]));
      prior_[c] = prior;
    }
    mean_prior_ = pairs_ == 0 ? StartingPrior(1) : Sum(links) / pairs_;
    return change;
  }

  const Table& m() const { return m_; }
  const Table& u() const { return u_; }
  double prior(std::size_t block_size_class) const { return prior_[block_size_class]; }
  double mean_prior() const { return mean_prior_; }

 private:
  static double Distance(double a, double b) { return a < b ? b - a : a - b; }

  static double Sum(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
  }

  static Table Scaled(const Table& table, double factor) {
    Table scaled = table;
    for (auto& row : scaled) {
      for (double& value : row) value *= factor;
    }
    return scaled;
  }

  // Puts normalised `counts` in the place of `table`.
  static double Replace(Table& table, Table counts) {
    double change = 0;
    for (std::size_t f = 0; f < table.size(); ++f) {
      const double sum = Sum(counts[f]);
      for (std::size_t l = 0; l < table[f].size(); ++l) {
        const double value = counts[f][l] / sum;
        change = std::max(change, Distance(value, table[f][l]));
        table[f][l] = value;
      }
    }
    return change;
  }

  double Posterior(std::size_t pattern) const {
    double link = prior_[classes_[pattern]], other = 1 - link;
    const std::uint8_t* outcome = outcomes_.data() + pattern * filters_;
    for (std::size_t f = 0; f < filters_; ++f) {
      if (outcome[f] == m_[f].size()) continue;
      link *= m_[f][outcome[f]];
      other *= u_[f][outcome[f]];
    }
    return link / (link + other);
  }

  std::size_t filters_;
  Table start_m_, start_u_, m_, u_;
  std::array<double, kBlockSizeClasses> prior_{};
  double mean_prior_ = 0, pairs_ = 0;
  std::vector<std::uint8_t> outcomes_;  // [pattern][filter]
  std::vector<std::uint8_t> classes_;
  std::vector<double> counts_;
};

std::uint32_t ToPpm(double probability) {
  const double scaled = probability * kPpm + 0.5;
  return std::clamp(static_cast<std::uint32_t>(scaled), 1u, kPpm - 1);
}

// A higher level never weighs less than a lower one: neighbours that break the rule share one
// weight, that of their summed probabilities (pool adjacent violators).
std::vector<LevelWeight> MonotoneWeights(std::span<const double> m, std::span<const double> u) {
  struct Pool {
    double m, u;
    std::size_t levels;
  };
  std::vector<Pool> pools;
  for (std::size_t l = 0; l < m.size(); ++l) {
    pools.push_back({m[l], u[l], 1});
    while (pools.size() > 1) {
      const Pool& low = pools[pools.size() - 1];
      const Pool& high = pools[pools.size() - 2];
      if (high.m * low.u >= low.m * high.u) break;
      const Pool pooled{high.m + low.m, high.u + low.u, high.levels + low.levels};
      pools.resize(pools.size() - 2);
      pools.push_back(pooled);
    }
  }
  std::vector<LevelWeight> weights;
  for (const Pool& pool : pools) {
    const std::int32_t weight = Log2Millibits(ToPpm(pool.m)) - Log2Millibits(ToPpm(pool.u));
    for (std::size_t i = 0; i < pool.levels; ++i) {
      const std::size_t l = weights.size();
      weights.push_back({ToPpm(m[l]), ToPpm(u[l]), weight});
    }
  }
  return weights;
}

std::int32_t LogOddsMillibits(double probability) {
  const std::uint32_t ppm = ToPpm(probability);
  return Log2Millibits(ppm) - Log2Millibits(kPpm - ppm);
}

}  // namespace

std::size_t BlockSizeClass(std::size_t block_size) {
  return std::min<std::size_t>(kBlockSizeClasses - 1,
                               static_cast<std::size_t>(std::bit_width(block_size)) - 1);
}

PatternCode::PatternCode(const linkage::PassLayout& layout) {
  std::uint64_t next = kBlockSizeClasses;
  for (const linkage::FilterSlot& slot : layout.filters) {
    const std::uint64_t radix = slot.levels_permille.size() + 2;
    stride.push_back(static_cast<std::int64_t>(next));
    outcomes.push_back(static_cast<std::uint8_t>(radix));
    fits = fits && radix <= 255 && next <= (std::uint64_t{1} << 62) / radix;
    if (fits) next *= radix;
  }
}

std::int32_t Log2Millibits(std::uint32_t value) {
  const int whole = std::bit_width(value) - 1;
  // Binary digits of the fraction by squaring a number in [1, 2), kept with 31 bits after the
  // point.
  std::uint64_t x = (std::uint64_t{value} << 31) >> whole;
  std::uint64_t fraction = 0;
  constexpr int kDigits = 24;
  for (int i = 0; i < kDigits; ++i) {
    x = (x * x) >> 31;
    fraction <<= 1;
    if (x >> 32 != 0) {
      x >>= 1;
      fraction |= 1;
    }
  }
  const std::uint64_t scaled = (fraction * 1000 + (std::uint64_t{1} << (kDigits - 1))) >> kDigits;
  return whole * 1000 + static_cast<std::int32_t>(scaled);
}

Weights LearnWeights(const linkage::PassLayout& layout, const PatternCode& code,
                     std::span<const PatternCount> patterns) {
  std::uint64_t pairs = 0;
  for (const PatternCount& pattern : patterns) pairs += pattern.count;

  Weights result;
  Mixture mixture(layout, code, patterns);
  result.learned = pairs >= kMinimumPairs;
  if (result.learned) {
    double change = 1;
    while (change > kTolerance && result.iterations < kMaxIterations) {
      change = mixture.Step();
      ++result.iterations;
    }
    if (change > kTolerance) {
      result.warnings.push_back(
          "weights still moved by more than one in a million when learning stopped");
    }
  } else {
    result.warnings.push_back("too few pairs to learn from: starting weights used");
  }
  for (std::size_t f = 0; f < layout.filters.size(); ++f) {
    result.filters.push_back(
        {layout.filters[f].name, MonotoneWeights(mixture.m()[f], mixture.u()[f])});
  }
  for (std::size_t c = 0; c < kBlockSizeClasses; ++c) {
    result.prior_millibits[c] = LogOddsMillibits(mixture.prior(c));
  }
  result.mean_prior_millibits =
      LogOddsMillibits(result.learned ? mixture.mean_prior() : mixture.prior(1));
  return result;
}

}  // namespace onefold::match
