#include "linkage/release/estimate_document.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

namespace onefold::release {
namespace {

using Json = nlohmann::ordered_json;

StatusOr<estimate::CaptureTable> TableOf(const ReleaseInput& run,
                                         const std::map<std::uint32_t, std::uint64_t>& histories) {
  std::vector<std::string> lists;
  for (const SourceInput& source : run.sources) lists.push_back(source.name);
  std::vector<std::uint64_t> counts(std::size_t{1} << lists.size());
  for (const auto& [history, persons] : histories) {
    if (history >= counts.size()) {
      return InvalidArgumentError("the draws do not fit the sources");
    }
    counts[history] = persons;
  }
  return estimate::MakeTable(lists, counts);
}

StatusOr<estimate::Estimate> EstimateOf(const ReleaseInput& run,
                                        const estimate::EstimateOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto table, TableOf(run, run.tally.persons_by_history));
  std::vector<estimate::CaptureTable> structures;
  for (const auto& draw : run.unique.drawn) {
    ONEFOLD_ASSIGN_OR_RETURN(auto structure, TableOf(run, draw));
    structures.push_back(std::move(structure));
  }
  return estimate::EstimateLinked(table, structures, options);
}

// Without an interval of its own total a run knows too little about its links.
estimate::Estimate RefusedFor(const ReleaseInput& run) {
  estimate::Estimate refused;
  refused.observed = run.tally.unique;
  refused.refusal = "the run's own total has no interval: " + run.unique.refusal;
  return refused;
}

// Two digits, so that no count can be read back from a number that depends on it.
double Coarse(double value, double (*round)(double)) {
  if (!std::isfinite(value) || value < 10) return value < 10 ? round(value / 10) * 10 : value;
  const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
  return round(value / unit) * unit;
}

void Coarsen(double& estimate, double& low, double& high) {
  estimate = Coarse(estimate, std::round);
  low = Coarse(low, std::floor);
  high = Coarse(high, std::ceil);
}

void WithholdModel(estimate::ModelEstimate& model) {
  Coarsen(model.estimate, model.low, model.high);
  model.model = "";
  model.bic.reset();
  model.probability.reset();
  model.path.clear();
}

// The texts of these rules count small cells.
std::string WithoutNumbers(const std::string& warning) {
  const auto rule = warning.substr(0, warning.find(':'));
  if (rule == "sparse-overlap") return rule + ": some pairs of lists share few persons";
  if (rule == "instability") {
    return rule + ": the models differ by more than half; the choice of a model makes the result";
  }
  if (rule == "linkage-structures") {
    return rule + ": some linkage structures have counts that say too little";
  }
  return warning;
}

void Withhold(estimate::Estimate& estimate) {
  WithholdModel(estimate.result);
  for (auto& model : estimate.models) WithholdModel(model);
  if (estimate.linkage) {
    Coarsen(estimate.linkage->estimate, estimate.linkage->low, estimate.linkage->high);
  }
  if (!estimate.refusal.empty()) estimate.refusal = "the counts say too little";
  for (std::string& warning : estimate.warnings) warning = WithoutNumbers(warning);
}

Json Shown(const std::optional<std::uint64_t>& count) {
  return count ? Json(*count) : Json(nullptr);
}

Json CountsOf(const ReleaseInput& run, const DisclosedCounts& counts) {
  Json rows = Json::array();
  for (const auto& [history, persons] : counts.by_history) {
    Json sources = Json::array();
    for (std::size_t s = 0; s < run.sources.size(); ++s) {
      if ((history >> s & 1) != 0) sources.push_back(run.sources[s].name);
    }
    rows.push_back({{"sources", std::move(sources)}, {"persons", Shown(persons)}});
  }
  return rows;
}

Json DocumentOf(const ReleaseInput& run, const DisclosedCounts& counts,
                const estimate::Estimate& estimate) {
  Json json = {{"format", "onefold-estimate-1"},
               {"run", FormatHex(run.run)},
               {"profile", FormatProfile(run.profile)},
               {"register", run.register_name},
               {"key_epoch", run.key_epoch}};
  json.update(Json::parse(estimate::FormatEstimate(estimate)));
  json["observed"] = Shown(counts.persons);
  json["counts"] = CountsOf(run, counts);
  return json;
}

}  // namespace

StatusOr<EstimateDocument> FormatRunEstimate(const ReleaseInput& run,
                                             const estimate::EstimateOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const DisclosedCounts counts, DiscloseCounts(run));
  if (run.sources.size() > count::kMostSourcesKept) {
    return FailedPreconditionError("an estimate takes at most " +
                                   std::to_string(count::kMostSourcesKept) + " agencies");
  }
  estimate::Estimate estimate;
  if (!run.unique.refusal.empty()) {
    estimate = RefusedFor(run);
  } else if (run.unique.drawn.empty()) {
    return FailedPreconditionError(
        "the run has kept no linkage structures: it is of an earlier version; run it again");
  } else {
    ONEFOLD_ASSIGN_OR_RETURN(estimate, EstimateOf(run, options));
  }
  if (estimate.refusal.empty() && !counts.persons) {
    return FailedPreconditionError("a release of this profile withholds the run's total");
  }
  if (run.profile != Profile::kInternal) Withhold(estimate);
  try {
    return EstimateDocument{DocumentOf(run, counts, estimate).dump(), estimate.refusal};
  } catch (const nlohmann::json::exception&) {
    return InvalidArgumentError("a name in the run is not valid UTF-8");
  }
}

}  // namespace onefold::release
