// Linked records to entities, their estimate and their report.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "linkage/count/quality.h"
#include "services/lab/link.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab {
namespace {

void NoteContradictions(std::uint64_t contradictions, LinkOutcome& outcome) {
  outcome.constraints->contradictions = contradictions;
  if (contradictions == 0) return;
  outcome.warnings.push_back(std::to_string(contradictions) +
                             " must-links left out: cannot-links contradict them");
}

report::RunReport ReportOf(const LinkedRecords& linked, const count::Entities& entities,
                           std::int32_t cut, const LinkOutcome& outcome) {
  report::RunReport report;
  report.title = "laboratory";
  report.source_names = outcome.source_names;
  report.passes = linked.passes;
  // What is in memory can be read.
  report.quality =
      *count::MeasureQuality(linked.cases, linked.sources, count::EvidenceInMemory(linked.evidence),
                             entities, linked.passes.size());
  report.estimate = outcome.unique;
  report.cut = cut;
  report.competition_shift = entities.competition_shift;
  report.warnings = outcome.warnings;
  return report;
}

// Puts rows and entities into the order of the output.
void ArrangeRows(const LinkedRecords& linked, const count::Entities& entities,
                 LinkOutcome& outcome) {
  std::vector<std::uint32_t> order(linked.rows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const RowId &x = linked.rows[a], &y = linked.rows[b];
    return std::tie(x.source, x.record_id) < std::tie(y.source, y.record_id);
  });
  constexpr std::uint32_t kUnset = 0xffffffff;
  std::vector<std::uint32_t> number(entities.count, kUnset);
  for (const std::uint32_t c : order) {
    std::uint32_t& entity = number[entities.entity_of[c]];
    if (entity == kUnset) entity = outcome.entities++;
    outcome.entity_of.push_back(entity);
    outcome.rows.push_back(linked.rows[c]);
  }
}

}  // namespace

LinkOutcome FormEntities(const LinkedRecords& linked, const count::ClusterParameters& parameters,
                         bool with_report) {
  Stopwatch watch;
  LinkOutcome outcome = linked.outcome;
  const count::Entities entities =
      count::Cluster(linked.cases, linked.sources, linked.evidence, parameters, linked.constraints);
  if (outcome.constraints) NoteContradictions(entities.contradictions, outcome);
  outcome.unique = count::EstimateUnique(linked.cases, linked.sources, entities);
  if (with_report) outcome.report = ReportOf(linked, entities, parameters.cut, outcome);
  ArrangeRows(linked, entities, outcome);
  const double seconds = watch.Lap();
  outcome.seconds.cluster += seconds;
  outcome.seconds.total += seconds;
  return outcome;
}

}  // namespace onefold::lab
