// A report with something in every section, and one where nothing was found.
#pragma once

#include "linkage/report/run_report.h"

namespace onefold::report {

inline linkage::PassReport SamplePass(const std::string& name, std::uint64_t scale) {
  linkage::PassReport pass;
  pass.pass = name;
  pass.items = 5'000;
  pass.blocks = 1'200;
  pass.largest_block = 130;
  pass.block_size_histogram = {700, 300, 120, 50, 20, 8, 1, 1};
  pass.candidate_pairs = 41'000 * scale;
  pass.emitted_pairs = 3'000;
  pass.prior_millibits = -5'250;
  pass.em_iterations = 12;
  pass.weights_learned = true;
  linkage::GroupWeights name_group{{"surname"}, {3}, {}};
  name_group.outcomes = {{0, 910'000, 4'120, 7'787, 3'210},
                         {1, 60'000, 9'000, 2'737, 412},
                         {2, 30'000, 986'880, -5'040, 37'001},
                         {3, 0, 0, 0, 377}};
  linkage::GroupWeights joint{{"day", "month"}, {2, 2}, {}};
  joint.outcomes = {
      {0, 880'000, 3'000, 8'196, 2'900}, {1, 70'000, 33'000, 1'085, 100}, {8, 0, 0, 0, 12}};
  pass.weights = {name_group, joint};
  return pass;
}

inline RunReport SampleReport() {
  RunReport report;
  report.title = "run 7f3a";
  report.source_names = {"border-guard", "shelter"};
  report.passes = {SamplePass("surname+year", 1), SamplePass("document", 3)};
  report.passes[1].oversized_blocks = {5'000, 4'000};
  report.passes[1].oversized_comparisons = 20'495'500;
  report.cut = 500;
  report.competition_shift = 250;
  report.warnings = {"the sources are not of one size"};
  count::Quality& quality = report.quality;
  for (std::int32_t cut = -8'000; cut <= 8'000; cut += 500) {
    quality.by_cut.push_back({cut, static_cast<std::uint64_t>(4'000 + cut / 40)});
  }
  for (std::int32_t from = -20'000; from < 20'000; from += 1'000) {
    const auto pairs = static_cast<std::uint64_t>(from < 0 ? -from * 2 : from / 8);
    quality.weights.push_back({from, pairs, from >= 0 ? pairs / 3 : 0, from < 0 ? pairs / 900 : 0});
  }
  quality.passes = {{1'500, 1'200, 1'100, 400, 1'635.8}, {1'200, 1'500, 1'100, 100, 1'635.8}};
  quality.links = 1'600;
  quality.pair_completeness = 0.978;
  quality.pair_completeness_low = 0.94;
  quality.pair_completeness_high = 0.99;
  quality.possible_pairs = 12'497'500;
  quality.entity_sizes = {2'700, 900, 200, 50, 10, 3};
  quality.sources = {{3'000, 1'400, 1'200, 2'800}, {2'000, 1'100, 1'050, 1'900}};
  count::UniqueEstimate& unique = report.estimate;
  unique.records = 5'000;
  unique.entities = 4'012;
  unique.estimate = 3'987;
  unique.low = 3'940;
  unique.high = 4'051;
  unique.false_merges = 3.2;
  unique.missed_merges = 11.7;
  unique.missed_by_blocking = 16.05;
  unique.separation = 0.9931;
  unique.by_source = {{2'790, 2'760, 2'810}, {1'880, 1'850, 1'905}};
  unique.only_this_source = {{2'100, 2'050, 2'140}, {1'200, 1'160, 1'230}};
  unique.state_only = {2'100, 2'050, 2'140};
  unique.ngo_only = {1'200, 1'160, 1'230};
  unique.both = {687, 640, 730};
  return report;
}

}  // namespace onefold::report
