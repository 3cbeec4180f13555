#include "services/counter/estimate_output.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "services/ops/progress.h"

namespace onefold::counter {
namespace {

using Json = nlohmann::ordered_json;

std::string Persons(const Json& value) {
  if (!value.is_number()) return "no bound";
  return ops::FormatCount(static_cast<std::uint64_t>(std::llround(value.get<double>())));
}

std::string Row(const Json& row) {
  return Persons(row.at("estimate")) + " (95 % interval " + Persons(row.at("low")) + " to " +
         Persons(row.at("high")) + ")";
}

std::string Lines(const Json& json) {
  std::string text = "EXPERIMENTAL: all persons, those whom no agency met included\n";
  if (json.contains("linkage_averaged")) {
    text += "  with linkage error     " + Row(json.at("linkage_averaged")) + "\n";
    text += "  linkage as found       " + Row(json.at("as_linked")) + "\n";
  }
  for (const Json& model : json.at("models")) {
    const auto name = "  model " + model.at("method").get<std::string>();
    const auto generators = model.at("model").get<std::string>();
    text += name + std::string(name.size() < 25 ? 25 - name.size() : 1, ' ') + Row(model) +
            (generators.empty() ? "" : "  " + generators) + "\n";
  }
  for (const Json& warning : json.at("warnings")) {
    text += "  warning: " + warning.get<std::string>() + "\n";
  }
  return text;
}

}  // namespace

std::string EstimateText(const std::string& document) {
  try {
    return Lines(Json::parse(document));
  } catch (const Json::exception&) {
    return document + "\n";
  }
}

}  // namespace onefold::counter
