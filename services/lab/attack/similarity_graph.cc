#include "services/lab/attack/similarity_graph.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "linkage/match/parallel.h"
#include "services/lab/attack/assignment.h"
#include "services/lab/attack/nearest.h"

namespace onefold::lab::attack {
namespace {

constexpr std::size_t kTop = 200, kQuantiles = 33, kCandidates = 100, kMaxLandmarks = 600;
constexpr int kMaxRounds = 40;
constexpr std::size_t kBuckets = std::size_t{1} << 20;  // of similarities, when they are ranked

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;

MatrixView ViewOf(const RankedSimilarities& ranked) {
  const auto n = static_cast<Eigen::Index>(ranked.size());
  return {ranked.values(), n, n};
}

std::vector<std::vector<std::uint64_t>> FilterWords(const PassView& view) {
  const linkage::FilterSlot& slot = view.layout.filters[0];
  const std::size_t bytes = (slot.bits + 7) / 8;
  std::vector<std::vector<std::uint64_t>> words(view.item_count());
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i].resize((bytes + 7) / 8);
    std::memcpy(words[i].data(), &view.item(i)[slot.offset_bytes], bytes);
  }
  return words;
}

// Adds the Dice similarities of all pairs.
void AddSimilarities(const PassView& view, Matrix& sums, unsigned workers) {
  const auto words = FilterWords(view);
  std::vector<int> ones;
  for (const auto& filter : words) {
    int count = 0;
    for (const std::uint64_t word : filter) count += std::popcount(word);
    ones.push_back(count);
  }
  IgnoreError(match::ParallelFor(words.size(), workers, [&](unsigned, std::size_t j) {
    for (std::size_t i = 0; i < j; ++i) {
      int common = 0;
      for (std::size_t w = 0; w < words[j].size(); ++w) {
        common += std::popcount(words[i][w] & words[j][w]);
      }
      const int both = ones[i] + ones[j];
      if (both == 0) continue;
      sums(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) +=
          2.0f * static_cast<float>(common) / static_cast<float>(both);
    }
    return OkStatus();
  }));
}

// From the lower triangle, sums of `views` similarities each. The diagonal stays 0.
void Rank(Matrix& values, std::size_t views) {
  const float scale = static_cast<float>(kBuckets - 1) / static_cast<float>(views);
  const auto bucket = [scale](float value) {
    return std::min(kBuckets - 1, static_cast<std::size_t>(value * scale));
  };
  std::vector<double> rank(kBuckets);
  const Eigen::Index n = values.rows();
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) rank[bucket(values(i, j))] += 1;
  }
  const double pairs = static_cast<double>(n) * static_cast<double>(n - 1) / 2;
  double before = 0;
  for (double& count : rank) {
    const double middle = (before + (count > 0 ? (count - 1) / 2 : 0)) / std::max(1.0, pairs);
    before += count;
    count = -std::log(1 - 0.999999 * middle);
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      values(i, j) = values(j, i) = static_cast<float>(rank[bucket(values(i, j))]);
    }
  }
}

// `top` values a record, the same for both graphs.
Table SignatureTable(const MatrixView& ranks, std::size_t top) {
  Table table{top + kQuantiles, {}};
  const auto n = static_cast<std::size_t>(ranks.rows());
  std::vector<float> row(n);
  for (std::size_t i = 0; i < n; ++i) {
    Eigen::Map<Eigen::RowVectorXf>(row.data(), ranks.cols()) =
        ranks.row(static_cast<Eigen::Index>(i));
    std::sort(row.begin(), row.end(), std::greater<>());
    for (std::size_t t = 0; t < top; ++t) {
      table.values.push_back(row[t] / std::sqrt(static_cast<float>(top)));
    }
    for (std::size_t q = 0; q < kQuantiles; ++q) {
      table.values.push_back(row[(n - 1) * q / (kQuantiles - 1)] /
                             std::sqrt(static_cast<float>(kQuantiles)));
    }
  }
  return table;
}

// An assignment and how clear it is: the distance to the second best of row and column.
struct Assigned {
  std::vector<std::uint32_t> column_of;
  std::vector<double> clearness;  // by row; negative infinity without a column
};

Assigned AssignNearest(Table of, Table among, unsigned workers) {
  const auto columns = static_cast<std::uint32_t>(among.rows());
  const auto nearest = FindNearest(std::move(of), std::move(among), kCandidates, workers);
  std::vector<std::vector<Edge>> edges;
  std::vector<double> alone;
  for (const auto& row : nearest) {
    edges.emplace_back();
    for (const Neighbour& one : row) edges.back().push_back({one.row, one.distance});
    alone.push_back(2 * static_cast<double>(row.back().distance) + 1e-3);
  }
  Assigned assigned{Assign(edges, columns, alone), {}};
  std::vector<std::uint32_t> row_of(columns, kUnassigned);
  for (std::uint32_t row = 0; row < edges.size(); ++row) {
    if (assigned.column_of[row] != kUnassigned) row_of[assigned.column_of[row]] = row;
  }
  std::vector<double> second_of_column(columns, std::numeric_limits<double>::infinity());
  std::vector<double> own(edges.size()), second(edges.size());
  for (std::uint32_t row = 0; row < edges.size(); ++row) {
    second[row] = alone[row];
    for (const Edge& edge : edges[row]) {
      if (edge.column == assigned.column_of[row]) {
        own[row] = edge.cost;
        continue;
      }
      second[row] = std::min(second[row], edge.cost);
      second_of_column[edge.column] = std::min(second_of_column[edge.column], edge.cost);
    }
  }
  for (std::uint32_t row = 0; row < edges.size(); ++row) {
    const std::uint32_t column = assigned.column_of[row];
    assigned.clearness.push_back(column == kUnassigned
                                     ? -std::numeric_limits<double>::infinity()
                                     : std::min(second[row], second_of_column[column]) - own[row]);
  }
  return assigned;
}

Table Columns(const MatrixView& ranks, const std::vector<std::uint32_t>& chosen) {
  Table table{chosen.size(), {}};
  const float scale = 1 / std::sqrt(static_cast<float>(chosen.size()));
  for (Eigen::Index i = 0; i < ranks.rows(); ++i) {
    for (const std::uint32_t column : chosen) {
      table.values.push_back(ranks(i, static_cast<Eigen::Index>(column)) * scale);
    }
  }
  return table;
}

}  // namespace

RankedSimilarities::RankedSimilarities(const std::vector<PassView>& views, unsigned workers)
    : size_(views.at(0).item_count()), values_(size_ * size_) {
  const auto n = static_cast<Eigen::Index>(size_);
  Matrix sums = Matrix::Zero(n, n);
  for (const PassView& view : views) AddSimilarities(view, sums, workers);
  Rank(sums, views.size());
  std::copy_n(sums.data(), values_.size(), values_.data());
}

Guesses GuessBySimilarities(const RankedSimilarities& victims, const RankedSimilarities& population,
                            const std::vector<std::uint32_t>& population_rows, unsigned workers) {
  Guesses guesses(victims.size(), kNoGuess);
  if (victims.size() < 2 || population.size() < 2) return guesses;
  const MatrixView own = ViewOf(victims), other = ViewOf(population);
  const std::size_t top = std::min({kTop, victims.size() - 1, population.size() - 1});
  Assigned assigned = AssignNearest(SignatureTable(own, top), SignatureTable(other, top), workers);
  for (int round = 0; round < kMaxRounds; ++round) {
    std::vector<std::uint32_t> rows(victims.size());
    std::iota(rows.begin(), rows.end(), 0u);
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      return assigned.clearness[a] > assigned.clearness[b];
    });
    const double share = std::min(1.0, 0.05 * (round + 1));
    const auto wanted = static_cast<std::size_t>(share * static_cast<double>(rows.size()));
    rows.resize(std::min(rows.size(), std::clamp<std::size_t>(wanted, 10, kMaxLandmarks)));
    std::erase_if(rows, [&](std::uint32_t row) { return assigned.column_of[row] == kUnassigned; });
    if (rows.empty()) break;
    std::vector<std::uint32_t> columns;
    for (const std::uint32_t row : rows) columns.push_back(assigned.column_of[row]);
    const std::vector<std::uint32_t> before = std::move(assigned.column_of);
    assigned = AssignNearest(Columns(own, rows), Columns(other, columns), workers);
    if (assigned.column_of == before) break;
  }
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    if (assigned.column_of[i] != kUnassigned) guesses[i] = population_rows[assigned.column_of[i]];
  }
  return guesses;
}

}  // namespace onefold::lab::attack
