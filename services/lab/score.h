// Pairwise quality of entities against known truth.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/status.h"

namespace onefold::lab {

struct Score {
  double precision = 0, recall = 0,
         f1 = 0;  // over pairs of records; 1 where there is no pair to be wrong about
  std::uint64_t unique_true = 0;  // persons in the truth file
  std::uint64_t entities = 0;     // in the entities file
  std::uint64_t records = 0;      // in the truth file
  std::uint64_t missing = 0;      // records of the truth that have no entity: each counts as alone
  std::uint64_t pairs_true = 0, pairs_found = 0, pairs_right = 0;
};

// entities.csv: source,record_id,entity_id. truth.csv: source,record_id,person_id. InvalidArgument
// naming file and row for a repeated record or one that the truth does not know.
StatusOr<Score> ScoreEntities(const std::string& entities_path, const std::string& truth_path);
std::string FormatScore(const Score& score);

}  // namespace onefold::lab
