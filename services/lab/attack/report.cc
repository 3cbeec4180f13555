#include "services/lab/attack/report.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "linkage/count/wilson.h"

namespace onefold::lab::attack {
namespace {

nlohmann::ordered_json OutcomeJson(const AttackOutcome& outcome) {
  nlohmann::ordered_json json = {{"id", outcome.id}, {"name", outcome.name}};
  if (!outcome.pass.empty()) json["pass"] = outcome.pass;
  json["applicable"] = outcome.applicable();
  if (!outcome.applicable()) json["reason"] = outcome.reason;
  if (outcome.applicable()) {
    const count::ShareInterval interval =
        count::WilsonInterval(outcome.reidentified(), outcome.of());
    json["reidentified"] = outcome.reidentified();
    json["of"] = outcome.of();
    json["rate"] = outcome.rate();
    json["low"] = interval.low;
    json["high"] = interval.high;
    json["chance"] = outcome.chance;
    if (outcome.sum_of_rates.has_value()) json["sum_of_rates"] = *outcome.sum_of_rates;
  }
  for (const auto& [key, value] : outcome.details) json[key] = value;
  json["seconds"] = outcome.seconds;
  json["seeds"] = nlohmann::ordered_json::array();
  for (const SeedOutcome& one : outcome.seeds) {
    json["seeds"].push_back(
        {{"seed", one.seed}, {"reidentified", one.reidentified}, {"of", one.of}});
  }
  return json;
}

}  // namespace

std::uint64_t AttackOutcome::reidentified() const {
  std::uint64_t sum = 0;
  for (const SeedOutcome& one : seeds) sum += one.reidentified;
  return sum;
}

std::uint64_t AttackOutcome::of() const {
  std::uint64_t sum = 0;
  for (const SeedOutcome& one : seeds) sum += one.of;
  return sum;
}

double AttackOutcome::rate() const {
  return of() == 0 ? 0 : static_cast<double>(reidentified()) / static_cast<double>(of());
}

std::string FormatReport(const AttackReport& report) {
  nlohmann::ordered_json json = {
      {"schema", report.schema},   {"profile", report.profile},
      {"records", report.records}, {"known", report.known},
      {"overlap", report.overlap}, {"attacks", nlohmann::ordered_json::array()}};
  for (const AttackOutcome& outcome : report.attacks) {
    json["attacks"].push_back(OutcomeJson(outcome));
  }
  return json.dump();
}

std::string FormatTable(const AttackReport& report) {
  std::string text = "schema " + report.schema + ", profile " + report.profile + ": " +
                     std::to_string(report.records) + " records, population " +
                     std::to_string(report.known) + ", overlap " + std::to_string(report.overlap) +
                     "\n";
  for (const AttackOutcome& outcome : report.attacks) {
    char line[256];
    const std::string pass = outcome.pass.empty() ? "all passes" : outcome.pass;
    if (!outcome.applicable()) {
      std::snprintf(line, sizeof(line), "%-3s %-24s %-28s not applicable: ", outcome.id.c_str(),
                    outcome.name.c_str(), pass.c_str());
      text += line + outcome.reason + "\n";
      continue;
    }
    const count::ShareInterval interval =
        count::WilsonInterval(outcome.reidentified(), outcome.of());
    std::snprintf(line, sizeof(line),
                  "%-3s %-24s %-28s %8.4f %%  (95 %%: %.4f to %.4f; chance %.4f)  %.1f s",
                  outcome.id.c_str(), outcome.name.c_str(), pass.c_str(), 100 * outcome.rate(),
                  100 * interval.low, 100 * interval.high, 100 * outcome.chance, outcome.seconds);
    text += line;
    if (outcome.sum_of_rates.has_value()) {
      std::snprintf(line, sizeof(line), "  rates added: %.4f %%", 100 * *outcome.sum_of_rates);
      text += line;
    }
    text += "\n";
  }
  return text;
}

}  // namespace onefold::lab::attack
