// The coordination body's commands: run, status, report, estimate, release. Each talks to a counter
// with the coordinator's certificate and gives one JSON object or a few lines for a person.
#pragma once

#include <cstdint>
#include <optional>
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
  std::string constraints;  // path; "" = none
  bool wait = false;
  std::int32_t emit_floor_millibits, unseen_weight_millibits;
  std::optional<std::int32_t> cut_millibits;  // none: the schema's
  std::uint32_t dice_threshold_ppm;
  std::uint64_t max_block;
  std::string oversized = "refuse";  // or skip_and_report
  std::string weights;               // path of a file of fixed weights; "" = learned
  RunCommand();                      // with the defaults of the counter
};

Status StartRun(const ClientOptions& client, const RunCommand& command);
// "" = all runs. `cancel` ends the run that is named.
Status ShowStatus(const ClientOptions& client, const std::string& run_id, bool cancel);
// Writes the report of a finished run: an HTML page when the file's name ends in .html, else JSON.
Status FetchReport(const ClientOptions& client, const std::string& run_id, const std::string& out);
struct EstimateCommand {
  std::string run_id, profile = "internal", method;  // "": by the number of agencies
  std::uint32_t order = 0, resamples = 1'000;
  std::uint64_t seed = 1;
};
// FailedPrecondition after the document, when it refuses a result.
Status EstimateRun(const ClientOptions& client, const EstimateCommand& command);
Status CreateRelease(const ClientOptions& client, const std::string& run_id,
                     const std::string& profile);

}  // namespace onefold::counter
