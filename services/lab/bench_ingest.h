// What a matcher's store does with chunks of items, without the network (tests/bench/ingest.py has
// the whole way): checked against their digest, encrypted under a submission's data key and made
// durable as the matcher does it; then read back and decrypted as for a run, and their filters put
// into the order of their popcounts.
#pragma once

#include <string>

#include "crypto/status.h"
#include "services/lab/bench.h"

namespace onefold::lab {

// options.records items of options.bits filter bits, in a temporary folder (TMPDIR) that is removed
// afterwards, one thread writing and options.threads reading. Before reading, the files leave the
// page cache, so that they come from the disk.
// {"stage":"store","records_per_second","megabytes_per_second","load_records_per_second",...}.
StatusOr<std::string> BenchIngest(const BenchOptions& options);

}  // namespace onefold::lab
