// Work items on a pool of threads. Items are numbered, so results can be put in an order that does
// not depend on which thread did what.
#pragma once

#include <cstddef>
#include <functional>

#include "crypto/status.h"

namespace onefold::match {

// Number of workers for a wish of `threads` (0 = all cores), at least 1.
unsigned WorkerCount(unsigned threads);

// Calls work(worker, item) for every item < count, worker < workers. One worker runs on the
// caller's thread when workers == 1. The first error stops the handing out of further items and is
// returned; an exception for want of memory becomes ResourceExhausted.
Status ParallelFor(std::size_t count, unsigned workers,
                   const std::function<Status(unsigned worker, std::size_t item)>& work);

}  // namespace onefold::match
