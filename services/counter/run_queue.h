// The counter's runs: one at a time, in the order they were started. A run is persistent from
// StartRun on; one that a crash or a stop interrupted is done again from its beginning, under the
// same id and manifest.
#pragma once

#include <grpcpp/channel.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "crypto/seal.h"
#include "services/audit/events.h"
#include "services/counter/case_index.h"
#include "services/counter/link_client.h"
#include "services/counter/run_pairs.h"
#include "services/counter/run_table.h"
#include "services/ops/metrics.h"
#include "services/store/log_store.h"
#include "services/store/submission_table.h"
#include "services/submission/intake.h"
#include "services/submission/run_manifest.h"

namespace onefold::counter {

struct RunRequest {
  Id128 run_id{};
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::vector<Id128> submissions;  // empty: all sealed ones that fit
  std::vector<std::string> clean;  // organisations with one record a person at most
  RunParameters parameters;
  RunInput input;
};

struct RunProgress {
  std::uint32_t percent = 0;
  std::uint64_t eta_seconds = 0;  // 0 = unknown
  std::string stage;
};

// All outlive the queue.
struct RunParts {
  store::Database* database = nullptr;
  const store::SubmissionTable* submissions = nullptr;
  const RunTable* runs = nullptr;
  store::LogStore* log = nullptr;
  const crypto::BoxKeyPair* box_key = nullptr;
  ops::Metrics* metrics = nullptr;
  std::shared_ptr<grpc::Channel> matcher;
  std::function<audit::EventContext()> new_context;
  std::string program;
  bool colocated = false;
  std::vector<submission::Agency> agencies;  // for the type of each source
  // Of the pairs of a run while they arrive; beyond it they go to `scratch_dir`, encrypted.
  std::uint64_t memory_bytes = 0;
  std::string scratch_dir;
};

// Thread-safe.
class RunQueue {
 public:
  // Takes up what was interrupted and begins to work.
  static StatusOr<std::unique_ptr<RunQueue>> Open(RunParts parts);
  ~RunQueue();

  // Idempotent by run id. AlreadyExists when the id was used for another request;
  // FailedPrecondition with the submission that is not sealed or does not fit, or when there is
  // none.
  StatusOr<RunRecord> Start(const RunRequest& request);
  // A finished run stays as it is.
  StatusOr<RunRecord> Cancel(const Id128& id);
  StatusOr<RunRecord> Get(const Id128& id) const;
  StatusOr<std::vector<RunRecord>> List() const;
  // FailedPrecondition when the run is not done.
  StatusOr<StoredTexts> ReportOf(const Id128& id) const;
  RunProgress ProgressOf(const RunRecord& run) const;

  // Interrupts the run under way; it is taken up at the next start.
  void Stop();

 private:
  explicit RunQueue(RunParts parts);
  RunRecord Shown(RunRecord run) const;
  struct Resolved {
    RunRecord run;
    audit::RunStarted started;
  };
  StatusOr<Resolved> Resolve(const RunRequest& request) const;
  submission::RunManifest ManifestOf(const RunRecord& run, const RunInput& input,
                                     const std::vector<store::SubmissionRecord>& records) const;
  StatusOr<std::vector<store::SubmissionRecord>> Submissions(const RunRecord& run) const;
  Status LogStart(const RunRecord& run, const RunInput& input, const audit::RunStarted& facts);
  void Work();
  void Execute(RunRecord run);
  StatusOr<RunResult> LinkAndCount(RunRecord& run);
  std::vector<count::Source> TypedSources(const RunRecord& run) const;
  StatusOr<LinkOutcome> LinkWithRetries(const RunRecord& run, const Bytes& weights,
                                        CaseIndex& index, RunPairs& pairs);
  Status Finish(RunRecord run, RunResult result);
  Status Fail(RunRecord run, const Status& why);
  void Report(std::uint32_t percent, std::string stage);

  const RunParts parts_;
  mutable std::mutex mutex_;
  std::mutex start_mutex_;
  std::condition_variable wake_;
  std::deque<Id128> queue_;
  bool stopping_ = false;
  Id128 current_{};  // all zero: none
  RunProgress progress_;
  std::chrono::steady_clock::time_point began_;
  std::uint64_t next_sequence_ = 1;
  std::atomic<bool> cancel_{false};
  bool cancelled_by_request_ = false;
  std::thread worker_;
};

}  // namespace onefold::counter
