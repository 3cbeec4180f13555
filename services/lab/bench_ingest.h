// Durable ingest as the matcher does it, without the network: chunks of items, checked against
// their digest, encrypted under a submission's data key, written to RocksDB in synced batches.
#pragma once

#include <string>

#include "crypto/status.h"
#include "services/lab/bench.h"

namespace onefold::lab {

// options.records items of options.bits filter bits, in a temporary folder (TMPDIR) that is removed
// afterwards: {"records_per_second","megabytes_per_second","seconds","size_on_disk_bytes",...}.
StatusOr<std::string> BenchIngest(const BenchOptions& options);

}  // namespace onefold::lab
