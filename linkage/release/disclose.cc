#include "linkage/release/disclose.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace onefold::release {
namespace {

// Arithmetic modulo the prime 2^61 - 1: exact for coefficients of 1 and -1 unless a determinant is
// a multiple of it.
constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;
__extension__ using Wide = unsigned __int128;

std::uint64_t Multiply(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % kPrime);
}

std::uint64_t Inverse(std::uint64_t a) {
  std::uint64_t result = 1, power = a;
  for (std::uint64_t e = kPrime - 2; e != 0; e >>= 1) {
    if ((e & 1) != 0) result = Multiply(result, power);
    power = Multiply(power, power);
  }
  return result;
}

using Row = std::map<std::size_t, std::uint64_t>;  // suppressed cell -> coefficient

// row -= factor * other
void Subtract(Row& row, std::uint64_t factor, const Row& other) {
  for (const auto& [cell, value] : other) {
    std::uint64_t& target = row[cell];
    target = (target + kPrime - Multiply(factor, value)) % kPrime;
    if (target == 0) row.erase(cell);
  }
}

// Each row has its first cell to itself, with coefficient 1.
std::vector<Row> ReducedRows(const std::vector<Cell>& cells,
                             const std::vector<Relation>& relations) {
  std::vector<Row> reduced;
  for (const Relation& relation : relations) {
    Row row;
    const auto add = [&](std::size_t cell, std::uint64_t coefficient) {
      if (cells[cell].suppressed) row[cell] = (row[cell] + coefficient) % kPrime;
    };
    add(relation.total, kPrime - 1);
    for (const std::size_t part : relation.parts) add(part, 1);
    std::erase_if(row, [](const auto& entry) { return entry.second == 0; });
    for (const Row& earlier : reduced) {
      const auto at = row.find(earlier.begin()->first);
      if (at != row.end()) Subtract(row, at->second, earlier);
    }
    if (row.empty()) continue;
    const std::uint64_t scale = Inverse(row.begin()->second);
    for (auto& [cell, value] : row) value = Multiply(value, scale);
    for (Row& earlier : reduced) {
      const auto at = earlier.find(row.begin()->first);
      if (at != earlier.end()) Subtract(earlier, at->second, row);
    }
    reduced.push_back(std::move(row));
  }
  return reduced;
}

// The cell to give up next among those of the given relations.
std::optional<std::size_t> CheapestPublished(const std::vector<Cell>& cells,
                                             const std::vector<const Relation*>& relations) {
  std::optional<std::size_t> best;
  const auto cost = [&](std::size_t cell) {
    return std::tuple(cells[cell].value == 0, cells[cell].rank, cells[cell].value, cell);
  };
  const auto consider = [&](std::size_t cell) {
    if (!cells[cell].suppressed && (!best || cost(cell) < cost(*best))) best = cell;
  };
  for (const Relation* relation : relations) {
    consider(relation->total);
    for (const std::size_t part : relation->parts) consider(part);
  }
  return best;
}

// A relation whose published total and published parts leave too small a rest.
const Relation* FindWeakRelation(const std::vector<Cell>& cells,
                                 const std::vector<Relation>& relations, std::uint64_t threshold) {
  for (const Relation& relation : relations) {
    if (cells[relation.total].suppressed) continue;
    std::uint64_t rest = 0;
    bool any = false;
    for (const std::size_t part : relation.parts) {
      if (!cells[part].suppressed) continue;
      any = true;
      rest += cells[part].value;
    }
    if (any && rest < threshold) return &relation;
  }
  return nullptr;
}

// The relations through which the given suppressed cells hang together with others.
std::vector<const Relation*> Around(const std::vector<Cell>& cells,
                                    const std::vector<Relation>& relations,
                                    const std::vector<std::size_t>& start) {
  std::set<std::size_t> reached(start.begin(), start.end());
  std::set<const Relation*> around;
  for (bool grown = true; grown;) {
    grown = false;
    for (const Relation& relation : relations) {
      std::vector<std::size_t> members = relation.parts;
      members.push_back(relation.total);
      const bool touches =
          std::ranges::any_of(members, [&](std::size_t cell) { return reached.contains(cell); });
      if (!touches || !around.insert(&relation).second) continue;
      grown = true;
      for (const std::size_t cell : members) {
        if (cells[cell].suppressed) reached.insert(cell);
      }
    }
  }
  return {around.begin(), around.end()};
}

}  // namespace

std::vector<std::size_t> DeterminedCells(const std::vector<Cell>& cells,
                                         const std::vector<Relation>& relations) {
  std::vector<std::size_t> determined;
  for (const Row& row : ReducedRows(cells, relations)) {
    if (row.size() == 1) determined.push_back(row.begin()->first);
  }
  std::sort(determined.begin(), determined.end());
  return determined;
}

void Disclose(std::vector<Cell>& cells, const std::vector<Relation>& relations,
              std::uint64_t threshold) {
  for (Cell& cell : cells) cell.suppressed = cell.value > 0 && cell.value < threshold;
  if (threshold == 0) return;
  for (;;) {
    std::vector<const Relation*> around;
    const auto determined = DeterminedCells(cells, relations);
    if (!determined.empty()) {
      around = Around(cells, relations, determined);
    } else if (const Relation* weak = FindWeakRelation(cells, relations, threshold)) {
      around.push_back(weak);
    }
    const auto next = CheapestPublished(cells, around);
    if (!next) return;
    cells[*next].suppressed = true;
  }
}

}  // namespace onefold::release
