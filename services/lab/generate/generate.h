// A made-up world: victims of trafficking in South-Eastern Europe as several agencies record them,
// with everything that makes linkage hard, and the truth. What is planted at which rates:
// docs/formats/generate.md. No real person is meant.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "services/lab/generate/agency.h"

namespace onefold::lab {

struct GenerateOptions {
  std::uint64_t persons = 1000;  // those whom no agency meets included
  std::uint64_t seed = 1;
  std::string directory;  // made when it does not exist
  ErrorLevel errors = ErrorLevel::kMedium;
  std::size_t agencies = 7;  // 2 to 8
  std::size_t states = 3;    // 1 to 3
  int years = 5;             // 1 to 20; the last is 2025
  // Each agency meets everybody with the same chance, whoever else meets them: the control world
  // in which the assumptions of docs/METHODS-MSE.md hold.
  bool independent = false;
  // Every agency writes Latin letters: the control world that tells what scripts cost. All else is
  // drawn as in the world of the same seed: persons, records, their numbers, what they know.
  bool latin_only = false;
  // Fictitious persons beyond the world that every agency writes into AGENCY.planted.csv, for
  // onefold-agency submit --planted. They are in no other file.
  std::uint32_t planted = 0;
  bool show_progress = false;
};

struct Generated {
  std::uint64_t persons = 0;
  std::uint64_t detected = 0;  // met by at least one agency
  std::uint64_t records = 0, linkable = 0;
  std::uint64_t withdrawals = 0;
  std::vector<std::string> files;
};

// Writes AGENCY.csv for every agency (and AGENCY.planted.csv when asked to), agencies.csv,
// truth.csv, records.csv, persons.csv and events.csv. The same options give the same bytes on every
// machine; memory does not grow with the number of persons. InvalidArgument for options out of
// range or a folder that cannot be made.
StatusOr<Generated> Generate(const GenerateOptions& options);

}  // namespace onefold::lab
