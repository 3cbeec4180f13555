#include "services/matcher/link_service.h"

#include <algorithm>
#include <string>

#include "onefold/v1/link.grpc.pb.h"
#include "services/rpc/grpc_status.h"

namespace onefold::matcher {
namespace {

constexpr int kMaxSubmissions = 4096;

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }

Status Malformed(const char* field, const char* rule) {
  return rpc::WithDetail(InvalidArgumentError(std::string(field) + ": " + rule),
                         {.rule = "request.malformed", .field = field});
}

StatusOr<LinkJob> JobOf(const v1::LinkRequest& request) {
  LinkJob job;
  const auto run_id = ToId128(AsBytes(request.run_id()));
  if (!run_id.ok()) return Malformed("run_id", "must have 16 bytes");
  job.run_id = *run_id;
  const auto schema = ToDigest(AsBytes(request.schema_digest()));
  if (!schema.ok()) return Malformed("schema_digest", "must have 32 bytes");
  job.schema_digest = *schema;
  if (request.submission_ids().empty() || request.submission_ids_size() > kMaxSubmissions) {
    return Malformed("submission_ids", "must be 1 to 4096");
  }
  for (const std::string& bytes : request.submission_ids()) {
    const auto id = ToId128(AsBytes(bytes));
    if (!id.ok()) return Malformed("submission_ids", "must have 16 bytes each");
    if (!job.submissions.empty() && *id <= job.submissions.back()) {
      return Malformed("submission_ids", "must ascend without repeats");
    }
    job.submissions.push_back(*id);
  }
  job.register_name = request.register_();
  job.purpose = request.purpose();
  job.key_epoch = request.key_epoch();
  if (request.has_parameters()) {
    job.parameters.emit_floor_millibits = request.parameters().emit_floor_millibits();
    job.parameters.dice_threshold_ppm = request.parameters().dice_threshold_ppm();
    job.parameters.skip_oversized_blocks = request.parameters().skip_oversized_blocks();
  }
  job.parameters.max_block = request.parameters().max_block();
  const std::string& weights = request.parameters().weights();
  if (weights.size() > submission::kMaxWeightsBytes) {
    return Malformed("parameters.weights", submission::kWeightsTooLarge);
  }
  job.weights = ToBytes(AsBytes(weights));
  return job;
}

class StreamSink : public LinkSink {
 public:
  StreamSink(grpc::ServerContext* context, grpc::ServerWriter<v1::LinkResponse>* writer)
      : context_(*context), writer_(*writer) {}

  bool Progress(const PassProgress& progress) override {
    v1::LinkResponse response;
    auto& out = *response.mutable_progress();
    out.set_pass(progress.pass);
    out.set_pass_index(progress.index);
    out.set_passes(progress.passes);
    out.set_comparisons_done(progress.comparisons_done);
    out.set_comparisons_total(progress.comparisons_total);
    return Write(response);
  }

  bool Pairs(std::uint32_t pass, const Bytes& packed) override {
    v1::LinkResponse response;
    response.mutable_pairs()->set_pass_index(pass);
    response.mutable_pairs()->set_pairs(packed.data(), packed.size());
    return Write(response);
  }

  bool PassDone(std::uint32_t pass, const match::PassReport& report,
                const Digest& pairs_digest) override {
    v1::LinkResponse response;
    auto& out = *response.mutable_pass();
    out.set_pass_index(pass);
    out.set_pass(report.pass);
    out.set_items(report.items);
    out.set_blocks(report.blocks);
    out.set_largest_block(report.largest_block);
    out.mutable_block_size_histogram()->Add(report.block_size_histogram.begin(),
                                            report.block_size_histogram.end());
    out.set_candidate_pairs(report.candidate_pairs);
    out.set_emitted_pairs(report.emitted_pairs);
    out.set_prior_millibits(report.prior_millibits);
    out.mutable_prior_millibits_by_block_size()->Add(report.prior_millibits_by_block_size.begin(),
                                                     report.prior_millibits_by_block_size.end());
    out.set_em_iterations(report.em_iterations);
    out.set_weights_learned(report.weights_learned);
    out.set_weights_fixed(report.weights_fixed);
    for (const match::GroupWeights& group : report.weights) {
      auto& weights = *out.add_weights();
      for (const std::string& filter : group.filters) weights.add_filters(filter);
      weights.mutable_levels()->Add(group.levels.begin(), group.levels.end());
      for (const match::OutcomeWeight& outcome : group.outcomes) {
        auto& row = *weights.add_outcomes();
        row.set_outcome(outcome.outcome);
        row.set_m_ppm(outcome.m_ppm);
        row.set_u_ppm(outcome.u_ppm);
        row.set_weight_millibits(outcome.weight);
        row.set_pairs(outcome.pairs);
      }
    }
    out.mutable_oversized_blocks()->Add(report.oversized_blocks.begin(),
                                        report.oversized_blocks.end());
    out.set_oversized_comparisons(report.oversized_comparisons);
    for (const std::string& warning : report.warnings) out.add_warnings(warning);
    out.set_pairs_digest(AsString(pairs_digest));
    return Write(response);
  }

  bool Write(const v1::LinkResponse& response) {
    return !context_.IsCancelled() && writer_.Write(response);
  }

 private:
  grpc::ServerContext& context_;
  grpc::ServerWriter<v1::LinkResponse>& writer_;
};

class Service final : public v1::LinkService::Service {
 public:
  Service(Linker* linker, unsigned threads) : linker_(*linker), threads_(threads) {}

  grpc::Status Link(grpc::ServerContext* context, const v1::LinkRequest* request,
                    grpc::ServerWriter<v1::LinkResponse>* writer) override {
    auto job = JobOf(*request);
    if (!job.ok()) return rpc::ToGrpc(job.status());
    job->parameters.threads = threads_;
    StreamSink sink(context, writer);
    const auto linked = linker_.Run(*std::move(job), sink);
    if (!linked.ok()) return rpc::ToGrpc(linked.status());
    v1::LinkResponse response;
    response.mutable_finished()->set_log_index(linked->log_index);
    response.mutable_finished()->set_pairs_digest(AsString(linked->pairs_digest));
    sink.Write(response);
    return grpc::Status::OK;
  }

 private:
  Linker& linker_;
  const unsigned threads_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeLinkService(Linker* linker, unsigned threads) {
  return std::make_unique<Service>(linker, threads);
}

}  // namespace onefold::matcher
