// Made-up persons as several agencies of South-Eastern Europe would record them: names in several
// scripts, errors, missing fields, repeated records, consent. The columns fit
// deploy/schemas/see.json and the victim register.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/status.h"

namespace onefold::lab {

struct GenerateOptions {
  std::uint64_t persons = 1000;
  std::uint64_t seed = 1;
  std::string directory;  // made when it does not exist
};

struct Generated {
  std::uint64_t persons = 0;  // met by at least one agency
  std::uint64_t records = 0;
  std::vector<std::string> files;
};

// Writes police.csv, border.csv, shelter.csv, helpline.csv, inspectorate.csv and truth.csv
// (source,record_id,person_id). The same persons and seed give the same bytes. Every person is met
// at least once.
StatusOr<Generated> Generate(const GenerateOptions& options);

}  // namespace onefold::lab
