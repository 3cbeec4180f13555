#include "services/lab/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "services/lab/outcome_score.h"
#include "services/ops/progress.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kMostCuts = 1000;

// Weight of a millionth of Dice above the threshold (linkage/match/link.h: a hundredth counts 4,000
// millibits), as 2 / 5.
std::int32_t WeightOf(std::int32_t dice_ppm) { return dice_ppm * 2 / 5; }

bool ParseNumber(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// What a run at a higher threshold would have seen.
LinkedRecords AtThreshold(const LinkedRecords& linked, std::int32_t above_ppm) {
  LinkedRecords at = linked;
  for (count::Evidence& evidence : at.evidence) evidence.weight -= WeightOf(above_ppm);
  std::erase_if(at.evidence, [](const count::Evidence& e) { return e.weight < 1; });
  return at;
}

}  // namespace

StatusOr<std::vector<std::int32_t>> ParseCuts(const std::string& text, double scale) {
  const bool is_range = text.find(':') != std::string::npos;
  std::vector<double> numbers;
  for (const std::string_view part : Split(text, is_range ? ':' : ',')) {
    double value = 0;
    if (!ParseNumber(part, value) || std::abs(value * scale) > 1e9) {
      return InvalidArgumentError("cuts are FROM:TO:STEP or a list with commas");
    }
    numbers.push_back(value * scale);
  }
  std::vector<std::int32_t> cuts;
  if (!is_range) {
    for (const double number : numbers)
      cuts.push_back(static_cast<std::int32_t>(std::lround(number)));
  } else {
    if (numbers.size() != 3 || std::lround(numbers[2]) < 1 || numbers[0] > numbers[1]) {
      return InvalidArgumentError("cuts are FROM:TO:STEP with FROM <= TO and STEP > 0");
    }
    const auto to = std::lround(numbers[1]), step = std::lround(numbers[2]);
    for (auto cut = std::lround(numbers[0]); cut <= to && cuts.size() <= kMostCuts; cut += step) {
      cuts.push_back(static_cast<std::int32_t>(cut));
    }
  }
  if (cuts.size() > kMostCuts) return InvalidArgumentError("at most 1,000 cuts");
  return cuts;
}

StatusOr<Sweep> SweepCuts(const SweepOptions& options) {
  if (options.cuts.empty()) return InvalidArgumentError("at least one cut is needed");
  Sweep sweep;
  ONEFOLD_ASSIGN_OR_RETURN(const Truth truth, Truth::Read(options.truth_path));
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.link.schema_path));
  sweep.dice = options.dice;
  if (options.dice && schema.own() != nullptr) {
    return InvalidArgumentError("thresholds are for clkhash schemas; this one takes --cuts");
  }
  LinkOptions link = options.link;
  const std::int32_t lowest = *std::min_element(options.cuts.begin(), options.cuts.end());
  if (sweep.dice) {
    if (lowest < 1) return InvalidArgumentError("a Dice threshold must be above 0");
    link.match.dice_threshold_ppm = static_cast<std::uint32_t>(lowest);
  }
  ONEFOLD_ASSIGN_OR_RETURN(const LinkedRecords linked, LinkRecords(link));
  std::optional<ops::ProgressBar> bar;
  if (link.show_progress) bar.emplace("clustering", "cuts", options.cuts.size());
  for (const std::int32_t cut : options.cuts) {
    count::ClusterParameters cluster = link.cluster;
    if (!sweep.dice) cluster.cut = cut;
    const LinkOutcome outcome = sweep.dice
                                    ? FormEntities(AtThreshold(linked, cut - lowest), cluster)
                                    : FormEntities(linked, cluster);
    sweep.rows.push_back({cut, outcome.unique, truth.Compare(EntityByRecord(outcome, truth))});
    if (bar) bar->Update(sweep.rows.size());
  }
  sweep.unique_true = sweep.rows.front().score.unique_true_linked;
  return sweep;
}

std::string FormatSweep(const Sweep& sweep) {
  nlohmann::ordered_json json;
  json["unique_true"] = sweep.unique_true;
  json["rows"] = nlohmann::ordered_json::array();
  for (const SweepRow& row : sweep.rows) {
    nlohmann::ordered_json one;
    if (sweep.dice) {
      one["threshold"] = row.cut / 1e6;
    } else {
      one["cut"] = row.cut;
    }
    one["entities"] = row.score.entities;
    one["unique_estimate"] = row.unique.estimate;
    one["unique_low"] = row.unique.low;
    one["unique_high"] = row.unique.high;
    one["precision"] = row.score.precision;
    one["recall"] = row.score.recall_linked;
    one["f1"] = row.score.f1_linked;
    one["bcubed_precision"] = row.score.bcubed_precision;
    one["bcubed_recall"] = row.score.bcubed_recall;
    one["bcubed_f1"] = row.score.bcubed_f1;
    json["rows"].push_back(std::move(one));
  }
  return json.dump();
}

}  // namespace onefold::lab
