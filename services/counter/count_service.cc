#include "services/counter/count_service.h"

#include <limits>
#include <string>

#include "linkage/estimate/estimate.h"
#include "onefold/v1/count.grpc.pb.h"
#include "services/counter/planted_message.h"
#include "services/rpc/grpc_status.h"

namespace onefold::counter {
namespace {

using grpc::ServerContext;
using rpc::ToGrpc;

constexpr std::size_t kReportPart = 256 << 10;
constexpr std::uint32_t kMostResamples = 10'000;  // bounds the time of one call

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }

Status Malformed(const char* field, const char* rule) {
  return rpc::WithDetail(InvalidArgumentError(std::string(field) + ": " + rule),
                         {.rule = "request.malformed", .field = field});
}

StatusOr<Id128> IdOf(const std::string& bytes, const char* field) {
  const auto id = ToId128(AsBytes(bytes));
  if (!id.ok()) return Malformed(field, "must have 16 bytes");
  return id;
}

StatusOr<PairConstraint> ConstraintOf(const v1::PairConstraint& message) {
  PairConstraint one;
  ONEFOLD_ASSIGN_OR_RETURN(one.a.submission,
                           IdOf(message.submission_a(), "constraints.submission_a"));
  ONEFOLD_ASSIGN_OR_RETURN(one.a.handle, IdOf(message.handle_a(), "constraints.handle_a"));
  ONEFOLD_ASSIGN_OR_RETURN(one.b.submission,
                           IdOf(message.submission_b(), "constraints.submission_b"));
  ONEFOLD_ASSIGN_OR_RETURN(one.b.handle, IdOf(message.handle_b(), "constraints.handle_b"));
  one.link = message.link();
  one.provenance = message.provenance();
  return one;
}

StatusOr<RunRequest> RequestOf(const v1::StartRunRequest& message) {
  RunRequest request;
  ONEFOLD_ASSIGN_OR_RETURN(request.run_id, IdOf(message.run_id(), "run_id"));
  const auto schema = ToDigest(AsBytes(message.schema_digest()));
  if (!schema.ok()) return Malformed("schema_digest", "must have 32 bytes");
  request.schema_digest = *schema;
  request.register_name = message.register_();
  request.purpose = message.purpose();
  request.key_epoch = message.key_epoch();
  for (const std::string& bytes : message.submission_ids()) {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, IdOf(bytes, "submission_ids"));
    request.submissions.push_back(id);
  }
  for (const auto& source : message.sources()) {
    if (source.clean()) request.clean.push_back(source.organisation());
  }
  if (message.has_parameters()) {
    const auto& parameters = message.parameters();
    if (parameters.dice_threshold_ppm() > 1'000'000) {
      return Malformed("parameters.dice_threshold_ppm", "must be at most 1000000");
    }
    request.parameters.emit_floor_millibits = parameters.emit_floor_millibits();
    request.parameters.dice_threshold_ppm = parameters.dice_threshold_ppm();
    request.parameters.cluster.unseen_weight = parameters.unseen_weight_millibits();
    request.parameters.cluster.cut = parameters.cut_millibits();
    request.parameters.max_block = parameters.max_block();
    request.parameters.skip_oversized_blocks = parameters.skip_oversized_blocks();
    if (parameters.weights().size() > submission::kMaxWeightsBytes) {
      return Malformed("parameters.weights", submission::kWeightsTooLarge);
    }
    request.input.weights = ToBytes(AsBytes(parameters.weights()));
  }
  std::vector<PairConstraint> constraints;
  for (const auto& constraint : message.constraints()) {
    ONEFOLD_ASSIGN_OR_RETURN(PairConstraint one, ConstraintOf(constraint));
    constraints.push_back(std::move(one));
  }
  auto canonical = Canonical(std::move(constraints));
  if (!canonical.ok()) {
    return rpc::WithDetail(canonical.status(), {.rule = "run.constraint", .field = "constraints"});
  }
  request.input.constraints = *std::move(canonical);
  return request;
}

StatusOr<estimate::EstimateOptions> OptionsOf(const v1::EstimatePersonsRequest& message) {
  estimate::EstimateOptions options;
  if (!message.method().empty()) {
    const auto method = estimate::ParseMethod(message.method());
    if (!method.ok()) return Malformed("method", "must be dga, stepwise or bic");
    options.method = *method;
  }
  if (message.resamples() > kMostResamples) return Malformed("resamples", "must be at most 10000");
  if (message.order() > 0) options.order = message.order();
  if (message.resamples() > 0) options.resamples = message.resamples();
  options.seed = message.seed();
  return options;
}

void Fill(const RunRecord& run, const RunProgress& progress, v1::Run& out) {
  out.set_run_id(AsString(run.id));
  out.set_state(std::string(RunStateName(run.state)));
  out.set_percent(progress.percent);
  out.set_eta_seconds(progress.eta_seconds);
  out.set_stage(progress.stage);
  out.set_error(run.error);
  for (const Id128& id : run.submissions) out.add_submission_ids(AsString(id));
  out.set_register_(run.register_name);
  out.set_purpose(run.purpose);
  out.set_key_epoch(run.key_epoch);
  out.set_schema_digest(AsString(run.schema_digest));
  if (!run.result.has_value()) return;
  const RunResult& result = *run.result;
  auto& r = *out.mutable_result();
  r.set_gross(result.tally.gross);
  r.set_linkable(result.linkable);
  r.set_entities(result.estimate.entities);
  r.set_unique_estimate(result.estimate.estimate);
  r.set_unique_low(result.estimate.low);
  r.set_unique_high(result.estimate.high);
  r.set_candidate_pairs(result.candidate_pairs);
  r.set_pairs(result.pairs);
  r.set_manifest_digest(AsString(run.manifest_digest));
  r.set_pairs_digest(AsString(result.pairs_digest));
  r.set_entities_digest(AsString(result.entities_digest));
  r.set_log_index(result.log_index);
  for (const std::string& warning : result.warnings) r.add_warnings(warning);
  if (result.planted.has_value()) {
    const auto name_of = [&](std::uint16_t source) { return run.sources.at(source).name; };
    FillPlanted(*result.planted, name_of, *r.mutable_planted());
  }
}

class Service final : public v1::CountService::Service {
 public:
  Service(RunQueue* runs, Releases* releases, const submission::Intake* intake)
      : runs_(*runs), releases_(*releases), intake_(*intake) {}

  grpc::Status StartRun(ServerContext*, const v1::StartRunRequest* request,
                        v1::Run* response) override {
    const auto asked = RequestOf(*request);
    if (!asked.ok()) return ToGrpc(asked.status());
    return Answer(runs_.Start(*asked), *response);
  }

  grpc::Status GetRun(ServerContext*, const v1::GetRunRequest* request,
                      v1::Run* response) override {
    const auto id = IdOf(request->run_id(), "run_id");
    if (!id.ok()) return ToGrpc(id.status());
    return Answer(runs_.Get(*id), *response);
  }

  grpc::Status CancelRun(ServerContext*, const v1::CancelRunRequest* request,
                         v1::Run* response) override {
    const auto id = IdOf(request->run_id(), "run_id");
    if (!id.ok()) return ToGrpc(id.status());
    return Answer(runs_.Cancel(*id), *response);
  }

  grpc::Status ListRuns(ServerContext*, const v1::ListRunsRequest*,
                        v1::ListRunsResponse* response) override {
    const auto runs = runs_.List();
    if (!runs.ok()) return ToGrpc(runs.status());
    for (const RunRecord& run : *runs) Fill(run, runs_.ProgressOf(run), *response->add_runs());
    return grpc::Status::OK;
  }

  grpc::Status CreateRelease(ServerContext*, const v1::CreateReleaseRequest* request,
                             v1::Release* response) override {
    const auto id = IdOf(request->run_id(), "run_id");
    if (!id.ok()) return ToGrpc(id.status());
    const auto release = releases_.Create(*id, request->profile());
    if (!release.ok()) return ToGrpc(release.status());
    response->set_number(release->number);
    response->set_document(release->document);
    response->set_signed_note(release->note);
    response->set_log_index(release->log_index);
    response->set_path(Releases::PathOf(release->number));
    return grpc::Status::OK;
  }

  grpc::Status EstimatePersons(ServerContext*, const v1::EstimatePersonsRequest* request,
                               v1::PersonsEstimate* response) override {
    const auto id = IdOf(request->run_id(), "run_id");
    if (!id.ok()) return ToGrpc(id.status());
    const auto options = OptionsOf(*request);
    if (!options.ok()) return ToGrpc(options.status());
    const auto estimate = releases_.Estimate(*id, request->profile(), *options);
    if (!estimate.ok()) return ToGrpc(estimate.status());
    response->set_document(estimate->json);
    response->set_refusal(estimate->refusal);
    return grpc::Status::OK;
  }

  grpc::Status GetRunReport(ServerContext*, const v1::GetRunReportRequest* request,
                            grpc::ServerWriter<v1::RunReportPart>* writer) override {
    const auto id = IdOf(request->run_id(), "run_id");
    if (!id.ok()) return ToGrpc(id.status());
    const auto report = runs_.ReportOf(*id);
    if (!report.ok()) return ToGrpc(report.status());
    const std::string& text = request->page() ? report->page : report->json;
    v1::RunReportPart part;
    for (std::size_t at = 0; at < text.size(); at += kReportPart) {
      part.set_text(text.substr(at, kReportPart));
      if (!writer->Write(part)) break;  // the client is gone
    }
    return grpc::Status::OK;
  }

  grpc::Status ListSealed(ServerContext*, const v1::ListSealedRequest*,
                          v1::ListSealedResponse* response) override {
    const auto records =
        intake_.List(std::nullopt, std::nullopt, std::numeric_limits<std::size_t>::max());
    if (!records.ok()) return ToGrpc(records.status());
    for (const store::SubmissionRecord& record : *records) {
      if (record.state != store::SubmissionState::kSealed) continue;
      auto& out = *response->add_submissions();
      out.set_submission_id(AsString(record.id));
      out.set_organisation(record.organisation);
      out.set_register_(record.register_name);
      out.set_purpose(record.purpose);
      out.set_key_epoch(record.key_epoch);
      out.set_schema_digest(AsString(record.schema_digest));
      out.set_records(record.items);
    }
    return grpc::Status::OK;
  }

 private:
  grpc::Status Answer(const StatusOr<RunRecord>& run, v1::Run& response) const {
    if (!run.ok()) return ToGrpc(run.status());
    Fill(*run, runs_.ProgressOf(*run), response);
    return grpc::Status::OK;
  }

  RunQueue& runs_;
  Releases& releases_;
  const submission::Intake& intake_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCountService(RunQueue* runs, Releases* releases,
                                                const submission::Intake* intake) {
  return std::make_unique<Service>(runs, releases, intake);
}

}  // namespace onefold::counter
