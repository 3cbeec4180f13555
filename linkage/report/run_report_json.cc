#include <algorithm>
#include <nlohmann/json.hpp>

#include "linkage/report/run_report.h"

namespace onefold::report {
namespace {

using Json = nlohmann::ordered_json;

Json WeightsJson(const linkage::PassReport& pass) {
  Json weights = Json::array();
  for (const linkage::GroupWeights& group : pass.weights) {
    Json outcomes = Json::array();
    for (const linkage::OutcomeWeight& outcome : group.outcomes) {
      Json levels = Json::array();
      const std::vector<std::uint32_t> of = group.LevelsOf(outcome.outcome);
      for (std::size_t f = 0; f < of.size(); ++f) {
        levels.push_back(of[f] == group.levels[f] ? Json(nullptr) : Json(of[f]));
      }
      outcomes.push_back({{"levels", std::move(levels)},
                          {"m_ppm", outcome.m_ppm},
                          {"u_ppm", outcome.u_ppm},
                          {"weight_millibits", outcome.weight},
                          {"pairs", outcome.pairs}});
    }
    weights.push_back({{"filters", group.filters}, {"outcomes", std::move(outcomes)}});
  }
  return weights;
}

// Share of the possible pairs that were not compared.
double ReductionRatio(std::uint64_t compared, std::uint64_t possible) {
  if (possible == 0) return 0;
  return 1 - static_cast<double>(compared) / static_cast<double>(possible);
}

Json PassJson(const linkage::PassReport& pass, const count::PassCapture* capture,
              std::uint64_t possible_pairs) {
  Json json;
  json["pass"] = pass.pass;
  json["items"] = pass.items;
  json["blocks"] = pass.blocks;
  json["largest_block"] = pass.largest_block;
  json["block_size_histogram"] = pass.block_size_histogram;
  json["oversized_blocks"] = pass.oversized_blocks;
  json["oversized_comparisons"] = pass.oversized_comparisons;
  json["candidate_pairs"] = pass.candidate_pairs;
  json["reduction_ratio"] = ReductionRatio(pass.candidate_pairs, possible_pairs);
  json["emitted_pairs"] = pass.emitted_pairs;
  if (capture != nullptr) {
    json["links"] = {{"found", capture->found},
                     {"only_here", capture->only_here},
                     {"by_others", capture->by_others},
                     {"by_both", capture->by_both},
                     {"estimated", capture->links}};
  }
  json["weights_learned"] = pass.weights_learned;
  json["weights_fixed"] = pass.weights_fixed;
  json["em_iterations"] = pass.em_iterations;
  json["prior_millibits"] = pass.prior_millibits;
  json["prior_millibits_by_block_size"] = pass.prior_millibits_by_block_size;
  json["weights"] = WeightsJson(pass);
  json["warnings"] = pass.warnings;
  return json;
}

Json PassesJson(const RunReport& report) {
  Json passes = Json::array();
  for (std::size_t p = 0; p < report.passes.size(); ++p) {
    const auto& captures = report.quality.passes;
    passes.push_back(PassJson(report.passes[p], p < captures.size() ? &captures[p] : nullptr,
                              report.quality.possible_pairs));
  }
  return passes;
}

Json BlockingJson(const RunReport& report) {
  const count::Quality& quality = report.quality;
  std::uint64_t compared = 0;
  for (const linkage::PassReport& pass : report.passes) compared += pass.candidate_pairs;
  return {{"possible_pairs", quality.possible_pairs},
          {"compared_pairs", compared},
          {"reduction_ratio", ReductionRatio(compared, quality.possible_pairs)},
          {"links_found", quality.links},
          {"pair_completeness", quality.pair_completeness},
          {"pair_completeness_low", quality.pair_completeness_low},
          {"pair_completeness_high", quality.pair_completeness_high}};
}

Json IntervalJson(const count::Interval& interval) {
  return {{"estimate", interval.estimate}, {"low", interval.low}, {"high", interval.high}};
}

Json TotalJson(const count::UniqueEstimate& unique) {
  Json json;
  json["method"] = count::kIntervalMethod;
  json["linkable_records"] = unique.records;
  json["entities"] = unique.entities;
  json["unique_persons"] = {
      {"estimate", unique.estimate}, {"low", unique.low}, {"high", unique.high}};
  json["interval_refused"] = unique.refusal.empty() ? Json(nullptr) : Json(unique.refusal);
  json["expected_false_merges"] = unique.false_merges;
  json["expected_missed_merges"] = unique.missed_merges;
  json["expected_missed_by_blocking"] = unique.missed_by_blocking;
  json["separation"] = unique.separation;
  if (!unique.by_source.empty()) {
    json["state_only"] = IntervalJson(unique.state_only);
    json["ngo_only"] = IntervalJson(unique.ngo_only);
    json["state_and_ngo"] = IntervalJson(unique.both);
  }
  return json;
}

Json SourcesJson(const RunReport& report) {
  Json sources = Json::array();
  for (std::size_t s = 0; s < report.quality.sources.size(); ++s) {
    const count::SourceProfile& source = report.quality.sources[s];
    Json json;
    json["source"] = report.NameOf(s);
    json["linkable_records"] = source.records;
    json["linked"] = source.linked;
    json["linked_elsewhere"] = source.linked_elsewhere;
    json["unlinked"] = source.records - source.linked;
    json["entities"] = source.entities;
    const auto& unique = report.estimate;
    if (s < std::min(unique.by_source.size(), unique.only_this_source.size())) {
      json["unique_persons"] = IntervalJson(unique.by_source[s]);
      json["only_this_source"] = IntervalJson(unique.only_this_source[s]);
    }
    sources.push_back(std::move(json));
  }
  return sources;
}

}  // namespace

std::string RunReport::NameOf(std::size_t source) const {
  if (source < source_names.size()) return source_names[source];
  return "source " + std::to_string(source + 1);
}

std::string FormatJson(const RunReport& report) {
  Json json;
  json["format"] = "onefold-run-report-1";
  json["title"] = report.title;
  json["total"] = TotalJson(report.estimate);
  json["cut_millibits"] = report.cut;
  json["competition_shift_millibits"] = report.competition_shift;
  json["entities_by_cut"] = Json::array();
  for (const count::EntitiesAtCut& at : report.quality.by_cut) {
    json["entities_by_cut"].push_back({{"cut_millibits", at.cut}, {"entities", at.entities}});
  }
  json["scores"] = Json::array();
  for (const count::WeightBin& bin : report.quality.weights) {
    json["scores"].push_back({{"from_millibits", bin.from},
                              {"pairs", bin.pairs},
                              {"merges_made", bin.made},
                              {"merges_rejected", bin.rejected}});
  }
  json["blocking"] = BlockingJson(report);
  json["sources"] = SourcesJson(report);
  json["entity_sizes"] = report.quality.entity_sizes;
  json["warnings"] = report.warnings;
  json["passes"] = PassesJson(report);
  return json.dump() + "\n";
}

}  // namespace onefold::report
