// Flags of a made-up world, the same for generate and simulate.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "services/lab/generate/generate.h"

namespace onefold::lab {

inline void AddWorldFlags(CLI::App& command, GenerateOptions& options) {
  static const std::map<std::string, ErrorLevel> levels = {
      {"low", ErrorLevel::kLow}, {"medium", ErrorLevel::kMedium}, {"heavy", ErrorLevel::kHeavy}};
  command.add_option("--seed", options.seed, "The same seed gives the same world")
      ->capture_default_str();
  command
      .add_option("--errors", options.errors,
                  "low | medium | heavy: half, once, twice the rates of docs/formats/generate.md")
      ->transform(CLI::CheckedTransformer(levels))
      ->default_str("medium");
  command.add_option("--agencies", options.agencies, "How many agencies")
      ->check(CLI::Range(2, 8))
      ->capture_default_str();
  command.add_option("--states", options.states, "In how many states")
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  command.add_flag("--independent", options.independent,
                   "Control world: agencies meet everybody alike, and whoever else meets them");
  command.add_option("--years", options.years, "Years of the panel, the last is 2025")
      ->check(CLI::Range(1, 20))
      ->capture_default_str();
}

}  // namespace onefold::lab
