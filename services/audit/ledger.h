// What a log says happened, and whether it makes sense: rules inside one log, and the agreement of
// the matcher's log with the counter's.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "services/audit/events.h"

namespace onefold::audit {

class Ledger {
 public:
  struct Submission {
    SubmissionAccepted facts;
    std::uint64_t index = 0, time_ms = 0;
    bool erased = false;
  };
  struct Run {
    bool started = false, failed = false;
    std::uint64_t completed_ms = 0;
    std::set<Digest> pairs_digests;  // of every run.completed: a resumed run may complete twice
  };

  explicit Ledger(std::string origin) : origin_(std::move(origin)) {}

  // Entries in order, as VerifyLog visits them.
  // Rules: entry 0 and no other is log.genesis, with this origin; no event id twice; no submission
  // accepted twice; a run completes or fails only after it started; a release belongs to a
  // completed run.
  void Add(std::uint64_t index, const Event& event);

  const std::string& origin() const { return origin_; }
  const std::vector<std::string>& failures() const { return failures_; }
  const std::map<Id128, Submission>& submissions() const { return submissions_; }
  const std::map<Id128, Run>& runs() const { return runs_; }
  std::uint64_t newest_ms() const { return newest_ms_; }
  std::uint64_t releases() const { return releases_; }

 private:
  void Fail(std::uint64_t index, const std::string& what);
  void AddGenesis(std::uint64_t index, const Event& event);
  void AddSubmission(std::uint64_t index, const Event& event);
  void AddRunEvent(std::uint64_t index, const Event& event);

  std::string origin_;
  std::set<Id128> event_ids_;
  std::map<Id128, Submission> submissions_;
  std::map<Id128, Run> runs_;
  std::uint64_t newest_ms_ = 0;
  std::uint64_t releases_ = 0;
  std::vector<std::string> failures_;
};

struct Agreement {
  std::uint64_t submissions = 0, runs = 0;  // found in both logs, alike
  std::vector<std::string> failures;
  // In one log only, but younger than kSettleMs by the logs' own time: the other party may not have
  // come to it yet.
  std::vector<std::string> pending;
};
inline constexpr std::uint64_t kSettleMs = 60 * 60 * 1000;

// Every submission that one log accepted the other accepted too, with the same facts (unless it was
// erased before); every completed run has the same pairs digest in both (unless it failed in the
// other).
Agreement CompareLedgers(const Ledger& a, const Ledger& b);

}  // namespace onefold::audit
