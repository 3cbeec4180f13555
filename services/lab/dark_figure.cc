#include "services/lab/dark_figure.h"

#include <cmath>
#include <vector>

#include "linkage/estimate/estimate.h"

namespace onefold::lab {
namespace {

using Histories = std::vector<std::uint64_t>;

// Persons by the set of agencies that met them; `person_of` of a row, from 0.
template <typename PersonOf>
Histories CountHistories(const LinkOutcome& outcome, std::size_t persons, PersonOf person_of) {
  std::vector<std::uint32_t> history(persons);
  for (std::size_t i = 0; i < outcome.rows.size(); ++i) {
    history[person_of(i)] |= std::uint32_t{1} << outcome.rows[i].source;
  }
  Histories counts(std::size_t{1} << outcome.source_names.size());
  for (const std::uint32_t one : history) {
    if (one != 0) ++counts[one];
  }
  return counts;
}

StatusOr<std::vector<estimate::CaptureTable>> Structures(const LinkOutcome& outcome) {
  std::vector<estimate::CaptureTable> tables;
  for (const auto& draw : outcome.unique.drawn) {
    Histories counts(std::size_t{1} << outcome.source_names.size());
    for (const auto& [history, persons] : draw) counts[history] = persons;
    ONEFOLD_ASSIGN_OR_RETURN(auto table, estimate::MakeTable(outcome.source_names, counts));
    tables.push_back(std::move(table));
  }
  return tables;
}

Trial TrialOf(std::uint64_t seed, std::uint64_t truth, double estimate, double low, double high) {
  const auto whole = [](double value) { return static_cast<std::uint64_t>(std::llround(value)); };
  return {seed, truth, whole(estimate), whole(low), whole(high)};
}

}  // namespace

StatusOr<DarkFigureTrials> EstimateWorld(const LinkOutcome& outcome, const Truth& truth,
                                         std::uint64_t persons, std::uint64_t seed) {
  const auto true_counts = CountHistories(outcome, truth.persons(), [&](std::size_t i) {
    const RowId& row = outcome.rows[i];
    return truth.person_of(truth.Find(outcome.source_names[row.source], row.record_id));
  });
  const auto found_counts = CountHistories(outcome, outcome.entities,
                                           [&](std::size_t i) { return outcome.entity_of[i]; });
  ONEFOLD_ASSIGN_OR_RETURN(const auto true_table,
                           estimate::MakeTable(outcome.source_names, true_counts));
  ONEFOLD_ASSIGN_OR_RETURN(const auto found,
                           estimate::MakeTable(outcome.source_names, found_counts));
  ONEFOLD_ASSIGN_OR_RETURN(const auto structures, Structures(outcome));
  estimate::EstimateOptions options;
  options.threads = 1;
  options.seed = seed;
  DarkFigureTrials trials;
  const auto add = [&](const estimate::Estimate& made, std::optional<Trial>& trial) {
    const auto& result = made.result;
    if (!made.refusal.empty()) return;
    trial = TrialOf(seed, persons, result.estimate, result.low, result.high);
  };
  ONEFOLD_ASSIGN_OR_RETURN(const auto by_truth, estimate::EstimatePersons(true_table, options));
  add(by_truth, trials.true_links);
  ONEFOLD_ASSIGN_OR_RETURN(const auto as_linked, estimate::EstimatePersons(found, options));
  add(as_linked, trials.as_linked);
  if (structures.empty()) return trials;
  ONEFOLD_ASSIGN_OR_RETURN(const auto linked, estimate::EstimateLinked(found, structures, options));
  if (const auto& average = linked.linkage) {
    trials.averaged = TrialOf(seed, persons, average->estimate, average->low, average->high);
  }
  return trials;
}

}  // namespace onefold::lab
