// The coordination body's commands: run, status, release. Each talks to a counter with the
// coordinator's certificate and gives one JSON object or a few lines for a person.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "services/rpc/tls.h"

namespace onefold::counter {

struct ClientOptions {
  std::string counter;  // host:port
  rpc::TlsFiles tls;
  bool json = false;
};

struct RunCommand {
  std::string run_id;  // hex; "" = a new one
  std::string register_name = "victim", purpose = "statistics", key_epoch;
  std::string schema;  // path
  std::vector<std::string> clean, submissions;
  bool wait = false;
  std::int32_t emit_floor_millibits, unseen_weight_millibits, cut_millibits;
  std::uint32_t dice_threshold_ppm;
  std::uint64_t max_block;
  std::string oversized = "refuse";  // or skip_and_report
  RunCommand();                      // with the defaults of the counter
};

Status StartRun(const ClientOptions& client, const RunCommand& command);
// "" = all runs. `cancel` ends the run that is named.
Status ShowStatus(const ClientOptions& client, const std::string& run_id, bool cancel);
Status CreateRelease(const ClientOptions& client, const std::string& run_id,
                     const std::string& profile);

}  // namespace onefold::counter
