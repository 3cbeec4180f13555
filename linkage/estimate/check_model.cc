#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "linkage/estimate/fit.h"
#include "linkage/estimate/subset_sums.h"

namespace onefold::estimate {
namespace {

// Optimum of the programme that counts as zero: far above rounding, far below the least that small
// whole numbers can give.
constexpr double kZero = 1e-7;
// Margins of a fit that differ from those of the counts by less than this share of its least cell.
constexpr double kSameMargin = 1e-4;

std::vector<History> KeptCells(const Reduced& reduced) {
  std::vector<History> cells;
  for (History w = 1; w < reduced.kept.size(); ++w) {
    if (reduced.kept[w]) cells.push_back(w);
  }
  return cells;
}

bool IsIdentifiable(const Reduced& reduced, const std::vector<History>& cells) {
  const auto rows = static_cast<Eigen::Index>(cells.size());
  const auto columns = static_cast<Eigen::Index>(reduced.terms.size());
  if (rows < columns) return false;
  Eigen::MatrixXd design(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) {
      const History term = reduced.terms[static_cast<std::size_t>(j)];
      design(i, j) = (cells[static_cast<std::size_t>(i)] & term) == term ? 1 : 0;
    }
  }
  return Eigen::ColPivHouseholderQR<Eigen::MatrixXd>(design).rank() == columns;
}

// Where there is no maximum, some direction d has A d >= 0, not all zero, and (A'n)'d = 0. A fit
// then misses the margins, for (A'mu - A'n)'d = mu'A d is at least its least cell; only as that
// cell goes to zero does the miss. So a miss far below the least cell says that there is a maximum.
bool IsInside(const Counts& counts, const Reduced& reduced, const std::vector<History>& cells,
              const std::vector<double>& mu) {
  std::vector<double> difference(counts.by_history.begin(), counts.by_history.end());
  double least = mu[cells.front()];
  for (const History cell : cells) {
    least = std::min(least, mu[cell]);
    difference[cell] -= mu[cell];
  }
  const auto margins = SumOverSupersets(std::move(difference));
  return std::all_of(reduced.terms.begin(), reduced.terms.end(),
                     [&](History term) { return std::abs(margins[term]) < kSameMargin * least; });
}

// With x = y + s and y >= 0 the programme has equations only: A'y + s A'1 = A'n. The counts
// themselves are a solution with s = 0, and the intercept's row bounds s.
bool HasMaximum(const Counts& counts, const Reduced& reduced, const std::vector<History>& cells) {
  std::vector<double> n(counts.by_history.begin(), counts.by_history.end());
  std::vector<double> ones(n.size());
  bool all_positive = true;
  for (const History cell : cells) {
    ones[cell] = 1;
    all_positive = all_positive && n[cell] > 0;
  }
  if (all_positive) return true;
  const auto margins = SumOverSupersets(std::move(n));
  const auto shares = SumOverSupersets(std::move(ones));

  const auto rows = static_cast<int>(reduced.terms.size());
  const auto columns = static_cast<int>(cells.size()) + 1;
  std::vector<int> row_of, column_of;
  std::vector<double> value;
  std::vector<double> right(reduced.terms.size());
  for (int i = 0; i < rows; ++i) {
    const History term = reduced.terms[static_cast<std::size_t>(i)];
    right[static_cast<std::size_t>(i)] = margins[term];
    const auto add = [&](int column, double coefficient) {
      row_of.push_back(i);
      column_of.push_back(column);
      value.push_back(coefficient);
    };
    for (int j = 0; j + 1 < columns; ++j) {
      if ((cells[static_cast<std::size_t>(j)] & term) == term) add(j, 1);
    }
    add(columns - 1, shares[term]);
  }
  const CoinPackedMatrix matrix(true, row_of.data(), column_of.data(), value.data(),
                                static_cast<CoinBigIndex>(value.size()));
  std::vector<double> objective(static_cast<std::size_t>(columns), 0.0);
  objective.back() = 1;
  ClpSimplex programme;
  programme.setLogLevel(0);
  programme.loadProblem(matrix, nullptr, nullptr, objective.data(), right.data(), right.data());
  programme.setOptimizationDirection(-1);
  programme.primal();
  return programme.isProvenOptimal() && programme.objectiveValue() > kZero;
}

}  // namespace

unsigned CheckModel(const Counts& counts, const Model& model) {
  const Reduced reduced = Reduce(counts, model);
  const std::vector<History> cells = KeptCells(reduced);
  const unsigned problems = HasMaximum(counts, reduced, cells) ? kSound : kNoMaximum;
  return IsIdentifiable(reduced, cells) ? problems : problems | kNotIdentifiable;
}

unsigned CheckModel(const Counts& counts, const Model& model, const std::vector<double>& mu) {
  const Reduced reduced = Reduce(counts, model);
  const std::vector<History> cells = KeptCells(reduced);
  if (!IsInside(counts, reduced, cells, mu)) return CheckModel(counts, model);
  return IsIdentifiable(reduced, cells) ? kSound : kNotIdentifiable;
}

}  // namespace onefold::estimate
