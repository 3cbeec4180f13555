// What an auditor remembers: the last verified checkpoint of each log, as signed. A fork passes
// every check that keeps no state; this is what exposes it.
#pragma once

#include <optional>
#include <string>

#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"

namespace onefold::auditor {

class KnownState {
 public:
  explicit KnownState(std::string directory) : directory_(std::move(directory)) {}
  // Nothing when this log was never verified. DataLoss when the file is there but not a checkpoint
  // by `key`.
  StatusOr<std::optional<tlog::Checkpoint>> Load(const tlog::VerifierKey& key) const;
  // `note` is a checkpoint by `key`, verified.
  Status Store(const tlog::VerifierKey& key, const std::string& note) const;

 private:
  std::string Path(const tlog::VerifierKey& key) const;
  std::string directory_;
};

}  // namespace onefold::auditor
