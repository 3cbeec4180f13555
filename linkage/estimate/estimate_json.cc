#include <cmath>
#include <nlohmann/json.hpp>

#include "linkage/estimate/estimate.h"

namespace onefold::estimate {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity: without a bound there is no number.
Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json Row(const ModelEstimate& model) {
  Json row = {{"method", model.method},
              {"model", model.model},
              {"estimate", Number(model.estimate)},
              {"low", Number(model.low)},
              {"high", Number(model.high)},
              {"interval", model.interval}};
  if (model.bic) row["bic"] = Number(*model.bic);
  if (model.probability) row["probability"] = *model.probability;
  for (const SelectionStep& step : model.path) {
    row["path"].push_back({{"added", step.pair}, {"p", step.p}, {"estimate", step.estimate}});
  }
  return row;
}

}  // namespace

std::string FormatEstimate(const Estimate& estimate) {
  const bool refused = !estimate.refusal.empty();
  const ModelEstimate& result = estimate.result;
  const auto& linkage = estimate.linkage;
  Json json;
  json["method"] = NameOf(estimate.method);
  json["experimental"] = true;
  json["observed"] = estimate.observed;
  json["estimate"] =
      refused ? Json(nullptr) : Number(linkage ? linkage->estimate : result.estimate);
  json["low"] = refused ? Json(nullptr) : Number(linkage ? linkage->low : result.low);
  json["high"] = refused ? Json(nullptr) : Number(linkage ? linkage->high : result.high);
  if (refused) {
    json["refused"] = estimate.refusal;
  } else {
    json["interval"] = linkage ? linkage->interval : result.interval;
    json["model"] = result.model;
  }
  if (linkage) {
    json["linkage_averaged"] = {{"estimate", Number(linkage->estimate)},
                                {"low", Number(linkage->low)},
                                {"high", Number(linkage->high)},
                                {"structures", linkage->structures},
                                {"without_estimate", linkage->without_estimate}};
    json["as_linked"] = Row(result);
  }
  json["models"] = Json::array();
  for (const ModelEstimate& model : estimate.models) json["models"].push_back(Row(model));
  json["warnings"] = estimate.warnings;
  return json.dump();
}

}  // namespace onefold::estimate
