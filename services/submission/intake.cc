#include "services/submission/intake.h"

#include <algorithm>
#include <utility>

#include "crypto/random.h"
#include "services/rpc/error.h"

namespace onefold::submission {

using store::SubmissionRecord;
using store::SubmissionState;

Intake::Intake(IntakeParts parts, IntakeOptions options)
    : parts_(std::move(parts)), options_(std::move(options)) {
  ops::Metrics& metrics = *parts_.metrics;
  gauges_.chunks = &metrics.AddCounter("onefold_chunks_total", "Chunks made durable.");
  gauges_.bytes = &metrics.AddCounter("onefold_chunk_bytes_total", "Bytes of chunks made durable.");
  gauges_.items = &metrics.AddCounter("onefold_items_total", "Items made durable.");
  const auto state = [&](const char* name) {
    return &metrics.AddGauge("onefold_submissions", "Submissions by state.", {{"state", name}});
  };
  gauges_.open = state("open");
  gauges_.sealed = state("sealed");
  gauges_.withdrawn = state("withdrawn");
}

Intake::~Intake() = default;

StatusOr<std::unique_ptr<Intake>> Intake::Open(IntakeParts parts, IntakeOptions options) {
  std::unique_ptr<Intake> intake(new Intake(std::move(parts), std::move(options)));
  ONEFOLD_RETURN_IF_ERROR(intake->parts_.table->Visit(std::nullopt, [&](SubmissionRecord record) {
    intake->CountState(record, +1);
    return true;
  }));
  ONEFOLD_RETURN_IF_ERROR(intake->parts_.table->ScrubErased());
  return intake;
}

void Intake::CountState(const SubmissionRecord& record, int change) {
  switch (record.state) {
    case SubmissionState::kOpen: {
      gauges_.open->Add(change);
      const std::lock_guard lock(mutex_);
      open_by_agency_[record.organisation] += static_cast<std::uint64_t>(change);
      return;
    }
    case SubmissionState::kSealed:
      gauges_.sealed->Add(change);
      return;
    case SubmissionState::kWithdrawn:
      gauges_.withdrawn->Add(change);
      return;
  }
}

std::shared_ptr<Intake::Lane> Intake::LaneOf(const Id128& id) {
  const std::lock_guard lock(mutex_);
  auto& lane = lanes_[id];
  if (lane == nullptr) lane = std::make_shared<Lane>();
  return lane;
}

StatusOr<const Agency*> Intake::FindAgency(const std::string& organisation) const {
  for (const Agency& agency : options_.agencies) {
    if (agency.organisation == organisation) return &agency;
  }
  return rpc::WithDetail(PermissionDeniedError("the agency is not registered here"),
                         {.rule = "submission.agency-unknown"});
}

Status Intake::CheckNew(const Agency& agency, const Manifest& manifest) {
  if (manifest.content != parts_.checker->kind()) {
    return rpc::WithDetail(
        FailedPreconditionError("this centre does not take that kind of content"),
        {.rule = "submission.content-kind", .field = "manifest.content"});
  }
  ONEFOLD_RETURN_IF_ERROR(parts_.checker->CheckManifest(manifest));
  const std::lock_guard lock(mutex_);
  if (open_by_agency_[agency.organisation] >= options_.max_open_submissions) {
    return rpc::WithDetail(
        ResourceExhaustedError("too many open submissions: seal or withdraw some first"),
        {.rule = "submission.too-many-open"});
  }
  return OkStatus();
}

Status Intake::CreateRecord(const Manifest& manifest, ByteView bytes, ByteView signature) {
  SubmissionRecord record;
  record.id = manifest.id;
  record.organisation = manifest.organisation;
  record.content = manifest.content;
  record.register_name = manifest.register_name;
  record.purpose = manifest.purpose;
  record.key_epoch = manifest.key_epoch;
  record.schema_digest = manifest.schema_digest;
  record.manifest = ToBytes(bytes);
  record.manifest_signature = ToBytes(signature);
  rocksdb::WriteBatch batch;
  parts_.table->PutDataKey(batch, record.id, crypto::Secret::Random(32));
  parts_.table->Put(batch, record);
  parts_.database->Write(batch);
  CountState(record, +1);
  return OkStatus();
}

StatusOr<std::unique_ptr<Upload>> Intake::OpenUpload(const std::string& organisation,
                                                     ByteView bytes, ByteView signature) {
  ONEFOLD_ASSIGN_OR_RETURN(const Agency* agency, FindAgency(organisation));
  ONEFOLD_ASSIGN_OR_RETURN(Manifest manifest, ParseManifest(bytes));
  if (manifest.organisation != organisation) {
    return rpc::WithDetail(
        PermissionDeniedError("the manifest names another organisation than the certificate"),
        {.rule = "submission.organisation-mismatch", .field = "manifest.organisation"});
  }
  ONEFOLD_RETURN_IF_ERROR(
      VerifyStatement(agency->sign_public_key, Signed::kManifest, bytes, signature));

  const auto lane = LaneOf(manifest.id);
  const std::lock_guard lock(lane->mutex);
  auto record = parts_.table->Get(manifest.id);
  if (record.status().code() == StatusCode::kNotFound) {
    ONEFOLD_RETURN_IF_ERROR(CheckNew(*agency, manifest));
    ONEFOLD_RETURN_IF_ERROR(CreateRecord(manifest, bytes, signature));
    record = parts_.table->Get(manifest.id);
  }
  if (!record.ok()) return record.status();
  const bool withdrawn = record->state == SubmissionState::kWithdrawn;
  if (record->organisation != organisation || (!withdrawn && record->manifest != ToBytes(bytes))) {
    return rpc::WithDetail(
        AlreadyExistsError("this submission id was opened with another manifest"),
        {.rule = "submission.conflict", .field = "manifest.submission_id"});
  }

  std::unique_ptr<Upload> upload(new Upload);
  upload->intake_ = this;
  upload->lane_ = lane;
  upload->generation_ = ++lane->generation;
  upload->manifest_ = std::move(manifest);
  upload->state_ = record->state;
  upload->durable_ = upload->next_ = record->chunks;
  upload->items_ = record->items;
  if (record->state == SubmissionState::kOpen) {
    ONEFOLD_ASSIGN_OR_RETURN(upload->data_key_, parts_.table->DataKey(record->id));
    ONEFOLD_ASSIGN_OR_RETURN(const auto chunks, parts_.table->ChunkRecords(*record));
    if (!chunks.empty()) upload->last_pass_ = chunks.back().pass;
  }
  return upload;
}

StatusOr<SubmissionRecord> Intake::Get(const std::optional<std::string>& organisation,
                                       const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, parts_.table->Get(id));
  if (organisation.has_value() && record.organisation != *organisation) {
    return NotFoundError("no such submission");  // whether another agency has it is not told
  }
  return record;
}

StatusOr<SubmissionRecord> Intake::Own(const std::string& organisation, const Id128& id) const {
  auto record = Get(organisation, id);
  if (record.status().code() == StatusCode::kNotFound) {
    return rpc::WithDetail(record.status(),
                           {.rule = "submission.unknown", .field = "submission_id"});
  }
  return record;
}

StatusOr<std::vector<SubmissionRecord>> Intake::List(const std::optional<std::string>& organisation,
                                                     const std::optional<Id128>& after,
                                                     std::size_t limit) const {
  std::vector<SubmissionRecord> records;
  ONEFOLD_RETURN_IF_ERROR(parts_.table->Visit(after, [&](SubmissionRecord record) {
    if (!organisation.has_value() || record.organisation == *organisation) {
      records.push_back(std::move(record));
    }
    return records.size() < limit;
  }));
  return records;
}

}  // namespace onefold::submission
