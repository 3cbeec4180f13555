// Verification of a log from its published files alone. Nothing is believed that can be computed:
// every leaf is hashed and decoded, every tile of every level and the root are computed from the
// leaves and compared. (Clients that check only the tiles they need have accepted entries that were
// edited together with their leaf tile.)
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"
#include "services/audit/leaf.h"
#include "services/audit/log_source.h"

namespace onefold::audit {

struct LogReport {
  tlog::Checkpoint checkpoint;
  std::string note;           // the checkpoint as signed
  std::uint64_t tiles = 0;    // files compared: hash tiles and entry bundles
  std::uint64_t entries = 0;  // leaves hashed and decoded
  std::uint64_t uninterpreted =
      0;  // leaves of a version or type this program does not know: a failure
  std::optional<std::uint64_t>
      consistent_from;  // size of the checkpoint known before, when the log contains it
  std::vector<std::string> failures;  // the first kMaxFailures; empty = verified
  bool verified() const { return failures.empty(); }
};
inline constexpr std::size_t kMaxFailures = 50;

// Called for every decoded entry, in order.
using EventVisitor = std::function<void(std::uint64_t index, const Event& event)>;

// `known`: the last checkpoint of this log that was verified before, if any. A log that is shorter
// or has another history fails. An error means that the log could not be examined: NotFound without
// a checkpoint, Unavailable.
StatusOr<LogReport> VerifyLog(LogSource& source, const tlog::VerifierKey& key,
                              const std::optional<tlog::Checkpoint>& known,
                              const EventVisitor& visit = {});

// The log.vkey that the log itself publishes. It proves nothing about who runs the log.
StatusOr<tlog::VerifierKey> ReadPublishedKey(LogSource& source);

}  // namespace onefold::audit
