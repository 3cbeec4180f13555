// RunQueue: what is asked for, and what is shown of it.
#include <algorithm>
#include <set>
#include <utility>

#include "crypto/hash.h"
#include "services/counter/run_queue.h"
#include "services/rpc/error.h"

namespace onefold::counter {

using store::SubmissionRecord;
using store::SubmissionState;

namespace {

constexpr std::size_t kMaxSources = 32;  // bits of a capture history

Status Unfit(const Id128& id, const char* why) {
  return rpc::WithDetail(FailedPreconditionError("submission " + FormatHex(id) + ": " + why),
                         {.rule = "run.submission", .field = "submission_ids"});
}

// What was asked for, so that a repeated request can be told from another one.
Digest DigestOf(const RunRequest& request) {
  Bytes text;
  for (const std::string* part : {&request.register_name, &request.purpose, &request.key_epoch}) {
    AppendBe32(text, static_cast<std::uint32_t>(part->size()));
    Append(text, *part);
  }
  Append(text, ByteView(request.schema_digest));
  std::set<Id128> submissions(request.submissions.begin(), request.submissions.end());
  AppendBe32(text, static_cast<std::uint32_t>(submissions.size()));
  for (const Id128& id : submissions) Append(text, ByteView(id));
  for (const std::string& name :
       std::set<std::string>(request.clean.begin(), request.clean.end())) {
    AppendBe32(text, static_cast<std::uint32_t>(name.size()));
    Append(text, name);
  }
  const RunParameters& parameters = request.parameters;
  for (const std::int32_t value :
       {parameters.emit_floor_millibits, static_cast<std::int32_t>(parameters.dice_threshold_ppm),
        parameters.cluster.unseen_weight, parameters.cluster.cut}) {
    AppendBe32(text, static_cast<std::uint32_t>(value));
  }
  AppendBe64(text, parameters.max_block);
  text.push_back(parameters.skip_oversized_blocks ? 1 : 0);
  if (!request.input.weights.empty()) {
    Append(text, "weights");
    Append(text, ByteView(crypto::Sha256(request.input.weights)));
  }
  // Nothing when there are none, so that runs of before constraints keep their digest.
  if (!request.input.constraints.empty()) {
    Append(text, "constraints");
    Append(text, ByteView(DigestOf(request.input.constraints)));
  }
  return crypto::Sha256(text);
}

Status CheckFits(const SubmissionRecord& record, const RunRecord& run) {
  if (record.state != SubmissionState::kSealed) return Unfit(record.id, "not sealed");
  if (record.register_name != run.register_name) return Unfit(record.id, "of another register");
  if (record.purpose != run.purpose) return Unfit(record.id, "made for another purpose");
  if (record.key_epoch != run.key_epoch) return Unfit(record.id, "made in another key epoch");
  if (record.schema_digest != run.schema_digest)
    return Unfit(record.id, "made with another schema");
  return OkStatus();
}

}  // namespace

StatusOr<std::vector<SubmissionRecord>> RunQueue::Submissions(const RunRecord& run) const {
  std::vector<SubmissionRecord> records;
  for (const Id128& id : run.submissions) {
    auto record = parts_.submissions->Get(id);
    if (record.status().code() == StatusCode::kNotFound) return Unfit(id, "not known here");
    if (!record.ok()) return record.status();
    ONEFOLD_RETURN_IF_ERROR(CheckFits(*record, run));
    records.push_back(*std::move(record));
  }
  return records;
}

StatusOr<RunQueue::Resolved> RunQueue::Resolve(const RunRequest& request) const {
  Resolved resolved;
  RunRecord& run = resolved.run;
  run.id = request.run_id;
  run.request_digest = DigestOf(request);
  run.register_name = request.register_name;
  run.purpose = request.purpose;
  run.key_epoch = request.key_epoch;
  run.schema_digest = request.schema_digest;
  run.parameters = request.parameters;
  run.submissions = request.submissions;
  if (run.submissions.empty()) {
    ONEFOLD_RETURN_IF_ERROR(
        parts_.submissions->Visit(std::nullopt, [&](const SubmissionRecord& record) {
          if (CheckFits(record, run).ok()) run.submissions.push_back(record.id);
          return true;
        }));
  }
  std::sort(run.submissions.begin(), run.submissions.end());
  run.submissions.erase(std::unique(run.submissions.begin(), run.submissions.end()),
                        run.submissions.end());
  if (run.submissions.empty()) {
    return rpc::WithDetail(FailedPreconditionError(
                               "no sealed submission fits register, purpose, key epoch and schema"),
                           {.rule = "run.no-submissions"});
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto records, Submissions(run));
  std::set<std::string> names;
  for (const SubmissionRecord& record : records) names.insert(record.organisation);
  for (const std::string& name : request.clean) {
    if (!names.contains(name)) {
      return rpc::WithDetail(
          InvalidArgumentError("an organisation called clean has no submission in the run"),
          {.rule = "run.source-unknown", .field = "sources"});
    }
  }
  if (names.size() > kMaxSources) {
    return rpc::WithDetail(InvalidArgumentError("a run has at most 32 organisations"),
                           {.rule = "run.sources"});
  }
  const std::set<std::string> clean(request.clean.begin(), request.clean.end());
  for (const std::string& name : names) run.sources.push_back({name, clean.contains(name)});
  resolved.started = submission::StartedFacts(ManifestOf(run, request.input, records));
  run.manifest_digest = resolved.started.manifest_digest;
  return resolved;
}

submission::RunManifest RunQueue::ManifestOf(const RunRecord& run, const RunInput& input,
                                             const std::vector<SubmissionRecord>& records) const {
  submission::RunManifest manifest;
  manifest.role = "counter";
  manifest.program = parts_.program;
  manifest.colocated = parts_.colocated;
  manifest.run_id = run.id;
  manifest.register_name = run.register_name;
  manifest.purpose = run.purpose;
  manifest.key_epoch = run.key_epoch;
  manifest.schema_digest = run.schema_digest;
  manifest.parameters = {{"cut-millibits", run.parameters.cluster.cut},
                         {"dice-threshold-ppm", run.parameters.dice_threshold_ppm},
                         {"emit-floor-millibits", run.parameters.emit_floor_millibits},
                         {"max-block", static_cast<std::int64_t>(run.parameters.max_block)},
                         {"skip-oversized-blocks", run.parameters.skip_oversized_blocks},
                         {"unseen-weight-millibits", run.parameters.cluster.unseen_weight}};
  if (!input.weights.empty()) manifest.weights = crypto::Sha256(input.weights);
  for (const count::Source& source : run.sources)
    manifest.sources.emplace_back(source.name, source.clean);
  if (!input.constraints.empty()) {
    manifest.constraints = {input.constraints.size(), DigestOf(input.constraints)};
  }
  for (const SubmissionRecord& record : records) {
    manifest.submissions.push_back({record.id, record.organisation, record.content_digest});
  }
  return manifest;
}

Status RunQueue::LogStart(const RunRecord& run, const RunInput& input,
                          const audit::RunStarted& facts) {
  const audit::Event event = audit::WriteRunStarted(parts_.new_context(), facts);
  rocksdb::WriteBatch batch;
  parts_.runs->Put(batch, run);
  parts_.runs->Put(batch, run.id, input);
  return parts_.log->Append(batch, {&event, 1}).status();
}

StatusOr<RunRecord> RunQueue::Start(const RunRequest& request) {
  const std::lock_guard starting(start_mutex_);
  auto existing = parts_.runs->Get(request.run_id);
  if (existing.ok()) {
    if (existing->request_digest == DigestOf(request)) return Shown(*std::move(existing));
    return rpc::WithDetail(AlreadyExistsError("this run id was used for another request"),
                           {.rule = "run.conflict", .field = "run_id"});
  }
  if (existing.status().code() != StatusCode::kNotFound) return existing.status();
  ONEFOLD_ASSIGN_OR_RETURN(Resolved resolved, Resolve(request));
  RunRecord& run = resolved.run;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return UnavailableError("the counter is stopping");
    run.sequence = next_sequence_++;
  }
  ONEFOLD_RETURN_IF_ERROR(LogStart(run, request.input, resolved.started));
  const std::lock_guard lock(mutex_);
  queue_.push_back(run.id);
  wake_.notify_one();
  return std::move(run);
}

StatusOr<RunRecord> RunQueue::Cancel(const Id128& id) {
  ONEFOLD_ASSIGN_OR_RETURN(RunRecord run, parts_.runs->Get(id));
  {
    const std::lock_guard lock(mutex_);
    if (current_ == id) {
      cancelled_by_request_ = true;
      cancel_ = true;
      return run;
    }
    const auto waiting = std::find(queue_.begin(), queue_.end(), id);
    if (waiting == queue_.end()) return run;
    queue_.erase(waiting);
  }
  ONEFOLD_RETURN_IF_ERROR(Fail(run, CancelledError("cancelled before it began")));
  return parts_.runs->Get(id);
}

// A run is done when its log entry is under a signed checkpoint: a moment after it is stored.
RunRecord RunQueue::Shown(RunRecord run) const {
  if (run.result.has_value() && run.result->log_index >= parts_.log->latest().size) {
    run.state = RunState::kCounting;
    run.result.reset();
  }
  return run;
}

StatusOr<RunRecord> RunQueue::Get(const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(RunRecord run, parts_.runs->Get(id));
  return Shown(std::move(run));
}

StatusOr<StoredTexts> RunQueue::ReportOf(const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(const RunRecord run, Get(id));
  if (run.state != RunState::kDone) {
    return FailedPreconditionError("the run is not done: it is " +
                                   std::string(RunStateName(run.state)));
  }
  return parts_.runs->ReadReport(id);
}

StatusOr<std::vector<RunRecord>> RunQueue::List() const {
  ONEFOLD_ASSIGN_OR_RETURN(std::vector<RunRecord> runs, parts_.runs->List());
  for (RunRecord& run : runs) run = Shown(std::move(run));
  return runs;
}

RunProgress RunQueue::ProgressOf(const RunRecord& run) const {
  if (run.state == RunState::kDone) return {100, 0, "done"};
  if (IsFinal(run.state)) return {0, 0, std::string(RunStateName(run.state))};
  const std::lock_guard lock(mutex_);
  if (current_ != run.id) return {0, 0, "waiting for the run before it"};
  RunProgress progress = progress_;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began_;
  if (progress.percent > 0) {
    progress.eta_seconds =
        static_cast<std::uint64_t>(elapsed.count() * (100 - progress.percent) / progress.percent) +
        1;
  }
  return progress;
}

}  // namespace onefold::counter
