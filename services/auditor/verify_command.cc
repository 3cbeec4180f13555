#include "services/auditor/verify_command.h"

#include "services/audit/files.h"
#include "services/auditor/http_source.h"
#include "services/auditor/known_state.h"

namespace onefold::auditor {
namespace {

// Fills `result`; an error ends the examination of this log.
Status Examine(const std::string& state_directory, LogResult& result) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto source, OpenSource(result.location));
  if (!result.key_was_given) {
    ONEFOLD_ASSIGN_OR_RETURN(result.key, audit::ReadPublishedKey(*source));
  }
  std::optional<tlog::Checkpoint> known;
  const KnownState state(state_directory);
  if (!state_directory.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(known, state.Load(result.key));
  }
  audit::Ledger& ledger = result.ledger.emplace(result.key.name);
  ONEFOLD_ASSIGN_OR_RETURN(
      result.report,
      audit::VerifyLog(*source, result.key, known,
                       [&ledger](std::uint64_t i, const audit::Event& e) { ledger.Add(i, e); }));
  for (const std::string& failure : ledger.failures()) result.report.failures.push_back(failure);
  if (state_directory.empty() || !result.report.verified()) return OkStatus();
  result.state = known ? LogResult::State::kConsistent : LogResult::State::kFirstSeen;
  return state.Store(result.key, result.report.note);
}

ExitCode Judge(const VerifyResult& result) {
  bool failed = result.agreement && !result.agreement->failures.empty();
  bool unavailable = false;
  for (const LogResult& log : result.logs) {
    failed = failed || log.status.code() == StatusCode::kDataLoss || !log.report.verified();
    unavailable = unavailable || !log.status.ok();
  }
  return failed ? kIntegrityFailure : unavailable ? kUnavailable : kVerified;
}

}  // namespace

StatusOr<tlog::VerifierKey> ReadVerifierKey(const std::string& text_or_path) {
  // A verifier key has two "+" and its name is hardly a path that exists.
  const StatusOr<Bytes> file = audit::ReadFile(text_or_path, 4096);
  std::string text = file.ok() ? std::string(AsText(*file)) : text_or_path;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  StatusOr<tlog::VerifierKey> key = tlog::ParseVerifierKey(text);
  if (!key.ok())
    return InvalidArgumentError(text_or_path + ": neither a verifier key nor its file");
  return key;
}

StatusOr<VerifyResult> Verify(const VerifyRequest& request) {
  if (request.logs.empty() || request.logs.size() > 2) {
    return InvalidArgumentError("give --log once or twice");
  }
  if (!request.vkeys.empty() && request.vkeys.size() != request.logs.size()) {
    return InvalidArgumentError("give --vkey as often as --log, in the same order, or not at all");
  }
  VerifyResult result;
  for (std::size_t i = 0; i < request.logs.size(); ++i) {
    LogResult& log = result.logs.emplace_back();
    log.location = request.logs[i];
    log.key_was_given = !request.vkeys.empty();
    if (log.key_was_given) {
      ONEFOLD_ASSIGN_OR_RETURN(log.key, ReadVerifierKey(request.vkeys[i]));
    }
    log.status = Examine(request.state_directory, log);
    if (log.status.code() == StatusCode::kInvalidArgument) return log.status;
  }
  const bool both =
      result.logs.size() == 2 && result.logs[0].status.ok() && result.logs[1].status.ok();
  if (both)
    result.agreement = audit::CompareLedgers(*result.logs[0].ledger, *result.logs[1].ledger);
  result.exit_code = Judge(result);
  return result;
}

}  // namespace onefold::auditor
