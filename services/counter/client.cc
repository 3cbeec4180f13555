#include "services/counter/client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "linkage/schema.h"
#include "onefold/v1/count.grpc.pb.h"
#include "services/audit/files.h"
#include "services/counter/estimate_output.h"
#include "services/counter/planted_output.h"
#include "services/counter/run_table.h"
#include "services/ops/progress.h"
#include "services/rpc/channel.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/retry.h"
#include "services/submission/run_manifest.h"

namespace onefold::counter {
namespace {

using Json = nlohmann::ordered_json;
using Stub = std::unique_ptr<v1::CountService::Stub>;

constexpr auto kPollInterval = std::chrono::milliseconds(300);

StatusOr<Stub> Connect(const ClientOptions& client) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto channel,
                           rpc::MakeChannel({.address = client.counter,
                                             .role = rpc::Role::kCounter,
                                             .max_send_bytes = rpc::kMaxRunRequestBytes},
                                            client.tls));
  return v1::CountService::NewStub(channel);
}

// All calls of CountService are idempotent, so a call that a broken connection ate is made again.
template <typename Request, typename Response>
StatusOr<Response> Call(v1::CountService::Stub& stub,
                        grpc::Status (v1::CountService::Stub::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                        const Request& request,
                        std::chrono::seconds deadline = rpc::kCallDeadline) {
  Response response;
  const auto attempt = [&] {
    grpc::ClientContext context;
    rpc::SetDeadline(context, deadline);
    return rpc::FromGrpc((stub.*method)(&context, request, &response));
  };
  const auto sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
    return true;
  };
  ONEFOLD_RETURN_IF_ERROR(rpc::Retry(rpc::Backoff({.attempts = 5}), attempt, sleep));
  return response;
}

std::string Hex(const std::string& bytes) { return FormatHex(AsBytes(bytes)); }

Json JsonOf(const v1::Run& run) {
  Json json = {{"run_id", Hex(run.run_id())}, {"state", run.state()},
               {"percent", run.percent()},    {"eta_seconds", run.eta_seconds()},
               {"stage", run.stage()},        {"register", run.register_()},
               {"purpose", run.purpose()},    {"key_epoch", run.key_epoch()},
               {"submissions", Json::array()}};
  for (const std::string& id : run.submission_ids()) json["submissions"].push_back(Hex(id));
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
  if (result.has_planted()) json["planted"] = PlantedJson(result.planted());
  return json;
}

void Print(const v1::Run& run) {
  std::cout << "run " << Hex(run.run_id()) << ": " << run.state();
  if (run.state() == "linking" || run.state() == "counting") {
    std::cout << ", " << run.percent() << " %, " << run.stage();
    if (run.eta_seconds() > 0)
      std::cout << ", " << ops::FormatDuration(run.eta_seconds()) << " left";
  }
  if (!run.error().empty()) std::cout << " (" << run.error() << ")";
  std::cout << "\n";
  if (!run.has_result()) return;
  const v1::RunResult& result = run.result();
  std::cout << "  records        " << ops::FormatCount(result.gross()) << " ("
            << ops::FormatCount(result.linkable()) << " linkable)\n"
            << "  unique persons " << ops::FormatCount(result.unique_estimate())
            << " (95 % interval " << ops::FormatCount(result.unique_low()) << " to "
            << ops::FormatCount(result.unique_high()) << ")\n";
  if (result.has_planted())
    std::cout << "  planted        " << PlantedText(result.planted()) << "\n";
  for (const std::string& warning : result.warnings())
    std::cout << "  warning: " << warning << "\n";
}

void Show(const ClientOptions& client, const v1::Run& run) {
  if (client.json) {
    std::cout << JsonOf(run).dump() << "\n";
  } else {
    Print(run);
  }
}

bool IsOver(const std::string& state) {
  return state == "done" || state == "failed" || state == "cancelled";
}

// Ends with the run. Ending this program does not end the run.
StatusOr<v1::Run> Watch(v1::CountService::Stub& stub, const std::string& run_id) {
  ops::ProgressBar bar("linking", "%", 100);
  v1::GetRunRequest request;
  request.set_run_id(run_id);
  for (;;) {
    ONEFOLD_ASSIGN_OR_RETURN(v1::Run run, Call(stub, &v1::CountService::Stub::GetRun, request));
    bar.Update(run.percent());
    if (IsOver(run.state())) {
      bar.Finish();
      return run;
    }
    std::this_thread::sleep_for(kPollInterval);
  }
}

void Fill(const PairConstraint& one, v1::PairConstraint& out) {
  out.set_submission_a(one.a.submission.data(), one.a.submission.size());
  out.set_handle_a(one.a.handle.data(), one.a.handle.size());
  out.set_submission_b(one.b.submission.data(), one.b.submission.size());
  out.set_handle_b(one.b.handle.data(), one.b.handle.size());
  out.set_link(one.link);
  out.set_provenance(one.provenance);
}

// What is in the file is the matcher's to judge: it knows the schema.
StatusOr<Bytes> ReadWeights(const std::string& path) {
  if (path.empty()) return Bytes();
  ONEFOLD_ASSIGN_OR_RETURN(Bytes file, audit::ReadFile(path, 16 << 20));
  if (file.size() > submission::kMaxWeightsBytes) {
    return InvalidArgumentError(path + ": " + submission::kWeightsTooLarge);
  }
  if (file.empty()) return InvalidArgumentError(path + ": the file of weights is empty");
  return file;
}

StatusOr<v1::StartRunRequest> RequestOf(const RunCommand& command) {
  v1::StartRunRequest request;
  Id128 run_id = crypto::RandomId128();
  if (!command.run_id.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(run_id, ParseId128(command.run_id));
  }
  request.set_run_id(run_id.data(), run_id.size());
  request.set_register_(command.register_name);
  request.set_purpose(command.purpose);
  request.set_key_epoch(command.key_epoch);
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes schema, audit::ReadFile(command.schema, 4 << 20));
  const Digest digest = crypto::Sha256(schema);
  request.set_schema_digest(digest.data(), digest.size());
  for (const std::string& text : command.submissions) {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(text));
    request.add_submission_ids(id.data(), id.size());
  }
  for (const std::string& organisation : command.clean) {
    auto& source = *request.add_sources();
    source.set_organisation(organisation);
    source.set_clean(true);
  }
  auto& parameters = *request.mutable_parameters();
  parameters.set_emit_floor_millibits(command.emit_floor_millibits);
  parameters.set_dice_threshold_ppm(command.dice_threshold_ppm);
  parameters.set_unseen_weight_millibits(command.unseen_weight_millibits);
  ONEFOLD_ASSIGN_OR_RETURN(const auto rules, linkage::ParseLinkageSchema(schema));
  parameters.set_cut_millibits(command.cut_millibits.value_or(rules.cut_millibits()));
  parameters.set_max_block(command.max_block);
  parameters.set_skip_oversized_blocks(command.oversized == "skip_and_report");
  if (!command.constraints.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto constraints, ReadConstraintFile(command.constraints));
    for (const PairConstraint& one : constraints) Fill(one, *request.add_constraints());
  }
  if (request.ByteSizeLong() > rpc::kMaxRunRequestBytes) {
    return InvalidArgumentError("the request is larger than 32 MiB: shorten the provenances");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes weights, ReadWeights(command.weights));
  parameters.set_weights(weights.data(), weights.size());
  return request;
}

}  // namespace

RunCommand::RunCommand() {
  const RunParameters defaults;
  emit_floor_millibits = defaults.emit_floor_millibits;
  dice_threshold_ppm = defaults.dice_threshold_ppm;
  max_block = defaults.max_block;
  unseen_weight_millibits = defaults.cluster.unseen_weight;
}

Status StartRun(const ClientOptions& client, const RunCommand& command) {
  ONEFOLD_ASSIGN_OR_RETURN(const v1::StartRunRequest request, RequestOf(command));
  ONEFOLD_ASSIGN_OR_RETURN(const Stub stub, Connect(client));
  ONEFOLD_ASSIGN_OR_RETURN(v1::Run run, Call(*stub, &v1::CountService::Stub::StartRun, request));
  if (command.wait) {
    std::cerr << "run " << Hex(run.run_id()) << " goes on if this program is ended; see `status`\n";
    ONEFOLD_ASSIGN_OR_RETURN(run, Watch(*stub, run.run_id()));
  }
  Show(client, run);
  if (run.state() == "failed" || run.state() == "cancelled") {
    return FailedPreconditionError("the run ended as " + run.state() + ": " + run.error());
  }
  return OkStatus();
}

namespace {

Status ShowOneRun(const ClientOptions& client, v1::CountService::Stub& stub,
                  const std::string& run_id, bool cancel) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(run_id));
  if (cancel) {
    v1::CancelRunRequest request;
    request.set_run_id(id.data(), id.size());
    ONEFOLD_RETURN_IF_ERROR(Call(stub, &v1::CountService::Stub::CancelRun, request).status());
  }
  v1::GetRunRequest request;
  request.set_run_id(id.data(), id.size());
  ONEFOLD_ASSIGN_OR_RETURN(const v1::Run run, Call(stub, &v1::CountService::Stub::GetRun, request));
  Show(client, run);
  return OkStatus();
}

Json JsonOf(const v1::SealedSubmission& submission) {
  return {{"submission_id", Hex(submission.submission_id())},
          {"organisation", submission.organisation()},
          {"register", submission.register_()},
          {"purpose", submission.purpose()},
          {"key_epoch", submission.key_epoch()},
          {"schema_digest", Hex(submission.schema_digest())},
          {"records", submission.records()}};
}

}  // namespace

Status ShowStatus(const ClientOptions& client, const std::string& run_id, bool cancel) {
  ONEFOLD_ASSIGN_OR_RETURN(const Stub stub, Connect(client));
  if (!run_id.empty()) return ShowOneRun(client, *stub, run_id, cancel);
  if (cancel) return InvalidArgumentError("--cancel needs a run");
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto sealed, Call(*stub, &v1::CountService::Stub::ListSealed, v1::ListSealedRequest()));
  ONEFOLD_ASSIGN_OR_RETURN(const auto runs,
                           Call(*stub, &v1::CountService::Stub::ListRuns, v1::ListRunsRequest()));
  if (client.json) {
    Json json = {{"submissions", Json::array()}, {"runs", Json::array()}};
    for (const auto& submission : sealed.submissions())
      json["submissions"].push_back(JsonOf(submission));
    for (const v1::Run& run : runs.runs()) json["runs"].push_back(JsonOf(run));
    std::cout << json.dump() << "\n";
    return OkStatus();
  }
  for (const auto& submission : sealed.submissions()) {
    std::cout << "submission " << Hex(submission.submission_id()) << ": "
              << submission.organisation() << ", " << submission.register_() << ", "
              << ops::FormatCount(submission.records()) << " records\n";
  }
  for (const v1::Run& run : runs.runs()) Print(run);
  return OkStatus();
}

Status FetchReport(const ClientOptions& client, const std::string& run_id, const std::string& out) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(run_id));
  ONEFOLD_ASSIGN_OR_RETURN(const Stub stub, Connect(client));
  v1::GetRunReportRequest request;
  request.set_run_id(id.data(), id.size());
  request.set_page(out.ends_with(".html"));
  grpc::ClientContext context;
  rpc::SetDeadline(context, rpc::kTransferDeadline);
  const auto reader = stub->GetRunReport(&context, request);
  std::string text;
  v1::RunReportPart part;
  while (reader->Read(&part)) text += part.text();
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(reader->Finish()));
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return InternalError("cannot write " + out);
  if (client.json) std::cout << Json({{"report", out}, {"bytes", text.size()}}).dump() << "\n";
  return OkStatus();
}

Status EstimateRun(const ClientOptions& client, const EstimateCommand& command) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(command.run_id));
  ONEFOLD_ASSIGN_OR_RETURN(const Stub stub, Connect(client));
  v1::EstimatePersonsRequest request;
  request.set_run_id(id.data(), id.size());
  request.set_profile(command.profile);
  request.set_method(command.method);
  request.set_order(command.order);
  request.set_seed(command.seed);
  request.set_resamples(command.resamples);
  ONEFOLD_ASSIGN_OR_RETURN(
      const v1::PersonsEstimate estimate,
      Call(*stub, &v1::CountService::Stub::EstimatePersons, request, std::chrono::minutes(10)));
  std::cout << (client.json ? estimate.document() + "\n" : EstimateText(estimate.document()));
  if (estimate.refusal().empty()) return OkStatus();
  std::cout.flush();
  return FailedPreconditionError("refused: " + estimate.refusal());
}

Status CreateRelease(const ClientOptions& client, const std::string& run_id,
                     const std::string& profile) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(run_id));
  ONEFOLD_ASSIGN_OR_RETURN(const Stub stub, Connect(client));
  v1::CreateReleaseRequest request;
  request.set_run_id(id.data(), id.size());
  request.set_profile(profile);
  ONEFOLD_ASSIGN_OR_RETURN(const v1::Release release,
                           Call(*stub, &v1::CountService::Stub::CreateRelease, request));
  if (!client.json) {
    std::cout << "release " << release.number() << ", log entry " << release.log_index() << ", "
              << release.path() << "\n"
              << release.document();
    return OkStatus();
  }
  Json json = {{"number", release.number()},
               {"log_index", release.log_index()},
               {"path", release.path()},
               {"signed_note", release.signed_note()}};
  json["document"] = Json::parse(release.document(), nullptr, /*allow_exceptions=*/false);
  std::cout << json.dump() << "\n";
  return OkStatus();
}

}  // namespace onefold::counter
