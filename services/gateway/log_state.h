// What is published of a log: its latest checkpoint and its key.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/status.h"
#include "services/gateway/publish_folder.h"

namespace onefold::gateway {

struct LogState {
  std::string origin;
  std::uint64_t size = 0;       // entries
  std::string root;             // base64, as in the checkpoint
  std::string verifier_key;     // contents of log.vkey
  std::int64_t written_ms = 0;  // of the checkpoint file
};

// `name`: "matcher" or "counter". NotFound when nothing is published; DataLoss when the checkpoint
// is not signed by the key beside it; InvalidArgument when one of them is malformed. That they fit
// together proves little (whoever can write one can write both); `onefold-audit` proves more.
StatusOr<LogState> ReadLogState(const PublishFolder& folder, const std::string& name);

}  // namespace onefold::gateway
