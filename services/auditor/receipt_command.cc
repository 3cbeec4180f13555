#include "services/auditor/receipt_command.h"

#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>

namespace onefold::auditor {
namespace {

std::string FormatTime(std::uint64_t time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  if (time_ms / 1000 > 253402300799 || ::gmtime_r(&seconds, &parts) == nullptr) return "unknown";
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     time_ms % 1000);
}

std::string Subject(const audit::Event& event) {
  return event.correlation.empty() ? "" : FormatHex(event.correlation.front());
}

}  // namespace

StatusOr<ReceiptResult> CheckReceipt(std::string_view text, const tlog::VerifierKey& key) {
  ONEFOLD_ASSIGN_OR_RETURN(const tlog::LogProof proof, tlog::ParseLogProof(text));
  ReceiptResult result;
  result.index = proof.index;
  ONEFOLD_ASSIGN_OR_RETURN(result.checkpoint, tlog::VerifyLogProof(proof, key));
  ONEFOLD_ASSIGN_OR_RETURN(result.event, audit::DecodeLeaf(proof.extra));
  ONEFOLD_RETURN_IF_ERROR(audit::CheckEvent(result.event));
  return result;
}

std::string FormatHuman(const ReceiptResult& result) {
  std::string out;
  out += fmt::format("origin    {}\n", result.checkpoint.origin);
  out += fmt::format("entry     {} of {}\n", result.index, result.checkpoint.size);
  out += fmt::format("event     {} ({})\n", result.event.type, result.event.outcome);
  out += fmt::format("time      {}   as the log says\n", FormatTime(result.event.time_ms));
  out += fmt::format("actor     {} {}\n", result.event.actor.role, result.event.actor.organisation);
  if (!result.event.correlation.empty()) {
    out += fmt::format("subject   {}\n", Subject(result.event));
  }
  return out + "RESULT    verified: the entry is in the log\n";
}

std::string FormatJson(const ReceiptResult& result) {
  const nlohmann::json out = {{"verified", true},
                              {"origin", result.checkpoint.origin},
                              {"size", result.checkpoint.size},
                              {"index", result.index},
                              {"type", result.event.type},
                              {"outcome", result.event.outcome},
                              {"time", FormatTime(result.event.time_ms)},
                              {"role", result.event.actor.role},
                              {"organisation", result.event.actor.organisation},
                              {"subject", Subject(result.event)}};
  return out.dump() + "\n";
}

}  // namespace onefold::auditor
