// Synthetic persons of South-Eastern Europe and what several agencies write down about them, with
// the truth: data for trials and measurements, nobody real. The same seed gives the same files on
// every machine.
//
// Planted (rates by agency, generate.cc): Cyrillic, Greek, Latin and plain-ASCII spellings of one
// name, typing errors, given and family name in each other's place, dropped and added names, gender
// suffixes, day and month swapped, 1 January for an unknown day, missing fields, siblings, repeated
// records inside one list, refused consent. Agencies' lists overlap by referral, so captures are
// not independent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/status.h"

namespace onefold::lab {

struct GenerateOptions {
  std::uint64_t persons = 1000;  // alive in the population; not all are met by an agency
  std::uint64_t seed = 1;
  std::string out_dir;  // made if absent; gets <agency>.csv, truth.csv, population.json
};

struct Generated {
  std::uint64_t persons = 0, observed = 0, records = 0;  // observed: met by at least one agency
  std::vector<std::string> files;
};

// InvalidArgument for no persons or more than 10 million; Internal when a file cannot be written.
StatusOr<Generated> Generate(const GenerateOptions& options);
std::string FormatGenerated(const Generated& generated);  // one JSON object

}  // namespace onefold::lab
