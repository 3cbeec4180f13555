// Cell suppression in a system of tables whose cells add up (Cox 1980): primary suppression of
// small cells, then complementary suppression until no suppressed cell follows from the published
// ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace onefold::release {

struct Cell {
  std::uint64_t value = 0;
  // Cells of a lower rank are given up first when a further one has to go.
  int rank = 0;
  bool suppressed = false;
};

// total = the sum of the parts; all are indices of cells.
struct Relation {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

// Suppresses cells n with 0 < n < threshold, then more (of the lowest rank, then the smallest value
// above 0, then the lowest index) until
//   1. no suppressed cell is determined by the relations and the published cells (linear algebra,
//   exact), and
//   2. wherever suppressed parts stand under a published total, they come to at least `threshold`
//   together.
// threshold 0 suppresses nothing.
void Disclose(std::vector<Cell>& cells, const std::vector<Relation>& relations,
              std::uint64_t threshold);

// Indices of suppressed cells that the relations determine, ascending.
std::vector<std::size_t> DeterminedCells(const std::vector<Cell>& cells,
                                         const std::vector<Relation>& relations);

}  // namespace onefold::release
