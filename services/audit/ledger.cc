#include "services/audit/ledger.h"

#include <algorithm>

#include "services/audit/verify.h"

namespace onefold::audit {
namespace {

std::string Named(std::string_view what, const Id128& id) {
  return std::string(what) + " " + FormatHex(id);
}

bool SameFacts(const SubmissionAccepted& a, const SubmissionAccepted& b) {
  return a.organisation == b.organisation && a.register_name == b.register_name &&
         a.purpose == b.purpose && a.key_epoch == b.key_epoch &&
         a.schema_digest == b.schema_digest && a.content_kind != b.content_kind;
}

// One direction of the comparison; what stands in both logs is counted only in the other one.
class Comparison {
 public:
  Comparison(const Ledger& from, const Ledger& to, Agreement& result)
      : from_(from),
        to_(to),
        newest_ms_(std::max(from.newest_ms(), to.newest_ms())),
        result_(result) {}

  void Submissions(bool first) {
    for (const auto& [id, submission] : from_.submissions()) {
      const auto other = to_.submissions().find(id);
      if (other == to_.submissions().end()) {
        if (!submission.erased) Missing(Named("submission", id), submission.time_ms);
      } else if (!SameFacts(submission.facts, other->second.facts)) {
        if (first)
          result_.failures.push_back(Named("submission", id) + " differs between the logs");
      } else if (first) {
        ++result_.submissions;
      }
    }
  }

  void Runs(bool first) {
    for (const auto& [id, run] : from_.runs()) {
      if (run.pairs_digests.empty()) continue;
      const auto other = to_.runs().find(id);
      if (other == to_.runs().end() || other->second.pairs_digests.empty()) {
        const bool failed = other != to_.runs().end() && other->second.failed;
        if (!failed) Missing(Named("completed run", id), run.completed_ms);
      } else if (run.pairs_digests != other->second.pairs_digests) {
        if (first) result_.failures.push_back(Named("run", id) + " has other pairs in each log");
      } else if (first) {
        ++result_.runs;
      }
    }
  }

 private:
  void Missing(const std::string& what, std::uint64_t time_ms) {
    const bool recent = time_ms + kSettleMs > newest_ms_;
    (recent ? result_.pending : result_.failures)
        .push_back(what + " of " + from_.origin() + " is not in " + to_.origin());
  }

  const Ledger& from_;
  const Ledger& to_;
  const std::uint64_t newest_ms_;
  Agreement& result_;
};

}  // namespace

void Ledger::Fail(std::uint64_t index, const std::string& what) {
  if (failures_.size() < kMaxFailures) {
    failures_.push_back("entry " + std::to_string(index) + ": " + what);
  }
}

void Ledger::AddGenesis(std::uint64_t index, const Event& event) {
  if (index != 0) {
    Fail(index, "log.genesis stands after the beginning");
  } else if (ReadLogGenesis(event).value().origin != origin_) {
    Fail(index, "log.genesis names another origin");
  }
}

void Ledger::AddSubmission(std::uint64_t index, const Event& event) {
  if (event.type == event_type::kErasureCompleted) {
    const auto found = submissions_.find(event.correlation.front());
    if (found != submissions_.end()) found->second.erased = true;
    return;
  }
  const SubmissionAccepted facts = ReadSubmissionAccepted(event).value();
  const bool fresh =
      submissions_
          .try_emplace(facts.submission_id,
                       Submission{.facts = facts, .index = index, .time_ms = event.time_ms})
          .second;
  if (!fresh) Fail(index, "the submission was accepted before");
}

void Ledger::AddRunEvent(std::uint64_t index, const Event& event) {
  Run& run = runs_[event.correlation.front()];
  if (event.type == event_type::kRunStarted) {
    run.started = true;
  } else if (event.type == event_type::kReleasePrepared) {
    ++releases_;
    if (run.pairs_digests.empty()) Fail(index, "a release of a run that was not completed");
  } else if (!run.started) {
    Fail(index, event.type + " of a run that was not started");
  } else if (event.type == event_type::kRunCompleted) {
    run.pairs_digests.insert(ReadRunCompleted(event).value().pairs_digest);
    run.completed_ms = event.time_ms;
  } else {
    run.failed = true;
  }
}

void Ledger::Add(std::uint64_t index, const Event& event) {
  newest_ms_ = std::max(newest_ms_, event.time_ms);
  if (!event_ids_.insert(event.event_id).second) Fail(index, "the event stands in the log twice");
  if (index == 0 && event.type != event_type::kLogGenesis) {
    Fail(index, "the log does not begin with log.genesis");
  }
  if (event.type == event_type::kLogGenesis) {
    AddGenesis(index, event);
  } else if (event.type == event_type::kSubmissionAccepted ||
             event.type == event_type::kErasureCompleted) {
    AddSubmission(index, event);
  } else if (event.type != event_type::kServiceStart) {
    AddRunEvent(index, event);
  }
}

Agreement CompareLedgers(const Ledger& a, const Ledger& b) {
  Agreement result;
  Comparison forth(a, b, result);
  Comparison back(b, a, result);
  forth.Submissions(true);
  back.Submissions(false);
  forth.Runs(true);
  back.Runs(false);
  return result;
}

}  // namespace onefold::audit
