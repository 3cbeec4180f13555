// What an attack achieved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace onefold::lab::attack {

struct SeedOutcome {
  std::uint64_t seed = 0, reidentified = 0, of = 0;
};

struct AttackOutcome {
  std::string id;      // A1 ... A8
  std::string name;    // the method
  std::string pass;    // "" for an attack on all passes, or the union over them
  std::string reason;  // why it is not applicable; "" when it is
  std::vector<SeedOutcome> seeds;
  double chance = 0;                   // expected share of a blind guess
  std::optional<double> sum_of_rates;  // of a union: the passes' rates added
  double seconds = 0;
  std::vector<std::pair<std::string, std::uint64_t>> details;

  bool applicable() const { return reason.empty(); }
  std::uint64_t reidentified() const;
  std::uint64_t of() const;
  double rate() const;
};

struct AttackReport {
  std::string schema, profile;
  std::uint64_t records = 0, known = 0, overlap = 0;
  std::vector<AttackOutcome> attacks;
};

// One JSON object (docs/formats/cli.md).
std::string FormatReport(const AttackReport& report);
// Lines for people.
std::string FormatTable(const AttackReport& report);

}  // namespace onefold::lab::attack
