// submit | status | withdraw | receipt
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "services/agency/agency.h"
#include "services/agency/byte_input.h"
#include "services/agency/centre.h"
#include "services/agency/check_output.h"
#include "services/agency/commands.h"
#include "services/agency/submission_submit.h"
#include "services/ops/diagnostics.h"
#include "services/ops/progress.h"

namespace onefold::agency {
namespace {

using Json = nlohmann::ordered_json;

StatusOr<std::unique_ptr<Agency>> OpenAgency(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(AgencyConfig config, ReadAgencyConfig(path));
  ONEFOLD_ASSIGN_OR_RETURN(auto agency, Agency::Open(std::move(config)));
  for (const std::string& warning : agency->recipe().schema.warnings) {
    fmt::print(stderr, "{}: warning: {}\n", kProgram, warning);
  }
  return agency;
}

Json RecordJson(const SubmissionRecord& record) {
  Json json = {{"submission_id", FormatHex(record.id)},
               {"state", StateName(record.state)},
               {"extract", record.extract_name},
               {"register", record.register_name},
               {"purpose", record.purpose},
               {"key_epoch", record.key_epoch},
               {"records", record.cases.items},
               {"unlinkable", record.unlinkable},
               {"encodings", record.encodings.items},
               {"matcher_log_index", record.encodings.log_index},
               {"counter_log_index", record.cases.log_index}};
  if (record.planted > 0) json["planted"] = record.planted;
  return json;
}

Json FactsJson(const std::vector<ReceiptFacts>& receipts) {
  Json list = Json::array();
  for (const ReceiptFacts& facts : receipts) {
    list.push_back({{"log", facts.log_origin},
                    {"log_index", facts.log_index},
                    {"checkpoint_size", facts.checkpoint_size},
                    {"time", ops::FormatTimeUtc(static_cast<std::int64_t>(facts.time_ms))},
                    {"proven", facts.proven}});
  }
  return list;
}

void PrintFacts(const std::vector<ReceiptFacts>& receipts) {
  for (const ReceiptFacts& facts : receipts) {
    fmt::print("receipt of {} ({})\n", facts.log_origin,
               ops::FormatTimeUtc(static_cast<std::int64_t>(facts.time_ms)));
    for (const std::string& sentence : facts.proven) fmt::print("  {}\n", sentence);
  }
}

// One bar after another, a stage each.
class StageBars {
 public:
  void Update(std::string_view stage, std::uint64_t done, std::uint64_t total) {
    if (stage != stage_) {
      if (bar_) bar_->Finish();
      stage_ = stage;
      bar_.emplace(stage_, UnitOf(stage), total);
    }
    bar_->Update(done);
    if (done == total && total != 0) bar_->Finish();
  }
  void Finish() {
    if (bar_) bar_->Finish();
  }

 private:
  static std::string UnitOf(std::string_view stage) {
    if (stage == "reading") return "bytes";
    return stage == "sealing" ? "steps" : std::string(stage);
  }
  std::string stage_;
  std::optional<ops::ProgressBar> bar_;
};

StatusOr<SubmitResult> SubmitFile(const Agency& agency, const SubmitOptions& options) {
  SubmitRequest request;
  if (!options.submission_id.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(request.id, ParseId128(options.submission_id));
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto input, ByteInput::OpenFile(options.extract));
  request.input = input.get();
  std::unique_ptr<ByteInput> planted;
  if (!options.planted.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(planted, ByteInput::OpenFile(options.planted));
  }
  request.planted = planted.get();
  request.extract_name = std::filesystem::path(options.extract).filename().string();
  request.skip_bad_rows = options.skip_bad_rows || agency.config().skip_bad_rows;
  std::unique_ptr<IssueFile> issues;
  if (!options.report.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(issues, IssueFile::Create(options.report));
  }
  StageBars bars;
  SubmitCallbacks callbacks;
  callbacks.progress = [&](auto stage, auto done, auto total) { bars.Update(stage, done, total); };
  callbacks.issue = [&](const encode::RowIssue& issue) {
    if (issues) issues->Write(issue);
  };
  callbacks.checked = [&](const CheckReport&, const SubmissionRecord& record) {
    fmt::print(stderr, "{}: submission {}\n", kProgram, FormatHex(record.id));
  };
  auto result = Submit(agency, request, callbacks);
  bars.Finish();
  if (issues) ONEFOLD_RETURN_IF_ERROR(issues->Close());
  return result;
}

// Nothing was sent: says why.
int RefuseRows(const SubmitOptions& options, const CheckReport& report) {
  if (options.json) {
    fmt::print("{}\n", FormatCheckJson(report));
  } else {
    fmt::print("{}", FormatCheckText(report, options.listed));
  }
  if (report.refused == 0 || report.accepted == report.planted) {
    return Refuse(InvalidArgumentError("the extract has no row to submit; nothing was sent"));
  }
  return Refuse(InvalidArgumentError(
      fmt::format("{} rows are refused; nothing was sent (correct them, or --skip-bad-rows)",
                  ops::FormatCount(report.refused))));
}

StatusOr<Id128> IdOf(const SubmissionOptions& options) {
  auto id = ParseId128(options.submission_id);
  if (!id.ok()) return InvalidArgumentError("a submission id has 32 hexadecimal digits");
  return id;
}

// What the centres say, for --remote.
StatusOr<Json> AskCentres(const Agency& agency, const Id128& id) {
  Json states = Json::object();
  for (const CentreKind kind : {CentreKind::kMatcher, CentreKind::kCounter}) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto centre, Centre::Connect(kind, agency.config(), {}));
    const auto submission = centre->GetSubmission(id);
    if (submission.status().code() == StatusCode::kNotFound) {
      states[std::string(centre->name())] = "unknown";
      continue;
    }
    ONEFOLD_RETURN_IF_ERROR(submission.status());
    states[std::string(centre->name())] = submission->state();
  }
  return states;
}

StatusOr<Json> StatusOf(const Agency& agency, const SubmissionOptions& options) {
  std::vector<SubmissionRecord> records;
  if (options.submission_id.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(records, agency.folder().List());
  } else {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, IdOf(options));
    ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, agency.folder().Load(id));
    records.push_back(std::move(record));
  }
  Json list = Json::array();
  for (const SubmissionRecord& record : records) {
    Json row = RecordJson(record);
    if (options.remote) {
      ONEFOLD_ASSIGN_OR_RETURN(row["remote"], AskCentres(agency, record.id));
    }
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace

int RunSubmit(const SubmitOptions& options) {
  const auto agency = OpenAgency(options.config);
  if (!agency.ok()) return Refuse(agency.status());
  const auto result = SubmitFile(**agency, options);
  if (!result.ok()) {
    Refuse(result.status());
    fmt::print(stderr, "{}: what was sent is kept; the same command continues there\n", kProgram);
    return 1;
  }
  if (!result->submission) return RefuseRows(options, result->report);
  if (options.json) {
    Json json = RecordJson(*result->submission);
    json["resumed"] = result->resumed;
    json["rows"] = result->report.rows;
    json["accepted"] = result->report.accepted;
    json["refused"] = result->report.refused;
    json["issues_total"] = result->report.issues_total;
    json["receipts"] = FactsJson(result->receipts);
    fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return 0;
  }
  const SubmissionRecord& record = *result->submission;
  if (result->report.issues_total > 0) {
    fmt::print("{}", FormatCheckText(result->report, options.listed));
  }
  fmt::print("submission {}: {} records, of which {} as cases only; {} encodings; sealed\n",
             FormatHex(record.id), ops::FormatCount(record.cases.items),
             ops::FormatCount(record.unlinkable), ops::FormatCount(record.encodings.items));
  if (record.planted > 0) {
    fmt::print("  {} of the records are planted and count nowhere\n",
               ops::FormatCount(record.planted));
  }
  PrintFacts(result->receipts);
  return 0;
}

int RunStatus(const SubmissionOptions& options) {
  const auto agency = OpenAgency(options.config);
  if (!agency.ok()) return Refuse(agency.status());
  const auto list = StatusOf(**agency, options);
  if (!list.ok()) return Refuse(list.status());
  if (options.json) {
    const Json json = {{"submissions", *list}};
    fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return 0;
  }
  if (list->empty()) fmt::print("no submissions\n");
  for (const Json& row : *list) {
    fmt::print("{}  {:<10} {:>10} records  {}", row["submission_id"].get<std::string>(),
               row["state"].get<std::string>(),
               ops::FormatCount(row["records"].get<std::uint64_t>()),
               row["extract"].get<std::string>());
    if (row.contains("remote")) {
      fmt::print("  (matcher: {}, counter: {})", row["remote"]["matcher"].get<std::string>(),
                 row["remote"]["counter"].get<std::string>());
    }
    fmt::print("\n");
  }
  return 0;
}

int RunWithdraw(const SubmissionOptions& options) {
  const auto agency = OpenAgency(options.config);
  if (!agency.ok()) return Refuse(agency.status());
  const auto id = IdOf(options);
  if (!id.ok()) return Refuse(id.status());
  const auto result = Withdraw(**agency, *id, options.reason, {});
  if (!result.ok()) return Refuse(result.status());
  if (options.json) {
    Json json = RecordJson(result->submission);
    json["reason"] = result->submission.withdrawal_reason;
    json["receipts"] = FactsJson(result->receipts);
    fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return 0;
  }
  fmt::print("submission {} is withdrawn: later totals are without it, published ones stay\n",
             FormatHex(*id));
  PrintFacts(result->receipts);
  return 0;
}

int RunReceipt(const SubmissionOptions& options) {
  const auto agency = OpenAgency(options.config);
  if (!agency.ok()) return Refuse(agency.status());
  const auto id = IdOf(options);
  if (!id.ok()) return Refuse(id.status());
  const auto receipts = FetchReceipts(**agency, *id, {});
  if (!receipts.ok()) return Refuse(receipts.status());
  const std::string folder = (*agency)->folder().FolderOf(*id);
  if (options.json) {
    const Json json = {
        {"submission_id", FormatHex(*id)}, {"folder", folder}, {"receipts", FactsJson(*receipts)}};
    fmt::print("{}\n", json.dump());
    return 0;
  }
  PrintFacts(*receipts);
  fmt::print("stored in {}\n", folder);
  return 0;
}

}  // namespace onefold::agency
