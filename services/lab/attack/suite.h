// The attacks on one schema, one after the other, and what they achieve.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "crypto/status.h"
#include "services/lab/attack/report.h"

namespace onefold::lab::attack {

struct AttackOptions {
  std::string schema_path;
  std::string victims_path;     // encoded under random keys
  std::string population_path;  // what the attacker holds in clear
  std::set<std::string> only;   // ids of attacks; empty = all
  std::uint64_t seeds = 5;
  double known_fraction = 0.2;
  std::uint64_t limit = 0;  // records of each file, the same choice of ids in both; 0 = all
  unsigned threads = 0;
  unsigned attacker_keys = 16;  // keys that the attacker draws for his expectation
  std::uint32_t dummies = 0;    // A2: most padding items of a block that the attacker reckons with
  bool control_linkable = false;  // A3: the attacker is told which items are one record
  bool show_progress = true;
};

// Ids of the attacks that exist.
const std::set<std::string>& AttackIds();

// InvalidArgument: no victim is in the population, an unknown attack, no usable row. Errors of
// reading as in ReadSources().
StatusOr<AttackReport> RunAttacks(const AttackOptions& options);

}  // namespace onefold::lab::attack
