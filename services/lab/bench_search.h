// All pairs of two stored sets: from RocksDB to hits in order.
#pragma once

#include "services/lab/bench.h"

namespace onefold::lab {

// Stores two sets of made-up filters (clk_like.h) as a matcher stores submissions, drops the files
// from the page cache, and measures loading, packing and the exact search. `check` rows of the left
// side, spread evenly over the popcounts, are compared with every row of the right by counting all
// bits: InternalError when the hits differ. One JSON object.
StatusOr<std::string> BenchSearch(const BenchOptions& options);

}  // namespace onefold::lab
