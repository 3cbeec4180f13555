#include "linkage/estimate/table.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "linkage/estimate/subset_sums.h"

namespace onefold::estimate {
namespace {

constexpr std::size_t kFewestLists = 3;
constexpr std::uint64_t kFewestPersons = 5;

Status CheckShape(const std::vector<std::string>& lists,
                  const std::vector<std::uint64_t>& by_history) {
  if (lists.size() < 2 || lists.size() > kMostLists) {
    return InvalidArgumentError("lists.number: a table has 2 to " + std::to_string(kMostLists) +
                                " lists");
  }
  if (by_history.size() != std::size_t{1} << lists.size()) {
    return InvalidArgumentError("counts.number: there is one count for each history");
  }
  if (by_history[0] != 0) {
    return InvalidArgumentError("counts.nobody: no list can count the persons on no list");
  }
  std::uint64_t persons = 0;
  for (const std::uint64_t count : by_history) {
    if (count > kMostPersons) persons = kMostPersons;
    persons += count;
    if (persons > kMostPersons) {
      return InvalidArgumentError("counts.sum: more than " + std::to_string(kMostPersons) +
                                  " persons");
    }
  }
  return persons > 0 ? OkStatus() : InvalidArgumentError("counts.sum: the table has no persons");
}

}  // namespace

std::uint64_t Persons(const Counts& counts) {
  return std::accumulate(counts.by_history.begin(), counts.by_history.end(), std::uint64_t{0});
}

StatusOr<CaptureTable> MakeTable(const std::vector<std::string>& lists,
                                 const std::vector<std::uint64_t>& by_history) {
  ONEFOLD_RETURN_IF_ERROR(CheckShape(lists, by_history));
  std::vector<std::size_t> order(lists.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return lists[a] < lists[b]; });

  CaptureTable table;
  for (const std::size_t place : order) {
    if (lists[place].empty()) return InvalidArgumentError("lists.name: a list has no name");
    if (!table.lists.empty() && table.lists.back() == lists[place]) {
      return InvalidArgumentError("lists.name: two lists have one name");
    }
    table.lists.push_back(lists[place]);
  }
  table.counts.lists = static_cast<unsigned>(lists.size());
  table.counts.by_history.resize(by_history.size());
  for (History history = 0; history < by_history.size(); ++history) {
    History moved = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if ((history >> order[i] & 1) != 0) moved |= History{1} << i;
    }
    table.counts.by_history[moved] = by_history[history];
  }
  return table;
}

Status CheckEnough(const CaptureTable& table) {
  if (table.lists.size() < kFewestLists) {
    return FailedPreconditionError("fewer than " + std::to_string(kFewestLists) +
                                   " lists: their dependence cannot be told from the dark figure");
  }
  const auto totals = SumOverSupersets(table.counts.by_history);
  for (std::size_t i = 0; i < table.lists.size(); ++i) {
    if (totals[std::size_t{1} << i] < kFewestPersons) {
      return FailedPreconditionError("list " + table.lists[i] + " has fewer than " +
                                     std::to_string(kFewestPersons) + " persons");
    }
  }
  for (History history = 1; history < table.counts.by_history.size(); ++history) {
    if (std::popcount(history) > 1 && table.counts.by_history[history] > 0) return OkStatus();
  }
  return FailedPreconditionError("no person is on two lists");
}

}  // namespace onefold::estimate
