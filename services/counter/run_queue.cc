#include "services/counter/run_queue.h"

#include <algorithm>
#include <span>
#include <utility>

#include "linkage/count/quality.h"
#include "linkage/report/run_report.h"
#include "services/ops/diagnostics.h"
#include "services/report/run_report_page.h"
#include "services/rpc/error.h"
#include "services/rpc/retry.h"
#include "services/store/disk_spill.h"

namespace onefold::counter {
namespace {

// While the matcher starts again: two minutes on average, and noticed within two seconds.
constexpr rpc::RetryPolicy kLinkRetries = {.attempts = 120, .most = std::chrono::seconds(2)};
constexpr std::uint32_t kLinkingPercent = 90;  // the rest is clustering and counting

StatusOr<StoredTexts> TextsOf(const RunRecord& run, std::span<const count::CaseRef> cases,
                              const count::EvidenceStream& evidence,
                              const count::Entities& entities, const LinkOutcome& linked,
                              const RunResult& result) {
  report::RunReport report;
  report.title = "Run " + FormatHex(run.id);
  for (const count::Source& source : run.sources) report.source_names.push_back(source.name);
  report.passes = linked.passes;
  ONEFOLD_ASSIGN_OR_RETURN(report.quality, count::MeasureQuality(cases, run.sources, evidence,
                                                                 entities, linked.passes.size()));
  report.estimate = result.estimate;
  report.cut = run.parameters.cluster.cut;
  report.competition_shift = entities.competition_shift;
  report.warnings = result.warnings;
  return StoredTexts{report::FormatJson(report), report::FormatPage(report)};
}

std::string FormatCounts(const RunResult& result) {
  return "gross " + std::to_string(result.tally.gross) + "\nlinkable " +
         std::to_string(result.linkable) + "\nentities " +
         std::to_string(result.estimate.entities) + "\nunique " +
         std::to_string(result.estimate.estimate) + "\npairs " + std::to_string(result.pairs) +
         "\n";
}

void WarnOfConstraints(std::uint64_t left_out, std::uint64_t contradictions,
                       std::vector<std::string>& warnings) {
  if (left_out > 0) {
    warnings.push_back(std::to_string(left_out) +
                       " constraints left out: the run has no such linkable case");
  }
  if (contradictions > 0) {
    warnings.push_back(std::to_string(contradictions) +
                       " must-links left out: cannot-links contradict them");
  }
}

// Of the planted records, which are linked together with the real ones; nothing without any.
StatusOr<std::optional<PlantedResult>> MeasurePlanted(const RunRecord& run, const CaseIndex& index,
                                                      const count::EvidenceStream& evidence,
                                                      std::uint64_t memory_bytes) {
  if (index.planted().empty() && index.planted_unlinkable() == 0) return std::nullopt;
  PlantedResult planted;
  planted.unlinkable = index.planted_unlinkable();
  if (!index.planted().empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(const count::Entities entities,
                             count::Cluster(index.cases(), run.sources, evidence,
                                            run.parameters.cluster, {}, memory_bytes));
    planted.recall = count::MeasurePlanted(index.cases(), index.planted(), entities);
  }
  return planted;
}

}  // namespace

RunQueue::RunQueue(RunParts parts) : parts_(std::move(parts)) {}

RunQueue::~RunQueue() { Stop(); }

StatusOr<std::unique_ptr<RunQueue>> RunQueue::Open(RunParts parts) {
  ONEFOLD_RETURN_IF_ERROR(store::RemoveScratch(parts.scratch_dir));
  std::unique_ptr<RunQueue> queue(new RunQueue(std::move(parts)));
  ONEFOLD_ASSIGN_OR_RETURN(const auto runs, queue->parts_.runs->List());
  for (const RunRecord& run : runs) {
    queue->next_sequence_ = run.sequence + 1;
    if (!IsFinal(run.state)) queue->queue_.push_back(run.id);
  }
  queue->worker_ = std::thread([raw = queue.get()] { raw->Work(); });
  return queue;
}

void RunQueue::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    cancel_ = true;
    wake_.notify_all();
  }
  if (worker_.joinable()) worker_.join();
}

void RunQueue::Work() {
  for (;;) {
    Id128 next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      next = current_ = queue_.front();
      queue_.pop_front();
      began_ = std::chrono::steady_clock::now();
      progress_ = {0, 0, "starting"};
      cancel_ = cancelled_by_request_ = false;
    }
    auto run = parts_.runs->Get(next);
    if (run.ok()) {
      Execute(*std::move(run));
    } else {
      ops::Emit(ops::Level::kError, "run_unreadable", Message(run.status()),
                {{"run", FormatHex(next)}});
    }
    const std::lock_guard lock(mutex_);
    current_ = {};
  }
}

void RunQueue::Report(std::uint32_t percent, std::string stage) {
  const std::lock_guard lock(mutex_);
  progress_.percent = percent;
  progress_.stage = std::move(stage);
}

void RunQueue::Execute(RunRecord run) {
  const auto began = std::chrono::steady_clock::now();
  auto result = LinkAndCount(run);
  Status status = result.status();
  {
    const std::lock_guard lock(mutex_);
    // Interrupted, not failed: the next start takes it up again.
    if (stopping_ && !cancelled_by_request_ && !status.ok()) return;
  }
  status = result.ok() ? Finish(run, *std::move(result)) : Fail(run, status);
  if (!status.ok()) {
    ops::Emit(ops::Level::kError, "run_not_recorded", Message(status),
              {{"run", FormatHex(run.id)}});
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
  parts_.metrics
      ->AddHistogram("onefold_run_seconds", "Time of a run.", ops::Metrics::LatencyBounds())
      .Observe(taken.count());
}

StatusOr<RunResult> RunQueue::LinkAndCount(RunRecord& run) {
  run.state = RunState::kLinking;
  parts_.runs->Write(run);
  ONEFOLD_ASSIGN_OR_RETURN(const RunInput input, parts_.runs->Input(run.id));
  CaseIndex index;
  RunPairs pairs(parts_.scratch_dir, parts_.memory_bytes, parts_.metrics);
  ONEFOLD_ASSIGN_OR_RETURN(const LinkOutcome linked,
                           LinkWithRetries(run, input.weights, index, pairs));
  run.state = RunState::kCounting;
  parts_.runs->Write(run);
  Report(kLinkingPercent, "counting");

  RunResult result;
  result.candidate_pairs = linked.candidate_pairs;
  result.pairs_digest = linked.pairs_digest;
  result.warnings = linked.warnings;
  if (parts_.colocated) result.warnings.push_back("matcher and counter run on one machine");
  if (index.strays() > 0) {
    result.warnings.push_back(std::to_string(index.strays()) +
                              " pairs left out: their encodings belong to no linkable case");
  }
  ONEFOLD_RETURN_IF_ERROR(pairs.Finish());
  ONEFOLD_ASSIGN_OR_RETURN(result.planted, MeasurePlanted(run, index, pairs, parts_.memory_bytes));
  // From here on planted cases are as if they had never been.
  const count::RealEvidence evidence(index.planted(), pairs);
  index.DropPlanted();
  result.linkable = index.cases().size();
  ONEFOLD_ASSIGN_OR_RETURN(result.pairs, count::SizeOf(evidence));
  const FoundConstraints constraints = FindCases(input.constraints, index);
  ONEFOLD_ASSIGN_OR_RETURN(
      const count::Entities entities,
      count::Cluster(index.cases(), run.sources, evidence, run.parameters.cluster,
                     constraints.pairs, parts_.memory_bytes));
  WarnOfConstraints(constraints.left_out, entities.contradictions, result.warnings);
  Report(96, "estimating");
  result.estimate = count::EstimateUnique(index.cases(), TypedSources(run), entities);
  if (!result.estimate.refusal.empty()) {
    result.warnings.push_back("no interval, only hard bounds: " + result.estimate.refusal);
  }
  ONEFOLD_ASSIGN_OR_RETURN(result.tally, count::TallyEntities(index.cases(), run.sources, entities,
                                                              index.unlinkable_by_source()));
  Report(98, "writing");
  ONEFOLD_ASSIGN_OR_RETURN(const StoredTexts report,
                           TextsOf(run, index.cases(), evidence, entities, linked, result));
  parts_.runs->WriteReport(run.id, report);
  result.entities_digest = parts_.runs->WriteEntities(run.id, index.Rows(entities), result);
  return result;
}

std::vector<count::Source> RunQueue::TypedSources(const RunRecord& run) const {
  std::vector<count::Source> sources = run.sources;
  for (count::Source& source : sources) {
    for (const submission::Agency& agency : parts_.agencies) {
      if (agency.organisation != source.name) continue;
      if (agency.source_type == "state") source.type = count::SourceType::kState;
      if (agency.source_type == "ngo") source.type = count::SourceType::kNgo;
    }
  }
  return sources;
}

StatusOr<LinkOutcome> RunQueue::LinkWithRetries(const RunRecord& run, const Bytes& weights,
                                                CaseIndex& index, RunPairs& pairs) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto records, Submissions(run));
  LinkListener listener;
  listener.progress = [&](std::uint32_t pass, std::uint32_t passes, std::uint64_t done,
                          std::uint64_t total) {
    const double within = total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
    Report(static_cast<std::uint32_t>(kLinkingPercent * (pass + within) / std::max(passes, 1u)),
           "pass " + std::to_string(pass + 1) + " of " + std::to_string(passes));
  };
  std::vector<count::PassPair> batch;
  listener.pairs = [&](std::uint32_t pass, ByteView packed) -> Status {
    batch.clear();
    ONEFOLD_RETURN_IF_ERROR(index.AppendPairs(pass, packed, batch));
    return pairs.Add(batch);
  };
  LinkOutcome linked;
  const auto attempt = [&]() -> Status {
    // Everything anew: an attempt that was cut leaves nothing behind.
    pairs.Clear();
    ONEFOLD_ASSIGN_OR_RETURN(
        index, CaseIndex::Load(*parts_.submissions, *parts_.box_key, records, run.sources));
    ONEFOLD_ASSIGN_OR_RETURN(linked, CallLink(parts_.matcher, run, weights, listener, cancel_));
    return OkStatus();
  };
  const auto wait = [&](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    progress_.stage = "waiting for the matcher";
    wake_.wait_for(lock, time, [&] { return cancel_.load(); });
    return !cancel_;
  };
  const Status status = rpc::Retry(rpc::Backoff(kLinkRetries), attempt, wait);
  if (cancel_) return CancelledError("cancelled while linking");
  ONEFOLD_RETURN_IF_ERROR(Annotate(status, "linking"));
  return linked;
}

Status RunQueue::Finish(RunRecord run, RunResult result) {
  const audit::RunCompleted facts{run.id, run.manifest_digest, result.pairs_digest,
                                  result.entities_digest};
  const audit::Draft draft = audit::WriteRunCompleted(
      parts_.new_context(), facts, AsBytes(std::string_view(FormatCounts(result))));
  run.state = RunState::kDone;
  run.result = std::move(result);
  const auto write = [&](std::uint64_t index, rocksdb::WriteBatch& batch) {
    run.result->log_index = index;
    parts_.runs->Put(batch, run);
    parts_.submissions->PutOpenings(batch, draft.event.event_id, draft.openings);
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(parts_.log->Append(write, {&draft.event, 1}).status());
  parts_.metrics->AddCounter("onefold_runs_total", "Runs by outcome.", {{"outcome", "completed"}})
      .Add();
  ops::Emit(ops::Level::kInfo, "run_completed", "a run is done", {{"run", FormatHex(run.id)}});
  return OkStatus();
}

Status RunQueue::Fail(RunRecord run, const Status& why) {
  const bool cancelled = why.code() == StatusCode::kCancelled;
  run.state = cancelled ? RunState::kCancelled : RunState::kFailed;
  run.error = Message(why);
  const audit::Event event =
      audit::WriteRunFailed(parts_.new_context(), {run.id, submission::FailureReason(why)});
  rocksdb::WriteBatch batch;
  parts_.runs->Put(batch, run);
  ONEFOLD_RETURN_IF_ERROR(parts_.log->Append(batch, {&event, 1}).status());
  const char* outcome = cancelled ? "cancelled" : "failed";
  parts_.metrics->AddCounter("onefold_runs_total", "Runs by outcome.", {{"outcome", outcome}})
      .Add();
  ops::Emit(cancelled ? ops::Level::kInfo : ops::Level::kError, "run_ended", run.error,
            {{"run", FormatHex(run.id)}, {"state", std::string(RunStateName(run.state))}});
  return OkStatus();
}

}  // namespace onefold::counter
