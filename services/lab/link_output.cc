#include <sys/resource.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "linkage/match/kernels/and_popcount.h"
#include "services/lab/csv_field.h"
#include "services/lab/link.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t PeakResidentBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

Json PassJson(const match::PassReport& pass) {
  Json json;
  json["pass"] = pass.pass;
  json["items"] = pass.items;
  json["blocks"] = pass.blocks;
  json["largest_block"] = pass.largest_block;
  json["block_size_histogram"] = pass.block_size_histogram;
  json["candidate_pairs"] = pass.candidate_pairs;
  json["emitted_pairs"] = pass.emitted_pairs;
  json["weights_learned"] = pass.weights_learned;
  json["em_iterations"] = pass.em_iterations;
  json["prior_millibits"] = pass.prior_millibits;
  json["prior_millibits_by_block_size"] = pass.prior_millibits_by_block_size;
  json["weights"] = Json::array();
  for (const match::FilterWeights& filter : pass.weights) {
    Json levels = Json::array();
    for (const match::LevelWeight& level : filter.levels) {
      levels.push_back({{"m_ppm", level.m_ppm}, {"u_ppm", level.u_ppm}, {"weight", level.weight}});
    }
    json["weights"].push_back({{"filter", filter.filter}, {"levels", std::move(levels)}});
  }
  json["warnings"] = pass.warnings;
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
  json["standard_error"] = outcome.unique.standard_error;
  json["method"] = count::kIntervalMethod;
  json["kernel"] = match::BestKernel().name;
  json["seconds"] = {{"read", seconds.read},
                     {"encode", seconds.encode},
                     {"link", seconds.link},
                     {"cluster", seconds.cluster},
                     {"total", seconds.total}};
  json["peak_rss_bytes"] = PeakResidentBytes();
  json["warnings"] = outcome.warnings;
  return json.dump();
}

std::string FormatReport(const LinkOutcome& outcome) {
  Json json;
  json["passes"] = Json::array();
  for (const match::PassReport& pass : outcome.passes) json["passes"].push_back(PassJson(pass));
  return json.dump(2) + "\n";
}

}  // namespace onefold::lab
