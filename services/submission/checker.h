// What one of the two centres accepts as content of a submission. Everything else about a
// submission is common.
#pragma once

#include <cstdint>

#include "services/submission/statement.h"

namespace onefold::submission {

// Thread-safe.
class ContentChecker {
 public:
  virtual ~ContentChecker() = default;
  virtual store::ContentKind kind() const = 0;
  // FailedPrecondition with a Detail, for example for a schema that is not in use here.
  virtual Status CheckManifest(const Manifest& manifest) const = 0;
  // The number of items in the chunk, at least 1. InvalidArgument with a Detail.
  virtual StatusOr<std::uint64_t> CheckChunk(const Manifest& manifest, std::uint32_t pass,
                                             ByteView content) const = 0;
  virtual Status CheckSeal(const Manifest& manifest, std::uint64_t items) const = 0;
};

}  // namespace onefold::submission
