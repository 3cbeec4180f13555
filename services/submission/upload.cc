#include <utility>

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
  if (index != next_) {
    return Refuse(
        FailedPreconditionError(name + ": chunk " + std::to_string(next_) + " comes next"),
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
  if (items_ + *items > intake_->options_.max_items_per_submission) {
    return Refuse(ResourceExhaustedError("the submission has more items than this centre takes"),
                  "submission.too-many-items", "chunk.content", index);
  }
  staged_.chunks.push_back(
      {index, record, store::SealChunk(data_key_, manifest_.id, index, pass, content)});
  staged_.items += *items;
  staged_.bytes += content.size();
  ++next_;
  items_ += *items;
  last_pass_ = pass;
  if (staged_.chunks.size() >= kSyncChunks || staged_.bytes >= kSyncBytes) return StartWriting();
  return OkStatus();
}

Upload::~Upload() {
  if (written_.valid()) written_.wait();
}

Status Upload::StartWriting() {
  if (written_.valid()) {
    if (const Status before = written_.get(); !before.ok()) {
      staged_ = {};  // nothing is written behind a gap
      return before;
    }
  }
  writing_ = std::exchange(staged_, {});
  written_ = std::async(std::launch::async, [this] { return Write(writing_); });
  return OkStatus();
}

Status Upload::Commit() {
  if (!staged_.chunks.empty()) ONEFOLD_RETURN_IF_ERROR(StartWriting());
  return written_.valid() ? written_.get() : OkStatus();
}

Status Upload::Write(const Group& group) {
  {
    const std::lock_guard lock(lane_->mutex);
    if (lane_->generation != generation_) {
      return rpc::WithDetail(AbortedError("another upload of this submission has taken over"),
                             {.rule = "submission.superseded", .retryable = true});
    }
    ONEFOLD_ASSIGN_OR_RETURN(store::SubmissionRecord record,
                             intake_->parts_.table->Get(manifest_.id));
    record.chunks += group.chunks.size();
    record.items += group.items;
    rocksdb::WriteBatch batch;
    intake_->parts_.table->PutChunks(batch, manifest_.id, group.chunks);
    intake_->parts_.table->Put(batch, record);
    intake_->parts_.database->Write(batch);
    durable_ = record.chunks;
  }
  intake_->gauges_.chunks->Add(group.chunks.size());
  intake_->gauges_.bytes->Add(group.bytes);
  intake_->gauges_.items->Add(group.items);
  if (heard_) heard_();
  return OkStatus();
}

}  // namespace onefold::submission
