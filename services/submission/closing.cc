// Seal, withdrawal and receipt: the parts of Intake that touch the log.
#include "crypto/tlog/checkpoint.h"
#include "services/rpc/error.h"
#include "services/submission/intake.h"

namespace onefold::submission {

using store::SubmissionRecord;
using store::SubmissionState;

namespace {

Status Mismatch(const char* field, const char* what) {
  return rpc::WithDetail(
      InvalidArgumentError(std::string("the statement does not fit what is stored: ") + what),
      {.rule = "seal.mismatch", .field = field});
}

}  // namespace

StatusOr<SubmissionRecord> Intake::Seal(const std::string& organisation, ByteView bytes,
                                        ByteView signature) {
  ONEFOLD_ASSIGN_OR_RETURN(const Agency* agency, FindAgency(organisation));
  ONEFOLD_ASSIGN_OR_RETURN(const SealStatement statement, ParseSealStatement(bytes));
  ONEFOLD_RETURN_IF_ERROR(
      VerifyStatement(agency->sign_public_key, Signed::kSeal, bytes, signature));

  const auto lane = LaneOf(statement.id);
  const std::lock_guard lock(lane->mutex);
  ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, Own(organisation, statement.id));
  if (record.state == SubmissionState::kSealed) {
    if (record.seal_statement == ToBytes(bytes)) return record;
    return rpc::WithDetail(AlreadyExistsError("the submission was sealed with another statement"),
                           {.rule = "seal.conflict", .field = "statement"});
  }
  if (record.state == SubmissionState::kWithdrawn) {
    return rpc::WithDetail(FailedPreconditionError("the submission was withdrawn"),
                           {.rule = "submission.state"});
  }
  if (statement.chunks != record.chunks) return Mismatch("statement.chunks", "number of chunks");
  if (statement.items != record.items) return Mismatch("statement.items", "number of items");
  ONEFOLD_ASSIGN_OR_RETURN(const auto chunks, parts_.table->ChunkRecords(record));
  if (ContentDigest(chunks) != statement.content_digest) {
    return Mismatch("statement.content_digest", "digest of the content");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Manifest manifest, ParseManifest(record.manifest));
  ONEFOLD_RETURN_IF_ERROR(parts_.checker->CheckSeal(manifest, record.items));

  ++lane->generation;  // an upload still under way has nothing to add
  record.seal_statement = ToBytes(bytes);
  record.seal_signature = ToBytes(signature);
  record.content_digest = statement.content_digest;
  ONEFOLD_RETURN_IF_ERROR(CommitSeal(record));
  return record;
}

Status Intake::CommitSeal(SubmissionRecord& record) {
  audit::SubmissionAccepted facts;
  facts.submission_id = record.id;
  facts.organisation = record.organisation;
  facts.register_name = record.register_name;
  facts.purpose = record.purpose;
  facts.key_epoch = record.key_epoch;
  facts.schema_digest = record.schema_digest;
  facts.content_kind = static_cast<std::uint64_t>(record.content);
  const audit::Draft draft = audit::WriteSubmissionAccepted(
      parts_.new_context(), facts, {record.content_digest, record.items, record.seal_signature});
  SubmissionRecord sealed = record;
  sealed.state = SubmissionState::kSealed;
  const auto write = [&](std::uint64_t index, rocksdb::WriteBatch& batch) {
    sealed.seal = store::LogPlace{index, draft.event.event_id};
    parts_.table->Put(batch, sealed);
    parts_.table->PutOpenings(batch, draft.event.event_id, draft.openings);
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(parts_.log->Append(write, {&draft.event, 1}).status());
  CountState(record, -1);
  CountState(sealed, +1);
  record = std::move(sealed);
  return OkStatus();
}

StatusOr<SubmissionRecord> Intake::Withdraw(const std::string& organisation, ByteView bytes,
                                            ByteView signature) {
  ONEFOLD_ASSIGN_OR_RETURN(const Agency* agency, FindAgency(organisation));
  ONEFOLD_ASSIGN_OR_RETURN(const WithdrawStatement statement, ParseWithdrawStatement(bytes));
  ONEFOLD_RETURN_IF_ERROR(
      VerifyStatement(agency->sign_public_key, Signed::kWithdraw, bytes, signature));

  SubmissionRecord record;
  {
    const auto lane = LaneOf(statement.id);
    const std::lock_guard lock(lane->mutex);
    ONEFOLD_ASSIGN_OR_RETURN(record, Own(organisation, statement.id));
    if (record.state != SubmissionState::kWithdrawn) {
      ++lane->generation;
      record.withdraw_statement = ToBytes(bytes);
      record.withdraw_signature = ToBytes(signature);
      ONEFOLD_RETURN_IF_ERROR(CommitWithdrawal(record, statement.reason));
    }
  }
  const std::lock_guard lock(scrub_mutex_);
  ONEFOLD_RETURN_IF_ERROR(parts_.table->ScrubErased());
  return record;
}

Status Intake::CommitWithdrawal(SubmissionRecord& record, const std::string& reason) {
  audit::ErasureCompleted facts;
  facts.submission_id = record.id;
  facts.organisation = record.organisation;
  facts.reason = reason;
  const audit::Event event = audit::WriteErasureCompleted(parts_.new_context(), facts);
  SubmissionRecord tombstone = record;
  tombstone.state = SubmissionState::kWithdrawn;
  tombstone.manifest.clear();  // holds the sealed pseudonym key
  tombstone.manifest_signature.clear();
  const auto write = [&](std::uint64_t index, rocksdb::WriteBatch& batch) {
    tombstone.withdrawal = store::LogPlace{index, event.event_id};
    parts_.table->Erase(batch, record);
    parts_.table->Put(batch, tombstone);
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(parts_.log->Append(write, {&event, 1}).status());
  CountState(record, -1);
  CountState(tombstone, +1);
  record = std::move(tombstone);
  return OkStatus();
}

StatusOr<Intake::Receipt> Intake::GetReceipt(const std::string& organisation, const Id128& id,
                                             bool withdrawal) const {
  ONEFOLD_ASSIGN_OR_RETURN(const SubmissionRecord record, Own(organisation, id));
  const auto& place = withdrawal ? record.withdrawal : record.seal;
  if (!place.has_value()) {
    return rpc::WithDetail(FailedPreconditionError(withdrawal ? "the submission was not withdrawn"
                                                              : "the submission was not sealed"),
                           {.rule = "receipt.none"});
  }
  ONEFOLD_ASSIGN_OR_RETURN(const tlog::LogProof proof, parts_.log->Prove(place->index));
  Receipt receipt;
  receipt.proof = tlog::FormatLogProof(proof);
  ONEFOLD_ASSIGN_OR_RETURN(receipt.openings, parts_.table->Openings(place->event_id));
  return receipt;
}

}  // namespace onefold::submission
