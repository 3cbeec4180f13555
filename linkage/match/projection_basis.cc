#include <algorithm>
#include <cmath>

#include "linkage/match/kernels/and_popcount.h"
#include "linkage/match/kernels/dice_amx.h"
#include "linkage/match/projection.h"

namespace onefold::match {
namespace {

constexpr std::size_t kSampleRows = 16'384;
constexpr int kIterations = 10, kFewIterations = 2;  // few: where there are few rows to compare
constexpr std::size_t kFewRows = 2'000;
constexpr float kGreatest = 32'000;  // of P: products of two sums of 65,536 bits stay in 53 bits

// Every row of a sample as a bit of each of its columns: [bit][row / 64].
struct SampleColumns {
  std::size_t rows = 0, words = 0;
  std::vector<std::uint64_t> bits;
};

SampleColumns TakeColumns(const PackedFilters& left, const PackedFilters& right) {
  SampleColumns sample;
  sample.words = std::min((left.size() + right.size() + 63) / 64 + 1, kSampleRows / 64);
  sample.bits.resize(left.words() * 64 * sample.words);
  for (const PackedFilters* set : {&left, &right}) {
    const std::size_t step = set->size() * 2 / kSampleRows + 1;
    for (std::size_t i = 0; i < set->size() && sample.rows < 64 * sample.words; i += step) {
      for (std::size_t w = 0; w < set->words(); ++w) {
        for (std::uint64_t word = set->row(i)[w]; word != 0; word &= word - 1) {
          const std::size_t bit = w * 64 + static_cast<std::size_t>(__builtin_ctzll(word));
          sample.bits[bit * sample.words + sample.rows / 64] |= std::uint64_t{1}
                                                                << sample.rows % 64;
        }
      }
      ++sample.rows;
    }
  }
  return sample;
}

// Means of the bits and their covariances: [bit][bit].
void Covariances(const SampleColumns& sample, std::vector<float>& mean,
                 std::vector<float>& covariance) {
  const std::size_t n = mean.size();
  std::vector<std::uint16_t> common(n);
  const auto column = [&](std::size_t bit) { return sample.bits.data() + bit * sample.words; };
  const float rows = static_cast<float>(std::max<std::size_t>(sample.rows, 1));
  for (std::size_t a = 0; a < n; ++a) {
    BestKernel().and_popcount_row(column(a), column(a), sample.words, 1, common.data());
    mean[a] = static_cast<float>(common[0]) / rows;
  }
  for (std::size_t a = 0; a < n; ++a) {
    BestKernel().and_popcount_row(column(a), column(a), sample.words, n - a, common.data());
    for (std::size_t b = a; b < n; ++b) {
      covariance[a * n + b] = covariance[b * n + a] =
          static_cast<float>(common[b - a]) / rows - mean[a] * mean[b];
    }
  }
}

// Gram and Schmidt, in place. A vector that the others explain becomes zero.
void Orthonormalize(std::vector<float>& vectors, std::size_t n, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t a = 0; a * n < vectors.size(); ++a) {
      float* one = vectors.data() + a * n;
      const float before = AmxDot(one, one, n);
      AmxRemoveParts(vectors.data(), a, n, one);
      const float after = AmxDot(one, one, n);
      const float scale = after > 1e-8f * before && after > 1e-30f ? 1 / std::sqrt(after) : 0;
      for (std::size_t k = 0; k < n; ++k) one[k] *= scale;
    }
  }
}

// Subspace iteration (Halko, Martinsson, Tropp 2011). The first m vectors span what an iteration of
// m vectors alone would span, so that one basis serves every width.
std::vector<float> PrincipalDirections(const std::vector<float>& covariance, std::size_t n,
                                       std::size_t dimensions, int iterations) {
  std::vector<float> now(dimensions * n), next(dimensions * n);
  std::uint64_t state = 1;  // any start will do, as long as it is always the same
  for (float& value : now) {
    state = state * 6364136223846793005 + 1442695040888963407;
    value = static_cast<float>(static_cast<std::int32_t>(state >> 32)) * 0x1p-31f;
  }
  Orthonormalize(now, n, 1);
  for (int i = 1; i <= iterations; ++i) {
    AmxMultiplyMatrix(now.data(), dimensions, covariance.data(), n, next.data());
    std::swap(now, next);
    Orthonormalize(now, n, i == iterations ? 2 : 1);
  }
  return now;
}

// By blocks: the greatest row sum of |P P^T| among the first dimensions. All sums are whole numbers
// below 2^53.
std::vector<double> NormsSquared(const ProjectionBasis& basis) {
  const std::size_t n = basis.columns, m = basis.dimensions;
  std::vector<double> rows(basis.directions.begin(), basis.directions.end());
  std::vector<double> sums(m), norms = {0};
  std::size_t done = 0;
  for (std::size_t blocks = 1; done < m; ++blocks) {
    for (; done < ProjectionDimensions(blocks); ++done) {
      for (std::size_t j = 0; j <= done; ++j) {
        const double dot = std::fabs(AmxDotExact(rows.data() + done * n, rows.data() + j * n, n));
        sums[done] += dot;
        if (j < done) sums[j] += dot;
      }
    }
    norms.push_back(*std::max_element(sums.begin(), sums.end()));
  }
  return norms;
}

}  // namespace

ProjectionBasis MakeProjectionBasis(const PackedFilters& left, const PackedFilters& right,
                                    std::size_t blocks) {
  ProjectionBasis basis;
  const std::size_t n = basis.columns = left.words() * 64;
  const std::size_t m = basis.dimensions = ProjectionDimensions(blocks);
  std::vector<float> mean(n), covariance(n * n);
  Covariances(TakeColumns(left, right), mean, covariance);
  const std::vector<float> directions = PrincipalDirections(
      covariance, n, m, left.size() + right.size() < kFewRows ? kFewIterations : kIterations);

  float greatest = 1e-6f;
  for (const float value : directions) greatest = std::max(greatest, std::fabs(value));
  basis.unit = kGreatest / greatest;
  for (const float value : directions) {
    basis.directions.push_back(
        static_cast<std::int16_t>(std::lrint(value * (kGreatest / greatest))));
  }
  for (std::size_t d = 0; d < m; ++d) {
    double center = 0;
    for (std::size_t k = 0; k < n; ++k) center += mean[k] * basis.directions[d * n + k];
    basis.center.push_back(static_cast<std::int32_t>(std::lrint(center)));
  }
  basis.norm_squared = NormsSquared(basis);
  return basis;
}

}  // namespace onefold::match
