#include "services/counter/link_client.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "crypto/hash.h"
#include "onefold/v1/link.grpc.pb.h"
#include "services/rpc/channel.h"
#include "services/rpc/grpc_status.h"
#include "services/submission/pair_record.h"

namespace onefold::counter {
namespace {

v1::LinkRequest RequestOf(const RunRecord& run, const Bytes& weights) {
  v1::LinkRequest request;
  request.set_run_id(run.id.data(), run.id.size());
  for (const Id128& id : run.submissions) request.add_submission_ids(id.data(), id.size());
  request.set_schema_digest(run.schema_digest.data(), run.schema_digest.size());
  request.set_key_epoch(run.key_epoch);
  request.set_purpose(run.purpose);
  request.set_register_(run.register_name);
  request.mutable_parameters()->set_emit_floor_millibits(run.parameters.emit_floor_millibits);
  request.mutable_parameters()->set_dice_threshold_ppm(run.parameters.dice_threshold_ppm);
  request.mutable_parameters()->set_max_block(run.parameters.max_block);
  request.mutable_parameters()->set_skip_oversized_blocks(run.parameters.skip_oversized_blocks);
  request.mutable_parameters()->set_weights(weights.data(), weights.size());
  return request;
}

linkage::GroupWeights WeightsOf(const v1::GroupWeights& message) {
  linkage::GroupWeights group;
  group.filters = {message.filters().begin(), message.filters().end()};
  group.levels = {message.levels().begin(), message.levels().end()};
  for (const v1::OutcomeWeight& row : message.outcomes()) {
    group.outcomes.push_back(
        {row.outcome(), row.m_ppm(), row.u_ppm(), row.weight_millibits(), row.pairs()});
  }
  return group;
}

linkage::PassReport ReportOf(const v1::PassDone& pass) {
  linkage::PassReport report;
  report.pass = pass.pass();
  report.items = pass.items();
  report.blocks = pass.blocks();
  report.largest_block = pass.largest_block();
  report.block_size_histogram = {pass.block_size_histogram().begin(),
                                 pass.block_size_histogram().end()};
  report.candidate_pairs = pass.candidate_pairs();
  report.emitted_pairs = pass.emitted_pairs();
  report.prior_millibits = pass.prior_millibits();
  report.prior_millibits_by_block_size = {pass.prior_millibits_by_block_size().begin(),
                                          pass.prior_millibits_by_block_size().end()};
  report.em_iterations = pass.em_iterations();
  report.weights_learned = pass.weights_learned();
  report.weights_fixed = pass.weights_fixed();
  for (const v1::GroupWeights& group : pass.weights()) report.weights.push_back(WeightsOf(group));
  report.oversized_blocks = {pass.oversized_blocks().begin(), pass.oversized_blocks().end()};
  report.oversized_comparisons = pass.oversized_comparisons();
  report.warnings = {pass.warnings().begin(), pass.warnings().end()};
  return report;
}

// Takes the messages of one call in order: pairs of pass 0, its digest, pairs of pass 1, ...
class Receiver {
 public:
  explicit Receiver(const LinkListener& listener) : listener_(listener) {}

  Status Take(const v1::LinkResponse& response) {
    switch (response.message_case()) {
      case v1::LinkResponse::kProgress: {
        const auto& progress = response.progress();
        listener_.progress(progress.pass_index(), progress.passes(), progress.comparisons_done(),
                           progress.comparisons_total());
        return OkStatus();
      }
      case v1::LinkResponse::kPairs:
        return TakePairs(response.pairs());
      case v1::LinkResponse::kPass:
        return TakePass(response.pass());
      case v1::LinkResponse::kFinished:
        return TakeFinished(response.finished());
      default:
        return DataLossError("the matcher sent a message that this version does not know");
    }
  }

  StatusOr<LinkOutcome> Outcome() {
    if (!finished_) return DataLossError("the matcher stopped before the run was finished");
    return std::move(outcome_);
  }

 private:
  Status TakePairs(const v1::PairBatch& batch) {
    if (batch.pass_index() != passes_.size())
      return DataLossError("the matcher sent passes out of order");
    digest_.Update(AsBytes(batch.pairs()));
    return listener_.pairs(batch.pass_index(), AsBytes(batch.pairs()));
  }

  Status TakePass(const v1::PassDone& pass) {
    const Digest digest = std::exchange(digest_, crypto::Sha256Stream()).Finish();
    if (pass.pass_index() != passes_.size() || AsText(digest) != pass.pairs_digest()) {
      return DataLossError("the pairs of a pass do not have the digest that the matcher sent");
    }
    passes_.push_back(digest);
    outcome_.candidate_pairs += pass.candidate_pairs();
    outcome_.passes.push_back(ReportOf(pass));
    for (const std::string& warning : pass.warnings()) {
      outcome_.warnings.push_back("pass " + pass.pass() + ": " + warning);
    }
    return OkStatus();
  }

  Status TakeFinished(const v1::LinkFinished& finished) {
    outcome_.pairs_digest = submission::PairsDigest(passes_);
    if (AsText(outcome_.pairs_digest) != finished.pairs_digest()) {
      return DataLossError("the passes do not have the digest that the matcher logged");
    }
    finished_ = true;
    return OkStatus();
  }

  const LinkListener& listener_;
  crypto::Sha256Stream digest_;
  std::vector<Digest> passes_;
  LinkOutcome outcome_;
  bool finished_ = false;
};

}  // namespace

StatusOr<LinkOutcome> CallLink(const std::shared_ptr<grpc::Channel>& matcher, const RunRecord& run,
                               const Bytes& weights, const LinkListener& listener,
                               const std::atomic<bool>& cancel) {
  const auto stub = v1::LinkService::NewStub(matcher);
  grpc::ClientContext context;
  rpc::SetDeadline(context, rpc::kTransferDeadline);
  const auto reader = stub->Link(&context, RequestOf(run, weights));
  Receiver receiver(listener);
  Status taken;
  v1::LinkResponse response;
  // The matcher reports progress several times a second, so a cancellation is noticed soon.
  while (taken.ok() && reader->Read(&response)) {
    taken = cancel ? CancelledError("the run was cancelled") : receiver.Take(response);
  }
  if (!taken.ok()) {
    context.TryCancel();
    IgnoreError(rpc::FromGrpc(reader->Finish()));  // ours is the reason
    return taken;
  }
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(reader->Finish()));
  return receiver.Outcome();
}

}  // namespace onefold::counter
