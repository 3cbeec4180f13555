// Chance agreement as the agencies' signed manifests state it (linkage/chance.h).
#pragma once

#include <span>

#include "crypto/status.h"
#include "linkage/chance.h"
#include "services/store/submission_table.h"

namespace onefold::matcher {

// The sum over the submissions. DataLoss when a manifest cannot be read: it was checked on arrival.
StatusOr<linkage::ChanceTable> SumChance(std::span<const store::SubmissionRecord> records);

// SHA-256 over a text: for each group a line `group` with its filters, then a line `outcome N
// COUNT` for each of its outcomes, both ascending.
Digest ChanceDigest(const linkage::ChanceTable& table);

}  // namespace onefold::matcher
