#include "services/lab/outcome_score.h"

namespace onefold::lab {

std::vector<std::uint32_t> EntityByRecord(const LinkOutcome& outcome, const Truth& truth) {
  std::vector<std::uint32_t> entity_of(truth.records(), Truth::kUnknown);
  for (std::size_t r = 0; r < outcome.rows.size(); ++r) {
    const RowId& row = outcome.rows[r];
    const std::uint32_t record = truth.Find(outcome.source_names[row.source], row.record_id);
    if (record != Truth::kUnknown) entity_of[record] = outcome.entity_of[r];
  }
  return entity_of;
}

}  // namespace onefold::lab
