// What the matcher sees of pairs, with the record ids, so that attacks by others can run on it.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/secret.h"
#include "crypto/status.h"

namespace onefold::lab::attack {

struct ExportOptions {
  std::string schema_path, input_path, output_path;
  std::uint64_t limit = 0;  // as in AttackOptions
  unsigned threads = 0;
};

struct ExportCounts {
  std::uint64_t records = 0, edges = 0;
};

// Writes pass,record_id_a,record_id_b,similarity: every pair that shares a block in that pass, or
// every pair of a clkhash schema. The similarity has six decimals: Dice of the CLKs, or of all
// filters of the item together. NotFound, InvalidArgument (input), Internal (output).
StatusOr<ExportCounts> ExportEdges(const ExportOptions& options, const crypto::Secret& key);

}  // namespace onefold::lab::attack
