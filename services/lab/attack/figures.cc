#include "services/lab/attack/figures.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "linkage/match/parallel.h"

namespace onefold::lab::attack {
namespace {

constexpr std::size_t kChunk = 64;  // blocks that a worker takes at a time

// Of two filters, or with `b` null of one.
float CountOnes(const std::uint8_t* a, const std::uint8_t* b, std::size_t bytes) {
  int ones = 0;
  std::size_t at = 0;
  for (; at + 8 <= bytes; at += 8) {
    std::uint64_t x = 0, y = 0;
    std::memcpy(&x, a + at, 8);
    if (b != nullptr) std::memcpy(&y, b + at, 8);
    ones += std::popcount(x ^ y);
  }
  for (; at < bytes; ++at) {
    ones += std::popcount(static_cast<std::uint8_t>(a[at] ^ (b != nullptr ? b[at] : 0)));
  }
  return static_cast<float>(ones);
}

// Presence tags are equal or not. The number is a distance that no order of a block explains away.
constexpr float kUnequalTags = 8;

void MeasureTags(const PassView& view, std::size_t block, Figures& figures) {
  const std::size_t size = figures.size_of(block);
  std::size_t place = view.layout.filters.size();
  for (const linkage::FilterSlot& slot : view.layout.filters) {
    if (!slot.tagged) continue;
    const auto tag = [&](std::size_t i) {
      return view.item(figures.block_begin[block] + i)
          .subspan(slot.offset_bytes + slot.bits / 8, linkage::kPresenceTagBytes);
    };
    for (std::size_t j = 0; j < size && size <= kMaxBlock; ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        figures.distances[(figures.pair_begin[block] + PairIndex(i, j)) * figures.slots + place] =
            std::ranges::equal(tag(i), tag(j)) ? 0 : kUnequalTags;
      }
    }
    ++place;
  }
}

void MeasureBlock(const PassView& view, std::size_t block, Figures& figures) {
  const std::size_t size = figures.size_of(block);
  MeasureTags(view, block, figures);
  for (std::size_t s = 0; s < view.layout.filters.size(); ++s) {
    const linkage::FilterSlot& slot = view.layout.filters[s];
    const std::size_t bytes = (slot.bits + 7) / 8;
    for (std::size_t j = 0; j < size; ++j) {
      const std::size_t item = figures.block_begin[block] + j;
      const std::uint8_t* const one = &view.item(item)[slot.offset_bytes];
      figures.ones[item * figures.slots + s] = CountOnes(one, nullptr, bytes);
      if (size > kMaxBlock) continue;
      for (std::size_t i = 0; i < j; ++i) {
        const std::uint8_t* const other =
            &view.item(figures.block_begin[block] + i)[slot.offset_bytes];
        figures.distances[(figures.pair_begin[block] + PairIndex(i, j)) * figures.slots + s] =
            CountOnes(one, other, bytes);
      }
    }
  }
}

// Sums over the attacker's keys, by place: x and x squared.
struct Sums {
  std::vector<double> first, second;

  void Add(const std::vector<float>& values) {
    first.resize(values.size());
    second.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      first[i] += values[i];
      second[i] += static_cast<double>(values[i]) * values[i];
    }
  }
};

// The spread over few keys is itself uncertain: it counts as keys - 1 observations, the slot's mean
// spread as kPrior more. The floor is below what rounding to whole bits makes.
constexpr double kPrior = 4, kFloor = 0.08;

void Conclude(const Sums& sums, unsigned keys, std::size_t slots, std::vector<float>& mean,
              std::vector<float>& precision, std::vector<float>& scale) {
  const double n = keys;
  std::vector<double> variance(sums.first.size()), pooled(slots);
  mean.resize(variance.size());
  precision.resize(variance.size());
  for (std::size_t i = 0; i < variance.size(); ++i) {
    mean[i] = static_cast<float>(sums.first[i] / n);
    variance[i] =
        n > 1 ? std::max(0.0, sums.second[i] - sums.first[i] * sums.first[i] / n) / (n - 1) : 0;
    pooled[i % slots] += variance[i];
  }
  const double rows = std::max<double>(1, static_cast<double>(variance.size() / slots));
  for (std::size_t s = 0; s < slots; ++s) {
    pooled[s] = std::max(kFloor, pooled[s] / rows);
    scale.push_back(static_cast<float>(1 / std::sqrt(pooled[s] * (1 + 1 / n))));
  }
  for (std::size_t i = 0; i < variance.size(); ++i) {
    const double own = (kPrior * pooled[i % slots] + (n - 1) * variance[i]) / (kPrior + n - 1);
    precision[i] = static_cast<float>(1 / (std::max(kFloor, own) * (1 + 1 / n)));
  }
}

float SumOfLogs(const float* precision, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum -= std::log(precision[i]);
  return static_cast<float>(sum);
}

// By slot: mean, and 1 / (variance between places + mean variance of a place). Returns the sum of
// the log variances.
double Summarise(const std::vector<float>& values, const std::vector<float>& precision,
                 std::size_t slots, std::vector<float>& mean, std::vector<float>& spread) {
  std::vector<double> first(slots), second(slots);
  for (std::size_t i = 0; i < values.size(); ++i) {
    first[i % slots] += values[i];
    second[i % slots] += static_cast<double>(values[i]) * values[i] + 1 / precision[i];
  }
  const double rows = std::max<double>(1, static_cast<double>(values.size() / slots));
  double logs = 0;
  for (std::size_t s = 0; s < slots; ++s) {
    const double centre = first[s] / rows;
    const double variance = std::max(kFloor, second[s] / rows - centre * centre);
    mean.push_back(static_cast<float>(centre));
    spread.push_back(static_cast<float>(1 / variance));
    logs += std::log(variance);
  }
  return logs;
}

}  // namespace

Figures Measure(const PassView& view, unsigned workers) {
  Figures figures;
  const auto& filters = view.layout.filters;
  figures.slots = filters.size() + static_cast<std::size_t>(std::ranges::count_if(
                                       filters, [](const auto& slot) { return slot.tagged; }));
  figures.block_begin = view.block_begin;
  figures.pair_begin = {0};
  for (std::size_t b = 0; b < view.block_count(); ++b) {
    const std::size_t size = figures.size_of(b);
    figures.pair_begin.push_back(figures.pair_begin.back() +
                                 (size > kMaxBlock ? 0 : size * (size - 1) / 2));
  }
  figures.ones.resize(view.item_count() * figures.slots);
  figures.distances.resize(figures.pair_begin.back() * figures.slots);
  IgnoreError(match::ParallelFor(
      (view.block_count() + kChunk - 1) / kChunk, workers, [&](unsigned, std::size_t chunk) {
        const std::size_t end = std::min(view.block_count(), (chunk + 1) * kChunk);
        for (std::size_t b = chunk * kChunk; b < end; ++b) {
          MeasureBlock(view, b, figures);
        }
        return OkStatus();
      }));
  return figures;
}

StatusOr<Expectation> Expect(const Records& population, const linkage::LinkageSchema& schema,
                             std::size_t pass, std::uint64_t seed, unsigned keys,
                             unsigned workers) {
  EncodedPass encoded;
  Sums ones, distances;
  Expectation out;
  for (unsigned key = 0; key < keys; ++key) {
    const crypto::Secret own = KeyFor("attacker's key", seed, key);
    ONEFOLD_ASSIGN_OR_RETURN(const auto encoder, encode::Encoder::Create(schema, own, "attack"));
    crypto::SeededStream stream = StreamFor("attacker's order", seed, key << 8 | pass);
    if (key == 0) {
      ONEFOLD_ASSIGN_OR_RETURN(encoded, EncodePass(population, *encoder, pass, stream, workers));
    } else {
      ONEFOLD_ASSIGN_OR_RETURN(encoded.view.items,
                               EncodeAgain(encoded, population, *encoder, pass, stream, workers));
    }
    out.mean = Measure(encoded.view, workers);
    ones.Add(out.mean.ones);
    distances.Add(out.mean.distances);
  }
  const std::size_t slots = out.mean.slots;
  Conclude(ones, keys, slots, out.mean.ones, out.ones_precision, out.ones_scale);
  Conclude(distances, keys, slots, out.mean.distances, out.distance_precision, out.distance_scale);
  double variance = 0;
  for (const float scale : out.distance_scale) variance += 1 / (static_cast<double>(scale) * scale);
  out.sum_scale = static_cast<float>(1 / std::sqrt(variance));
  for (std::size_t b = 0; b + 1 < out.mean.block_begin.size(); ++b) {
    const std::size_t items = out.mean.size_of(b);
    const std::size_t pairs = out.mean.pair_begin[b + 1] - out.mean.pair_begin[b];
    out.block_log.push_back(
        SumOfLogs(&out.ones_precision[out.mean.block_begin[b] * slots], items * slots) +
        SumOfLogs(out.distance_precision.data() + out.mean.pair_begin[b] * slots, pairs * slots));
  }
  out.row_of = std::move(encoded.row_of);
  return out;
}

Background MeasureBackground(const Expectation& expected) {
  const std::size_t slots = expected.mean.slots;
  Background background;
  background.ones_log = Summarise(expected.mean.ones, expected.ones_precision, slots,
                                  background.ones, background.ones_precision);
  background.distance_log = Summarise(expected.mean.distances, expected.distance_precision, slots,
                                      background.distances, background.distance_precision);
  return background;
}

}  // namespace onefold::lab::attack
