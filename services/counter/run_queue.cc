#include "services/counter/run_queue.h"

#include <algorithm>
#include <utility>

#include "services/ops/diagnostics.h"
#include "services/rpc/error.h"
#include "services/rpc/retry.h"

namespace onefold::counter {
namespace {

constexpr unsigned kLinkAttempts = 12;         // a minute or two, while the matcher starts again
constexpr std::uint32_t kLinkingPercent = 90;  // the rest is clustering and counting

std::string ReasonOf(const Status& status) {
  switch (status.code()) {
    case StatusCode::kCancelled:
      return "cancelled";
    case StatusCode::kDataLoss:
      return "data-loss";
    case StatusCode::kResourceExhausted:
      return "too-large";
    case StatusCode::kUnavailable:
      return "matcher-unavailable";
    default:
      return "failed";
  }
}

std::string FormatCounts(const RunResult& result) {
  return "gross " + std::to_string(result.tally.gross) + "\nlinkable " +
         std::to_string(result.linkable) + "\nentities " +
         std::to_string(result.estimate.entities) + "\nunique " +
         std::to_string(result.estimate.estimate) + "\npairs " + std::to_string(result.pairs) +
         "\n";
}

}  // namespace

RunQueue::RunQueue(RunParts parts) : parts_(std::move(parts)) {}

RunQueue::~RunQueue() { Stop(); }

StatusOr<std::unique_ptr<RunQueue>> RunQueue::Open(RunParts parts) {
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
  CaseIndex index;
  std::vector<count::PassPair> pairs;
  ONEFOLD_ASSIGN_OR_RETURN(const LinkOutcome linked, LinkWithRetries(run, index, pairs));
  run.state = RunState::kCounting;
  parts_.runs->Write(run);
  Report(kLinkingPercent, "counting");

  RunResult result;
  result.linkable = index.cases().size();
  result.candidate_pairs = linked.candidate_pairs;
  result.pairs_digest = linked.pairs_digest;
  result.warnings = linked.warnings;
  if (parts_.colocated) result.warnings.push_back("matcher and counter run on one machine");
  if (index.strays() > 0) {
    result.warnings.push_back(std::to_string(index.strays()) +
                              " pairs left out: their encodings belong to no linkable case");
  }
  const auto evidence = count::UnitePasses(std::move(pairs));
  result.pairs = evidence.size();
  const auto entities =
      count::Cluster(index.cases(), run.sources, evidence, run.parameters.cluster);
  Report(96, "estimating");
  result.estimate = count::EstimateUnique(index.cases(), run.sources, entities);
  ONEFOLD_ASSIGN_OR_RETURN(result.tally, count::TallyEntities(index.cases(), run.sources, entities,
                                                              index.unlinkable_by_source()));
  Report(98, "writing");
  result.entities_digest = parts_.runs->WriteEntities(run.id, index.Rows(entities), result);
  return result;
}

StatusOr<LinkOutcome> RunQueue::LinkWithRetries(const RunRecord& run, CaseIndex& index,
                                                std::vector<count::PassPair>& pairs) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto records, Submissions(run));
  LinkListener listener;
  listener.progress = [&](std::uint32_t pass, std::uint32_t passes, std::uint64_t done,
                          std::uint64_t total) {
    const double within = total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
    Report(static_cast<std::uint32_t>(kLinkingPercent * (pass + within) / std::max(passes, 1u)),
           "pass " + std::to_string(pass + 1) + " of " + std::to_string(passes));
  };
  listener.pairs = [&](std::uint32_t pass, ByteView packed) {
    return index.AppendPairs(pass, packed, pairs);
  };
  LinkOutcome linked;
  const auto attempt = [&]() -> Status {
    // Everything anew: an attempt that was cut leaves nothing behind.
    pairs.clear();
    ONEFOLD_ASSIGN_OR_RETURN(
        index, CaseIndex::Load(*parts_.submissions, *parts_.box_key, records, run.sources));
    ONEFOLD_ASSIGN_OR_RETURN(linked, CallLink(parts_.matcher, run, listener, cancel_));
    return OkStatus();
  };
  const auto wait = [&](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    progress_.stage = "waiting for the matcher";
    wake_.wait_for(lock, time, [&] { return cancel_.load(); });
    return !cancel_;
  };
  const Status status = rpc::Retry(rpc::Backoff({.attempts = kLinkAttempts}), attempt, wait);
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
  const audit::Event event = audit::WriteRunFailed(parts_.new_context(), {run.id, ReasonOf(why)});
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
