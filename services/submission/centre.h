// A centre's process: database, audit log, intake, metrics, and the two listeners. Matcher and
// counter add a content checker, their own service and their own column families.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "services/ops/health.h"
#include "services/ops/metrics.h"
#include "services/rpc/roles.h"
#include "services/rpc/server.h"
#include "services/store/database.h"
#include "services/store/log_store.h"
#include "services/submission/centre_config.h"
#include "services/submission/intake.h"

namespace grpc {
class Service;
}

namespace onefold::submission {

struct CentreKind {
  rpc::Program program = rpc::Program::kMatcher;
  std::string role;                     // matcher, counter
  std::string version;                  // "onefold-matcher 0.1.0"
  std::vector<store::Family> families;  // of its own
  int max_receive_bytes = rpc::kMaxMessageBytes;
};

class Centre {
 public:
  // Opens everything and logs service.start. Fails closed: see LogStore::Open. `checker` outlives
  // the centre.
  static StatusOr<std::unique_ptr<Centre>> Open(const CentreConfig& config, CentreKind kind,
                                                const ContentChecker* checker);
  ~Centre();

  // Serves `service` beside SubmissionService until SIGTERM or SIGINT (which must be blocked:
  // BlockStopSignals). `before_stop` runs when the signal has come, before the listeners close.
  // Writes {"grpc":N,"ops":N} to `ports_file` unless empty.
  Status Serve(grpc::Service* service, const std::string& ports_file,
               const std::function<void()>& before_stop);

  store::Database& database();
  const store::Vault& vault() const;
  store::SubmissionTable& table();
  store::LogStore& log();
  Intake& intake();
  ops::Metrics& metrics();
  ops::Health& health();
  // The context of the next log event: time, fresh id and seed, this daemon.
  audit::EventContext NewContext() const;

 private:
  struct Parts;
  explicit Centre(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// To be called first in main, so that every thread leaves the signals to Serve.
void BlockStopSignals();

// Makes the missing ones of the key files `<dir>/<name>.key` and returns the public parts as JSON:
// {"log_public_key":base64,...}. Names: log, release (kind sign), storage, box.
StatusOr<std::string> MakeKeyFiles(const std::string& dir, std::span<const std::string> names);
// The command `keygen`: the same, with the JSON on stdout.
Status Keygen(const std::string& dir, std::span<const std::string> names);

}  // namespace onefold::submission
