// onefold-audit verify: one log, or the matcher's and the counter's together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "services/audit/ledger.h"
#include "services/audit/verify.h"

namespace onefold::auditor {

enum ExitCode { kVerified = 0, kIntegrityFailure = 1, kUsage = 2, kUnavailable = 3 };

struct VerifyRequest {
  std::vector<std::string> logs;  // one or two folders or http:// addresses
  std::vector<std::string>
      vkeys;  // none, or one for each log: a verifier key or the path of a file with it
  std::string state_directory;  // empty = nothing is remembered
};

struct LogResult {
  std::string location;
  bool key_was_given = false;
  tlog::VerifierKey key;
  Status status;  // not OK: the log could not be examined; nothing below holds
  audit::LogReport report;
  std::optional<audit::Ledger> ledger;
  enum class State { kNone, kFirstSeen, kConsistent } state = State::kNone;
};

struct VerifyResult {
  std::vector<LogResult> logs;
  std::optional<audit::Agreement> agreement;  // of two logs that could both be examined
  ExitCode exit_code = kVerified;
};

// InvalidArgument for a request that makes no sense (usage).
StatusOr<VerifyResult> Verify(const VerifyRequest& request);

// "name+id+key", or a file that holds it.
StatusOr<tlog::VerifierKey> ReadVerifierKey(const std::string& text_or_path);

std::string FormatHuman(const VerifyResult& result);
std::string FormatJson(const VerifyResult& result);  // one object, one line

}  // namespace onefold::auditor
