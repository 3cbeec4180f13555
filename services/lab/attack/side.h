// The records of one side of an experiment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/lab/attack/view.h"

namespace onefold::lab::attack {

struct Side {
  std::vector<std::string> ids;
  Records records;  // own format; does not depend on the key
  Bytes clks;       // clkhash, under `key`
};

// The rows of `path`; with `limit`, so many of them: those whose ids have the least hashes, so that
// two files keep the same persons. Errors as ReadSources(); InvalidArgument when no row is usable.
StatusOr<Side> ReadSide(const std::string& path, const linkage::LinkageSchema& schema,
                        const crypto::Secret& key, std::uint64_t limit, unsigned threads);

}  // namespace onefold::lab::attack
