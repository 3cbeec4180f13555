#include "services/counter/client_output.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "crypto/bytes.h"
#include "services/ops/progress.h"

namespace onefold::counter {
namespace {

using Json = nlohmann::ordered_json;
using ops::FormatCount;

std::string Hex(const std::string& bytes) { return FormatHex(AsBytes(bytes)); }

std::string Print(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json RunObject(const v1::Run& run) {
  Json json{{"run_id", Hex(run.run_id())},
            {"state", run.state()},
            {"register", run.register_()},
            {"purpose", run.purpose()},
            {"key_epoch", run.key_epoch()},
            {"schema_digest", Hex(run.schema_digest())},
            {"submissions", run.submission_ids_size()},
            {"percent", run.percent()},
            {"stage", run.stage()}};
  if (run.eta_seconds() > 0) json["eta_seconds"] = run.eta_seconds();
  if (!run.error().empty()) json["error"] = run.error();
  if (!run.has_result()) return json;
  const v1::RunResult& result = run.result();
  json["gross"] = result.gross();
  json["linkable"] = result.linkable();
  json["entities"] = result.entities();
  json["unique_estimate"] = result.unique_estimate();
  json["unique_low"] = result.unique_low();
  json["unique_high"] = result.unique_high();
  json["candidate_pairs"] = result.candidate_pairs();
  json["pairs"] = result.pairs();
  json["manifest_digest"] = Hex(result.manifest_digest());
  json["pairs_digest"] = Hex(result.pairs_digest());
  json["entities_digest"] = Hex(result.entities_digest());
  json["log_index"] = result.log_index();
  json["warnings"] = Json::array();
  for (const std::string& warning : result.warnings()) json["warnings"].push_back(warning);
  return json;
}

Json SubmissionObject(const v1::SealedSubmission& submission) {
  return {{"submission_id", Hex(submission.submission_id())},
          {"organisation", submission.organisation()},
          {"register", submission.register_()},
          {"purpose", submission.purpose()},
          {"key_epoch", submission.key_epoch()},
          {"schema_digest", Hex(submission.schema_digest())},
          {"records", submission.records()}};
}

}  // namespace

std::string RunAsJson(const v1::Run& run) { return Print(RunObject(run)); }

std::string RunsAsJson(const std::vector<v1::Run>& runs) {
  Json list = Json::array();
  for (const v1::Run& run : runs) list.push_back(RunObject(run));
  return Print({{"runs", list}});
}

std::string SubmissionsAsJson(const std::vector<v1::SealedSubmission>& submissions) {
  Json list = Json::array();
  for (const auto& submission : submissions) list.push_back(SubmissionObject(submission));
  return Print({{"submissions", list}});
}

std::string ReleaseAsJson(const v1::Release& release) {
  Json json{
      {"number", release.number()}, {"path", release.path()}, {"log_index", release.log_index()}};
  json["document"] = Json::parse(release.document(), nullptr, false);
  return Print(json);
}

std::string RunAsText(const v1::Run& run) {
  std::string out = fmt::format(
      "run {}\n  {}, register {}, purpose {}, key epoch {}, {} submissions\n", Hex(run.run_id()),
      run.state(), run.register_(), run.purpose(), run.key_epoch(), run.submission_ids_size());
  if (!run.error().empty()) out += fmt::format("  error: {}\n", run.error());
  if (!run.has_result()) {
    if (!run.stage().empty()) out += fmt::format("  {} % ({})\n", run.percent(), run.stage());
    return out;
  }
  const v1::RunResult& result = run.result();
  out += fmt::format("  gross records    {:>12}\n", FormatCount(result.gross()));
  out += fmt::format("  linkable records {:>12}\n", FormatCount(result.linkable()));
  out += fmt::format("  unique persons   {:>12}   95 % interval {} to {}\n",
                     FormatCount(result.unique_estimate()), FormatCount(result.unique_low()),
                     FormatCount(result.unique_high()));
  out += fmt::format("  entities         {:>12}\n", FormatCount(result.entities()));
  out += fmt::format("  log entry        {:>12}\n", result.log_index());
  for (const std::string& warning : result.warnings())
    out += fmt::format("  warning: {}\n", warning);
  return out;
}

std::string RunsAsText(const std::vector<v1::Run>& runs) {
  std::string out = runs.empty() ? "no runs\n" : "";
  for (const v1::Run& run : runs) out += RunAsText(run);
  return out;
}

std::string SubmissionsAsText(const std::vector<v1::SealedSubmission>& submissions) {
  std::string out = submissions.empty() ? "no sealed submissions\n" : "";
  for (const auto& submission : submissions) {
    out += fmt::format("{}  {:<20} {:<14} {:<14} {:<8} {:>10} records\n",
                       Hex(submission.submission_id()), submission.organisation(),
                       submission.register_(), submission.purpose(), submission.key_epoch(),
                       FormatCount(submission.records()));
  }
  return out;
}

std::string ReleaseAsText(const v1::Release& release) {
  return fmt::format("release {}, log entry {}, published as {}\n{}", release.number(),
                     release.log_index(), release.path(), release.document());
}

}  // namespace onefold::counter
