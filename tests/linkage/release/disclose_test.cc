#include "linkage/release/disclose.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <optional>
#include <random>

namespace onefold::release {
namespace {

std::vector<Cell> Cells(const std::vector<std::uint64_t>& values) {
  std::vector<Cell> cells;
  for (const std::uint64_t value : values) cells.push_back({value, 0});
  return cells;
}

std::vector<std::size_t> Suppressed(const std::vector<Cell>& cells) {
  std::vector<std::size_t> suppressed;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].suppressed) suppressed.push_back(i);
  }
  return suppressed;
}

using Indices = std::vector<std::size_t>;

TEST(Disclose, ThresholdZeroSuppressesNothing) {
  auto cells = Cells({3, 1, 2});
  Disclose(cells, {{0, {1, 2}}}, 0);
  EXPECT_TRUE(Suppressed(cells).empty());
}

TEST(Disclose, ZeroIsShownAndTheThresholdItselfToo) {
  auto cells = Cells({0, 10, 9});
  Disclose(cells, {}, 10);
  EXPECT_EQ(Suppressed(cells), (Indices{2}));
}

TEST(Disclose, ALonePartTakesTheSmallestOtherWithIt) {
  auto cells = Cells({100, 4, 30, 66});  // 100 = 4 + 30 + 66
  Disclose(cells, {{0, {1, 2, 3}}}, 10);
  EXPECT_EQ(Suppressed(cells), (Indices{1, 2}));
}

TEST(Disclose, GivesUpLowRanksFirst) {
  auto cells = Cells({100, 4, 30, 66});
  cells[2].rank = 1;
  Disclose(cells, {{0, {1, 2, 3}}}, 10);
  EXPECT_EQ(Suppressed(cells), (Indices{1, 3}));
}

TEST(Disclose, TwoOnesUnderAPublishedTotalAreNotEnough) {
  auto cells = Cells({52, 1, 1, 20, 30});
  Disclose(cells, {{0, {1, 2, 3, 4}}}, 3);
  EXPECT_EQ(Suppressed(cells), (Indices{1, 2, 3}));
}

TEST(Disclose, SeesThroughSeveralRelations) {
  // rows: 20 = a + b, 30 = c + d; columns: 24 = a + c, 26 = b + d. One suppressed cell needs three
  // more.
  auto cells = Cells({20, 30, 24, 26, 4, 16, 20, 10});
  for (std::size_t i = 0; i < 4; ++i) cells[i].rank = 2;
  const std::vector<Relation> relations = {{0, {4, 5}}, {1, {6, 7}}, {2, {4, 6}}, {3, {5, 7}}};
  Disclose(cells, relations, 10);
  EXPECT_EQ(Suppressed(cells), (Indices{4, 5, 6, 7}));
}

TEST(DeterminedCells, FindsWhatSubtractionReveals) {
  auto cells = Cells({20, 4, 16});
  cells[1].suppressed = true;
  EXPECT_EQ(DeterminedCells(cells, {{0, {1, 2}}}), (Indices{1}));
  cells[2].suppressed = true;
  EXPECT_TRUE(DeterminedCells(cells, {{0, {1, 2}}}).empty());
  // Two equations in two unknowns.
  cells = Cells({20, 4, 16, 12});
  cells[1].suppressed = cells[2].suppressed = true;
  EXPECT_EQ(DeterminedCells(cells, {{0, {1, 2}}, {2, {1, 3}}}), (Indices{1, 2}));
}

// A two-way table with margins and a total: cells 0 total, then row sums, column sums, inner cells.
struct Grid {
  std::vector<Cell> cells;
  std::vector<Relation> relations;
};

Grid MakeGrid(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Grid grid;
  grid.cells.resize(1 + rows + columns + rows * columns);
  grid.cells[0].rank = 2;
  const auto inner = [&](std::size_t r, std::size_t c) {
    return 1 + rows + columns + r * columns + c;
  };
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const std::uint64_t value = random() % 3 == 0 ? random() % 12 : random() % 200;
      grid.cells[inner(r, c)].value = value;
      for (const std::size_t sum : {std::size_t{0}, 1 + r, 1 + rows + c})
        grid.cells[sum].value += value;
    }
  }
  Relation by_row{0, {}}, by_column{0, {}};
  for (std::size_t r = 0; r < rows; ++r) {
    grid.cells[1 + r].rank = 1;
    by_row.parts.push_back(1 + r);
    grid.relations.push_back({1 + r, {}});
    for (std::size_t c = 0; c < columns; ++c) grid.relations.back().parts.push_back(inner(r, c));
  }
  for (std::size_t c = 0; c < columns; ++c) {
    grid.cells[1 + rows + c].rank = 1;
    by_column.parts.push_back(1 + rows + c);
    grid.relations.push_back({1 + rows + c, {}});
    for (std::size_t r = 0; r < rows; ++r) grid.relations.back().parts.push_back(inner(r, c));
  }
  grid.relations.push_back(by_row);
  grid.relations.push_back(by_column);
  return grid;
}

// An independent check: whether adding 1 to the cell can be balanced by the other suppressed cells,
// in fractions of doubles, by Gaussian elimination on the transposed question.
bool CanMove(const Grid& grid, std::size_t cell) {
  const Indices unknown = Suppressed(grid.cells);
  std::vector<std::vector<double>> rows;
  for (const Relation& relation : grid.relations) {
    std::vector<double> row(unknown.size() + 1);
    for (std::size_t u = 0; u < unknown.size(); ++u) {
      double coefficient = relation.total == unknown[u] ? -1 : 0;
      for (const std::size_t part : relation.parts) coefficient += part == unknown[u] ? 1 : 0;
      // The cell moves by 1: its column goes to the right-hand side.
      (unknown[u] == cell ? row.back() : row[u]) += unknown[u] == cell ? -coefficient : coefficient;
    }
    rows.push_back(row);
  }
  std::size_t used = 0;
  for (std::size_t u = 0; u < unknown.size(); ++u) {
    std::optional<std::size_t> pivot;
    for (std::size_t r = used; r < rows.size() && !pivot; ++r) {
      if (std::abs(rows[r][u]) > 1e-9) pivot = r;
    }
    if (!pivot) continue;
    std::swap(rows[used], rows[*pivot]);
    for (std::size_t r = used + 1; r < rows.size(); ++r) {
      const double factor = rows[r][u] / rows[used][u];
      for (std::size_t k = 0; k < rows[r].size(); ++k) rows[r][k] -= factor * rows[used][k];
    }
    ++used;
  }
  for (std::size_t r = used; r < rows.size(); ++r) {
    if (std::abs(rows[r].back()) > 1e-9) return false;
  }
  return true;
}

RC_GTEST_PROP(DiscloseProperty, NoSuppressedCellFollowsFromTheRest, ()) {
  Grid grid = MakeGrid(*rc::gen::inRange<std::size_t>(1, 7), *rc::gen::inRange<std::size_t>(1, 7),
                       *rc::gen::arbitrary<std::uint64_t>());
  const std::uint64_t threshold = *rc::gen::element(3, 10);
  Disclose(grid.cells, grid.relations, threshold);
  for (std::size_t i = 0; i < grid.cells.size(); ++i) {
    const Cell& cell = grid.cells[i];
    if (cell.value > 0 && cell.value < threshold) RC_ASSERT(cell.suppressed);
    if (cell.suppressed) RC_ASSERT(CanMove(grid, i));
  }
  RC_ASSERT(DeterminedCells(grid.cells, grid.relations).empty());
  const Indices first = Suppressed(grid.cells);
  Disclose(grid.cells, grid.relations, threshold);
  RC_ASSERT(Suppressed(grid.cells) == first);  // the same input, the same choice
}

}  // namespace
}  // namespace onefold::release
