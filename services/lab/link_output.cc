#include <fstream>
#include <nlohmann/json.hpp>

#include "linkage/match/kernels/and_popcount.h"
#include "services/lab/csv_field.h"
#include "services/lab/link.h"
#include "services/lab/peak_memory.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

Json IntervalJson(const count::Interval& interval) {
  return {{"estimate", interval.estimate}, {"low", interval.low}, {"high", interval.high}};
}

// Estimates of the cells; those by type of source only where sources have types.
Json CellsJson(const LinkOutcome& outcome) {
  const count::UniqueEstimate& unique = outcome.unique;
  Json json;
  json["by_source"] = Json::object();
  json["only_this_source"] = Json::object();
  for (std::size_t s = 0; s < unique.by_source.size(); ++s) {
    json["by_source"][outcome.source_names[s]] = IntervalJson(unique.by_source[s]);
    json["only_this_source"][outcome.source_names[s]] = IntervalJson(unique.only_this_source[s]);
  }
  if (unique.state_only.high + unique.ngo_only.high + unique.both.high > 0) {
    json["state_only"] = IntervalJson(unique.state_only);
    json["ngo_only"] = IntervalJson(unique.ngo_only);
    json["state_and_ngo"] = IntervalJson(unique.both);
  }
  return json;
}

}  // namespace

Status WriteEntities(const LinkOutcome& outcome, const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << "source,record_id,entity_id\n";
  for (std::size_t r = 0; r < outcome.rows.size(); ++r) {
    out << CsvField(outcome.source_names[outcome.rows[r].source]) << ','
        << CsvField(outcome.rows[r].record_id) << ',' << outcome.entity_of[r] << '\n';
  }
  out.close();
  if (!out) return InternalError("cannot write " + path);
  return OkStatus();
}

std::string FormatOutcome(const LinkOutcome& outcome) {
  const Seconds& seconds = outcome.seconds;
  Json json;
  json["records"] = outcome.rows.size();
  json["entities"] = outcome.entities;
  json["unique_estimate"] = outcome.unique.estimate;
  json["unique_low"] = outcome.unique.low;
  json["unique_high"] = outcome.unique.high;
  json["candidate_pairs"] = outcome.candidate_pairs;
  json["emitted_pairs"] = outcome.emitted_pairs;
  json["refused_rows"] = outcome.refused;
  json["unlinkable_rows"] = outcome.unlinkable;
  json["expected_false_merges"] = outcome.unique.false_merges;
  json["expected_missed_merges"] = outcome.unique.missed_merges;
  json["expected_missed_by_blocking"] = outcome.unique.missed_by_blocking;
  json["separation"] = outcome.unique.separation;
  if (!outcome.unique.refusal.empty()) json["interval_refused"] = outcome.unique.refusal;
  if (outcome.unique.refusal.empty()) json["cells"] = CellsJson(outcome);
  json["method"] = count::kIntervalMethod;
  json["kernel"] = match::BestKernel().name;
  if (!outcome.comparison.empty()) json["comparison"] = outcome.comparison;
  json["seconds"] = {{"read", seconds.read},
                     {"encode", seconds.encode},
                     {"link", seconds.link},
                     {"cluster", seconds.cluster},
                     {"total", seconds.total}};
  json["peak_rss_bytes"] = PeakResidentBytes();
  if (outcome.constraints) {
    json["constraints"] = {{"must_link", outcome.constraints->must_links},
                           {"cannot_link", outcome.constraints->cannot_links},
                           {"contradictions", outcome.constraints->contradictions}};
  }
  json["warnings"] = outcome.warnings;
  return json.dump();
}

}  // namespace onefold::lab
