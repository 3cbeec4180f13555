#include "crypto/hash.h"
#include "services/rpc/error.h"
#include "services/submission/intake.h"

namespace onefold::submission {
namespace {

Status Refuse(Status status, const char* rule, const char* field, std::uint64_t index) {
  return rpc::WithDetail(std::move(status), {.rule = rule, .field = field, .row = index + 1});
}

}  // namespace

Status Upload::Add(std::uint64_t index, std::uint32_t pass, ByteView content, ByteView digest) {
  const std::string name = "chunk " + std::to_string(index);
  if (state_ != store::SubmissionState::kOpen) {
    return Refuse(FailedPreconditionError("the submission is closed and takes no more chunks"),
                  "submission.state", "chunk", index);
  }
  if (index != staged_) {
    return Refuse(
        FailedPreconditionError(name + ": chunk " + std::to_string(staged_) + " comes next"),
        "chunk.order", "chunk.index", index);
  }
  if (content.empty() || content.size() > kMaxChunkBytes) {
    return Refuse(InvalidArgumentError(name + ": content must have 1 to " +
                                       std::to_string(kMaxChunkBytes) + " bytes"),
                  "chunk.size", "chunk.content", index);
  }
  if (pass < last_pass_) {
    return Refuse(InvalidArgumentError(name + ": passes must come in order"), "chunk.pass-order",
                  "chunk.pass", index);
  }
  const store::ChunkRecord record{pass, crypto::Sha256(content)};
  if (!digest.empty() && !ConstantTimeEqual(digest, record.digest)) {
    return Refuse(
        DataLossError(name + ": the content does not have the digest that was sent with it"),
        "chunk.digest", "chunk.digest", index);
  }
  auto items = intake_->parts_.checker->CheckChunk(manifest_, pass, content);
  if (!items.ok()) {
    auto detail = rpc::DetailOf(items.status()).value_or(rpc::Detail{.rule = "chunk.content"});
    detail.row = index + 1;
    return rpc::WithDetail(Annotate(items.status(), name), detail);
  }
  if (items_ + staged_items_ + *items > intake_->options_.max_items_per_submission) {
    return Refuse(ResourceExhaustedError("the submission has more items than this centre takes"),
                  "submission.too-many-items", "chunk.content", index);
  }
  staged_chunks_.push_back(
      {index, record, store::SealChunk(data_key_, manifest_.id, index, pass, content)});
  ++staged_;
  staged_items_ += *items;
  staged_bytes_ += content.size();
  last_pass_ = pass;
  if (staged_ - durable_ >= kSyncChunks || staged_bytes_ >= kSyncBytes) return Commit();
  return OkStatus();
}

Status Upload::Commit() {
  if (staged_ == durable_) return OkStatus();
  const std::lock_guard lock(lane_->mutex);
  if (lane_->generation != generation_) {
    return rpc::WithDetail(AbortedError("another upload of this submission has taken over"),
                           {.rule = "submission.superseded", .retryable = true});
  }
  ONEFOLD_ASSIGN_OR_RETURN(store::SubmissionRecord record,
                           intake_->parts_.table->Get(manifest_.id));
  record.chunks = staged_;
  record.items = items_ + staged_items_;
  rocksdb::WriteBatch batch;
  intake_->parts_.table->PutChunks(batch, manifest_.id, staged_chunks_);
  intake_->parts_.table->Put(batch, record);
  intake_->parts_.database->Write(batch);
  intake_->gauges_.chunks->Add(staged_ - durable_);
  intake_->gauges_.bytes->Add(staged_bytes_);
  intake_->gauges_.items->Add(staged_items_);
  staged_chunks_.clear();
  durable_ = staged_;
  items_ = record.items;
  staged_items_ = 0;
  staged_bytes_ = 0;
  return OkStatus();
}

}  // namespace onefold::submission
