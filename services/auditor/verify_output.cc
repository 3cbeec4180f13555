#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "services/auditor/verify_command.h"

namespace onefold::auditor {
namespace {

using nlohmann::json;

std::string KeyId(const tlog::VerifierKey& key) { return fmt::format("{:08x}", key.key_id); }

std::string Consistency(const LogResult& log) {
  switch (log.state) {
    case LogResult::State::kConsistent:
      return fmt::format("OK      from {} (remembered)", log.report.consistent_from.value_or(0));
    case LogResult::State::kFirstSeen:
      return "first   nothing remembered before; this checkpoint now is";
    default:
      return "-       not checked: give --state DIR to notice rollback and fork";
  }
}

std::string DescribeLog(const LogResult& log) {
  if (!log.status.ok()) {
    return fmt::format("log       {}\nRESULT    not examined: {}\n\n", log.location,
                       Message(log.status));
  }
  const audit::LogReport& report = log.report;
  const bool opened = !report.checkpoint.origin.empty();
  std::string out = fmt::format("log       {}\n", log.location);
  out += fmt::format("origin    {}\n", log.key.name);
  out += fmt::format("key       {}      {}\n", KeyId(log.key),
                     log.key_was_given
                         ? "as given with --vkey"
                         : "as the log says itself: get it from elsewhere and give --vkey");
  out += fmt::format("signature {}\n", opened ? "OK" : "FAILED");
  if (opened) {
    out += fmt::format("size      {}\nroot      {}\n", report.checkpoint.size,
                       FormatBase64(report.checkpoint.root));
    if (report.verified()) out += fmt::format("history   {}\n", Consistency(log));
    out += fmt::format("files     {} compared   entries {}/{}   uninterpreted {}\n", report.tiles,
                       report.entries, report.checkpoint.size, report.uninterpreted);
    out += fmt::format("events    {} submissions, {} runs, {} releases\n",
                       log.ledger->submissions().size(), log.ledger->runs().size(),
                       log.ledger->releases());
  }
  for (const std::string& failure : report.failures) out += fmt::format("FAILURE   {}\n", failure);
  return out + fmt::format("RESULT    {}\n\n", report.verified() ? "verified" : "NOT VERIFIED");
}

std::string DescribeAgreement(const audit::Agreement& agreement) {
  std::string out = fmt::format("both logs {} submissions and {} completed runs alike\n",
                                agreement.submissions, agreement.runs);
  for (const std::string& pending : agreement.pending)
    out += fmt::format("pending   {}\n", pending);
  for (const std::string& failure : agreement.failures)
    out += fmt::format("FAILURE   {}\n", failure);
  return out + fmt::format("RESULT    {}\n",
                           agreement.failures.empty() ? "the logs agree" : "THE LOGS DISAGREE");
}

json LogJson(const LogResult& log) {
  json out = {{"location", log.location}, {"examined", log.status.ok()}};
  if (!log.status.ok()) {
    out["error"] = std::string(Message(log.status));
    return out;
  }
  const audit::LogReport& report = log.report;
  out["origin"] = log.key.name;
  out["key_id"] = KeyId(log.key);
  out["key_given"] = log.key_was_given;
  out["size"] = report.checkpoint.size;
  out["root"] = FormatBase64(report.checkpoint.root);
  out["consistent_from"] = report.consistent_from ? json(*report.consistent_from) : json(nullptr);
  out["files"] = report.tiles;
  out["entries"] = report.entries;
  out["uninterpreted"] = report.uninterpreted;
  out["submissions"] = log.ledger->submissions().size();
  out["runs"] = log.ledger->runs().size();
  out["releases"] = log.ledger->releases();
  out["verified"] = report.verified();
  out["failures"] = report.failures;
  return out;
}

}  // namespace

std::string FormatHuman(const VerifyResult& result) {
  std::string out;
  for (const LogResult& log : result.logs) out += DescribeLog(log);
  if (result.agreement) return out + DescribeAgreement(*result.agreement);
  out.pop_back();  // no empty line at the end
  return out;
}

std::string FormatJson(const VerifyResult& result) {
  json logs = json::array();
  for (const LogResult& log : result.logs) logs.push_back(LogJson(log));
  json out = {{"verified", result.exit_code == kVerified}, {"logs", std::move(logs)}};
  if (result.agreement) {
    out["agreement"] = {{"submissions", result.agreement->submissions},
                        {"runs", result.agreement->runs},
                        {"pending", result.agreement->pending},
                        {"failures", result.agreement->failures}};
  }
  // Texts of a log that is not what it should be may be anything.
  return out.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace onefold::auditor
