#include "linkage/count/planted.h"

#include <algorithm>
#include <compare>
#include <iterator>
#include <map>
#include <utility>

namespace onefold::count {
namespace {

struct Row {
  std::uint32_t person = 0, entity = 0;
  std::uint16_t source = 0;
  friend auto operator<=>(const Row&, const Row&) = default;
};

using SourcePair = std::pair<std::uint16_t, std::uint16_t>;
using PairCounts = std::map<SourcePair, std::uint64_t>;

// Pairs of records at different sources among `by_source`, added up.
void AddPairs(const std::map<std::uint16_t, std::uint64_t>& by_source, PairCounts& counts) {
  for (auto left = by_source.begin(); left != by_source.end(); ++left) {
    for (auto right = std::next(left); right != by_source.end(); ++right) {
      counts[{left->first, right->first}] += left->second * right->second;
    }
  }
}

// The end of the rows from `begin` on that have the key of the first.
template <typename Key>
std::size_t EndOf(const std::vector<Row>& rows, std::size_t begin, Key key) {
  std::size_t end = begin;
  while (end < rows.size() && key(rows[end]) == key(rows[begin])) ++end;
  return end;
}

void CountPairs(const std::vector<Row>& rows, PlantedRecall& recall, PairCounts& pairs,
                PairCounts& linked) {
  const auto person = [](const Row& row) { return row.person; };
  const auto entity = [](const Row& row) { return std::pair(row.person, row.entity); };
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = EndOf(rows, begin, person);
    std::map<std::uint16_t, std::uint64_t> of_person;
    while (begin < end) {
      std::map<std::uint16_t, std::uint64_t> of_entity;
      for (const std::size_t next = EndOf(rows, begin, entity); begin < next; ++begin) {
        ++of_entity[rows[begin].source];
        ++of_person[rows[begin].source];
      }
      AddPairs(of_entity, linked);
    }
    AddPairs(of_person, pairs);
    ++recall.persons;
  }
}

// By entity: 0 without a planted record, else the person's number, or kSeveral when somebody else's
// records are in it, too.
constexpr std::uint32_t kSeveral = UINT32_MAX;
constexpr std::uint32_t kGone = UINT32_MAX;

std::uint64_t CountFalselyLinked(std::span<const std::uint32_t> planted, const Entities& entities) {
  std::vector<std::uint32_t> person_of(entities.count, 0);
  std::vector<bool> seen(entities.count, false);
  for (std::size_t i = 0; i < planted.size(); ++i) {
    const std::uint32_t entity = entities.entity_of[i];
    if (!seen[entity]) {
      person_of[entity] = planted[i];
      seen[entity] = true;
    } else if (person_of[entity] != planted[i]) {
      person_of[entity] = kSeveral;
    }
  }
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < planted.size(); ++i) {
    if (planted[i] != 0 && person_of[entities.entity_of[i]] == kSeveral) ++count;
  }
  return count;
}

}  // namespace

PlantedRecall MeasurePlanted(std::span<const CaseRef> cases, std::span<const std::uint32_t> planted,
                             const Entities& entities) {
  PlantedRecall recall;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (planted[i] != 0) rows.push_back({planted[i], entities.entity_of[i], cases[i].source});
  }
  std::sort(rows.begin(), rows.end());
  recall.records = rows.size();
  PairCounts pairs, linked;
  CountPairs(rows, recall, pairs, linked);
  for (const auto& [sources, count] : pairs) {
    const auto found = linked.find(sources);
    const std::uint64_t hits = found == linked.end() ? 0 : found->second;
    recall.by_sources.push_back(
        {sources.first, sources.second, count, hits, WilsonInterval(hits, count)});
    recall.pairs += count;
    recall.linked += hits;
  }
  recall.interval = WilsonInterval(recall.linked, recall.pairs);
  recall.falsely_linked = CountFalselyLinked(planted, entities);
  return recall;
}

RealEvidence::RealEvidence(std::span<const std::uint32_t> planted, const EvidenceStream& all)
    : all_(all) {
  std::uint32_t real = 0;
  for (const std::uint32_t person : planted) number_.push_back(person == 0 ? real++ : kGone);
}

Status RealEvidence::ForEach(const Visit& visit) const {
  if (number_.empty()) return all_.ForEach(visit);
  std::vector<Evidence> real;
  return all_.ForEach([&](std::span<const Evidence> some) {
    real.clear();
    for (const Evidence& pair : some) {
      const std::uint32_t left = number_[pair.left], right = number_[pair.right];
      if (left != kGone && right != kGone) real.push_back({left, right, pair.weight, pair.passes});
    }
    visit(real);
  });
}

}  // namespace onefold::count
