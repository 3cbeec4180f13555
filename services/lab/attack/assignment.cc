#include "services/lab/attack/assignment.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace onefold::lab::attack {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Column potentials are never above 0 and 0 for a free column; "unassigned" is a column of the
// row's own with potential 0. Then a shortest augmenting path keeps all reduced costs >= 0.
class SparseAssignment {
 public:
  SparseAssignment(const std::vector<std::vector<Edge>>& rows, std::uint32_t columns,
                   const std::vector<double>& unassigned_cost)
      : rows_(rows),
        unassigned_cost_(unassigned_cost),
        row_potential_(rows.size()),
        column_potential_(columns),
        column_of_(rows.size(), kUnassigned),
        row_of_(columns, kUnassigned),
        distance_(columns, kInfinity),
        came_from_(columns, kUnassigned),
        done_(columns) {}

  std::vector<std::uint32_t> Solve() {
    std::vector<std::uint32_t> left;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
      if (!TakeCheapest(row)) left.push_back(row);
    }
    for (const std::uint32_t row : left) Augment(row);
    return std::move(column_of_);
  }

 private:
  // Potential of the row; its cheapest column when that is free.
  bool TakeCheapest(std::uint32_t row) {
    std::uint32_t best = kUnassigned;
    double least = unassigned_cost_[row];
    for (const Edge& edge : rows_[row]) {
      if (edge.cost < least) {
        least = edge.cost;
        best = edge.column;
      }
    }
    row_potential_[row] = least;
    if (best == kUnassigned) return true;  // stays alone, at no higher cost
    if (row_of_[best] != kUnassigned) return false;
    row_of_[best] = row;
    column_of_[row] = best;
    return true;
  }

  void Relax(std::uint32_t row, double base) {
    const double alone = base + unassigned_cost_[row] - row_potential_[row];
    if (alone < end_distance_) {
      end_distance_ = alone;
      end_column_ = kUnassigned;
      end_row_ = row;
    }
    for (const Edge& edge : rows_[row]) {
      const std::uint32_t column = edge.column;
      if (done_[column]) continue;
      const double to =
          base + std::max(0.0, edge.cost - row_potential_[row] - column_potential_[column]);
      if (to >= distance_[column] || to >= end_distance_) continue;
      if (distance_[column] == kInfinity) touched_.push_back(column);
      distance_[column] = to;
      came_from_[column] = row;
      if (row_of_[column] == kUnassigned) {
        end_distance_ = to;
        end_column_ = column;
        end_row_ = row;
      } else {
        queue_.emplace(to, column);
      }
    }
  }

  void Augment(std::uint32_t start) {
    end_distance_ = kInfinity;
    Relax(start, 0);
    while (!queue_.empty() && queue_.top().first < end_distance_) {
      const auto [distance, column] = queue_.top();
      queue_.pop();
      if (done_[column] || distance > distance_[column]) continue;
      done_[column] = true;
      Relax(row_of_[column], distance);
    }
    row_potential_[start] += end_distance_;
    for (const std::uint32_t column : touched_) {
      if (!done_[column]) continue;
      const double slack = end_distance_ - distance_[column];
      row_potential_[row_of_[column]] += slack;
      column_potential_[column] -= slack;
    }
    Flip(start);
    queue_ = {};
    for (const std::uint32_t column : touched_) {
      distance_[column] = kInfinity;
      done_[column] = false;
    }
    touched_.clear();
  }

  void Flip(std::uint32_t start) {
    std::uint32_t column = end_column_, row = end_row_;
    while (true) {
      const std::uint32_t before = std::exchange(column_of_[row], column);
      if (column != kUnassigned) row_of_[column] = row;
      if (row == start) return;
      column = before;
      row = came_from_[column];
    }
  }

  const std::vector<std::vector<Edge>>& rows_;
  const std::vector<double>& unassigned_cost_;
  std::vector<double> row_potential_, column_potential_;
  std::vector<std::uint32_t> column_of_, row_of_;
  // Of one search.
  std::vector<double> distance_;
  std::vector<std::uint32_t> came_from_, touched_;
  std::vector<bool> done_;
  std::priority_queue<std::pair<double, std::uint32_t>,
                      std::vector<std::pair<double, std::uint32_t>>, std::greater<>>
      queue_;
  double end_distance_ = kInfinity;
  std::uint32_t end_column_ = kUnassigned, end_row_ = kUnassigned;
};

}  // namespace

std::vector<std::uint32_t> Assign(const std::vector<std::vector<Edge>>& rows, std::uint32_t columns,
                                  const std::vector<double>& unassigned_cost) {
  return SparseAssignment(rows, columns, unassigned_cost).Solve();
}

std::vector<std::uint32_t> AssignAll(const std::vector<double>& cost, std::uint32_t size) {
  std::vector<std::vector<Edge>> rows(size);
  double reach = 1;
  for (std::uint32_t row = 0; row < size; ++row) {
    for (std::uint32_t column = 0; column < size; ++column) {
      rows[row].push_back({column, cost[row * size + column]});
      reach = std::max(reach, std::abs(cost[row * size + column]));
    }
  }
  // Dearer than any exchange of columns that it could save.
  return Assign(rows, size, std::vector<double>(size, 4 * reach * (size + 1)));
}

}  // namespace onefold::lab::attack
