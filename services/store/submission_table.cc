#include "services/store/submission_table.h"

#include <deque>
#include <future>
#include <memory>
#include <utility>

#include "crypto/random.h"
#include "onefold/storage/v1/storage.pb.h"

namespace onefold::store {
namespace {

constexpr char kSubmission[] = "submission";
constexpr char kDataKey[] = "data_key";
constexpr char kChunk[] = "chunk";
constexpr char kChunkRecord[] = "chunk_record";
constexpr char kOpening[] = "opening";
constexpr char kErasure[] = "erasure";

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }
Bytes FromString(const std::string& text) {
  return ToBytes(onefold::AsBytes(std::string_view(text)));
}

Bytes ChunkKey(const Id128& id, std::uint32_t pass, std::uint64_t index) {
  Bytes key(id.begin(), id.end());
  AppendBe32(key, pass);
  AppendBe64(key, index);
  return key;
}

Bytes ChunkRecordKey(const Id128& id, std::uint64_t index) {
  Bytes key(id.begin(), id.end());
  AppendBe64(key, index);
  return key;
}

// The keys of a family that begin with `prefix` are in [prefix, AfterPrefix(prefix)).
Bytes AfterPrefix(ByteView prefix) {
  Bytes end = ToBytes(prefix);
  while (!end.empty() && ++end.back() == 0) end.pop_back();
  if (end.empty()) end.assign(prefix.size() + 16, 0xff);
  return end;
}

std::string Serialize(const SubmissionRecord& record) {
  storage::v1::StoredSubmission stored;
  stored.set_submission_id(AsString(record.id));
  stored.set_organisation(record.organisation);
  stored.set_content(static_cast<std::uint32_t>(record.content));
  stored.set_state(static_cast<std::uint32_t>(record.state));
  stored.set_register_(record.register_name);
  stored.set_purpose(record.purpose);
  stored.set_key_epoch(record.key_epoch);
  stored.set_schema_digest(AsString(record.schema_digest));
  stored.set_manifest(AsString(record.manifest));
  stored.set_manifest_signature(AsString(record.manifest_signature));
  stored.set_seal_statement(AsString(record.seal_statement));
  stored.set_seal_signature(AsString(record.seal_signature));
  stored.set_withdraw_statement(AsString(record.withdraw_statement));
  stored.set_withdraw_signature(AsString(record.withdraw_signature));
  stored.set_chunks(record.chunks);
  stored.set_items(record.items);
  if (record.seal.has_value()) {
    stored.set_seal_log_index(record.seal->index);
    stored.set_seal_event_id(AsString(record.seal->event_id));
    stored.set_content_digest(AsString(record.content_digest));
  }
  if (record.withdrawal.has_value()) {
    stored.set_withdrawal_log_index(record.withdrawal->index);
    stored.set_withdrawal_event_id(AsString(record.withdrawal->event_id));
  }
  return stored.SerializeAsString();
}

StatusOr<SubmissionRecord> Deserialize(ByteView bytes) {
  storage::v1::StoredSubmission stored;
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || stored.state() < 1 ||
      stored.state() > 3 || stored.content() < 1 || stored.content() > 2) {
    return DataLossError("a stored submission cannot be read");
  }
  SubmissionRecord record;
  ONEFOLD_ASSIGN_OR_RETURN(record.id, ToId128(onefold::AsBytes(stored.submission_id())));
  ONEFOLD_ASSIGN_OR_RETURN(record.schema_digest,
                           ToDigest(onefold::AsBytes(stored.schema_digest())));
  record.organisation = stored.organisation();
  record.content = static_cast<ContentKind>(stored.content());
  record.state = static_cast<SubmissionState>(stored.state());
  record.register_name = stored.register_();
  record.purpose = stored.purpose();
  record.key_epoch = stored.key_epoch();
  record.manifest = FromString(stored.manifest());
  record.manifest_signature = FromString(stored.manifest_signature());
  record.seal_statement = FromString(stored.seal_statement());
  record.seal_signature = FromString(stored.seal_signature());
  record.withdraw_statement = FromString(stored.withdraw_statement());
  record.withdraw_signature = FromString(stored.withdraw_signature());
  record.chunks = stored.chunks();
  record.items = stored.items();
  if (!stored.seal_event_id().empty()) {
    record.seal = LogPlace{stored.seal_log_index(), {}};
    ONEFOLD_ASSIGN_OR_RETURN(record.seal->event_id,
                             ToId128(onefold::AsBytes(stored.seal_event_id())));
    ONEFOLD_ASSIGN_OR_RETURN(record.content_digest,
                             ToDigest(onefold::AsBytes(stored.content_digest())));
  }
  if (!stored.withdrawal_event_id().empty()) {
    record.withdrawal = LogPlace{stored.withdrawal_log_index(), {}};
    ONEFOLD_ASSIGN_OR_RETURN(record.withdrawal->event_id,
                             ToId128(onefold::AsBytes(stored.withdrawal_event_id())));
  }
  return record;
}

}  // namespace

std::vector<Family> SubmissionTable::Families() {
  return {{kSubmission}, {kDataKey}, {kChunk, 32 << 20}, {kChunkRecord}, {kOpening}, {kErasure}};
}

StatusOr<SubmissionRecord> SubmissionTable::Get(const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto value, database_.Get(kSubmission, id));
  if (!value.has_value()) return NotFoundError("no such submission");
  return Deserialize(onefold::AsBytes(*value));
}

Status SubmissionTable::Visit(const std::optional<Id128>& after,
                              const std::function<bool(SubmissionRecord)>& visit) const {
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db()->NewIterator({}, database_.family(kSubmission)));
  if (after.has_value()) {
    it->Seek(AsSlice(*after));
    if (it->Valid() && it->key() == AsSlice(*after)) it->Next();
  } else {
    it->SeekToFirst();
  }
  for (; it->Valid(); it->Next()) {
    ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, Deserialize(AsBytes(it->value())));
    if (!visit(std::move(record))) return OkStatus();
  }
  if (!it->status().ok()) return DataLossError("submissions: " + it->status().ToString());
  return OkStatus();
}

StatusOr<crypto::Secret> SubmissionTable::DataKey(const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto wrapped, database_.Get(kDataKey, id));
  if (!wrapped.has_value()) return NotFoundError("the submission's data key was destroyed");
  return vault_.UnwrapKey(onefold::AsBytes(*wrapped), id);
}

StatusOr<std::vector<ChunkRecord>> SubmissionTable::ChunkRecords(
    const SubmissionRecord& record) const {
  std::vector<ChunkRecord> chunks;
  const Bytes end_key = AfterPrefix(record.id);
  const rocksdb::Slice end = AsSlice(end_key);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db()->NewIterator(options, database_.family(kChunkRecord)));
  for (it->Seek(AsSlice(record.id)); it->Valid(); it->Next()) {
    const ByteView key = AsBytes(it->key()), value = AsBytes(it->value());
    if (key.size() != 24 || value.size() != 36 || ReadBe64(key.subspan(16)) != chunks.size()) {
      return DataLossError("the chunk records of a submission are damaged");
    }
    ChunkRecord chunk;
    chunk.pass = ReadBe32(value);
    ONEFOLD_ASSIGN_OR_RETURN(chunk.digest, ToDigest(value.subspan(4)));
    chunks.push_back(chunk);
  }
  if (!it->status().ok() || chunks.size() != record.chunks) {
    return DataLossError("the chunk records of a submission are not complete");
  }
  return chunks;
}

StatusOr<Bytes> SubmissionTable::ReadChunk(const Id128& id, const crypto::Secret& key,
                                           std::uint32_t pass, std::uint64_t index) const {
  const auto damaged = [&](std::string_view why) {
    return DataLossError("submission " + FormatHex(id) + ": chunk " + std::to_string(index) + ": " +
                         std::string(why));
  };
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const Bytes place = ChunkKey(id, pass, index);
  rocksdb::PinnableSlice sealed;
  const auto status =
      database_.db()->Get(options, database_.family(kChunk), AsSlice(place), &sealed);
  if (!status.ok()) return damaged("cannot be read: " + status.ToString());
  auto content = OpenChunk(key, id, index, pass, AsBytes(sealed));
  if (!content.ok()) return damaged(Message(content.status()));
  return content;
}

Status SubmissionTable::ReadPass(const SubmissionRecord& record, std::uint32_t pass,
                                 const std::function<Status(Bytes content)>& take,
                                 unsigned threads) const {
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::Secret key, DataKey(record.id));
  ONEFOLD_ASSIGN_OR_RETURN(const auto chunks, ChunkRecords(record));
  const auto where = threads > 1 ? std::launch::async : std::launch::deferred;
  const std::size_t ahead = threads > 1 ? 2 * std::size_t{threads} : 1;
  std::deque<std::future<StatusOr<Bytes>>> reading;  // in order; left early, it waits for the rest
  for (std::uint64_t next = 0;;) {
    for (; next < chunks.size() && reading.size() < ahead; ++next) {
      if (chunks[next].pass != pass) continue;
      reading.push_back(
          std::async(where, [&, index = next] { return ReadChunk(record.id, key, pass, index); }));
    }
    if (reading.empty()) return OkStatus();
    StatusOr<Bytes> content = reading.front().get();
    reading.pop_front();
    ONEFOLD_RETURN_IF_ERROR(content.status());
    ONEFOLD_RETURN_IF_ERROR(take(*std::move(content)));
  }
}

StatusOr<std::vector<audit::Opening>> SubmissionTable::Openings(const Id128& event_id) const {
  std::vector<audit::Opening> openings;
  ONEFOLD_ASSIGN_OR_RETURN(const auto sealed, database_.Get(kOpening, event_id));
  if (!sealed.has_value()) return openings;
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes,
                           vault_.Open("opening", event_id, onefold::AsBytes(*sealed)));
  storage::v1::StoredOpenings stored;
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DataLossError("stored openings cannot be read");
  }
  for (const auto& opening : stored.openings()) {
    ONEFOLD_ASSIGN_OR_RETURN(const Digest nonce, ToDigest(onefold::AsBytes(opening.nonce())));
    openings.push_back({opening.key(), opening.kind(), nonce, FromString(opening.data())});
  }
  return openings;
}

void SubmissionTable::Put(rocksdb::WriteBatch& batch, const SubmissionRecord& record) const {
  batch.Put(database_.family(kSubmission), AsSlice(record.id), Serialize(record))
      .PermitUncheckedError();
}

void SubmissionTable::PutDataKey(rocksdb::WriteBatch& batch, const Id128& id,
                                 const crypto::Secret& key) const {
  batch.Put(database_.family(kDataKey), AsSlice(id), AsSlice(vault_.WrapKey(key, id)))
      .PermitUncheckedError();
}

void SubmissionTable::PutChunks(rocksdb::WriteBatch& batch, const Id128& id,
                                std::span<const SealedChunk> chunks) const {
  std::size_t bytes = 0;
  std::vector<Bytes> keys;
  for (const SealedChunk& chunk : chunks) {
    bytes += chunk.sealed.size();
    keys.push_back(ChunkKey(id, chunk.record.pass, chunk.index));
    Bytes value;
    AppendBe32(value, chunk.record.pass);
    Append(value, ByteView(chunk.record.digest));
    batch
        .Put(database_.family(kChunkRecord), AsSlice(ChunkRecordKey(id, chunk.index)),
             AsSlice(value))
        .PermitUncheckedError();
  }
  if (bytes < kFileBytes) {
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      batch.Put(database_.family(kChunk), AsSlice(keys[i]), AsSlice(chunks[i].sealed))
          .PermitUncheckedError();
    }
    return;
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < chunks.size(); ++i) rows.push_back({keys[i], chunks[i].sealed});
  database_.AddFile(kChunk, rows);
}

void SubmissionTable::PutOpenings(rocksdb::WriteBatch& batch, const Id128& event_id,
                                  const std::vector<audit::Opening>& openings) const {
  storage::v1::StoredOpenings stored;
  for (const audit::Opening& opening : openings) {
    auto& out = *stored.add_openings();
    out.set_key(static_cast<std::uint32_t>(opening.key));
    out.set_kind(opening.kind);
    out.set_nonce(AsString(opening.nonce));
    out.set_data(AsString(opening.data));
  }
  const std::string bytes = stored.SerializeAsString();
  batch
      .Put(database_.family(kOpening), AsSlice(event_id),
           AsSlice(vault_.Seal("opening", event_id, onefold::AsBytes(bytes))))
      .PermitUncheckedError();
}

void SubmissionTable::Erase(rocksdb::WriteBatch& batch, const SubmissionRecord& record) const {
  const Bytes end = AfterPrefix(record.id);
  batch.Delete(database_.family(kDataKey), AsSlice(record.id)).PermitUncheckedError();
  batch.DeleteRange(database_.family(kChunk), AsSlice(record.id), AsSlice(end))
      .PermitUncheckedError();
  batch.DeleteRange(database_.family(kChunkRecord), AsSlice(record.id), AsSlice(end))
      .PermitUncheckedError();
  if (record.seal.has_value()) {
    batch.Delete(database_.family(kOpening), AsSlice(record.seal->event_id)).PermitUncheckedError();
  }
  batch.Put(database_.family(kErasure), AsSlice(record.id), "").PermitUncheckedError();
}

Status SubmissionTable::ScrubErased() const {
  std::vector<Id128> owed;
  {
    const std::unique_ptr<rocksdb::Iterator> it(
        database_.db()->NewIterator({}, database_.family(kErasure)));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ToId128(AsBytes(it->key())));
      owed.push_back(id);
    }
    if (!it->status().ok()) return DataLossError("erasures: " + it->status().ToString());
  }
  if (owed.empty()) return OkStatus();
  // Small families whole: their files still hold the wrapped key, the manifest and the openings.
  for (const char* family : {kDataKey, kSubmission, kOpening, kChunkRecord})
    database_.ScrubAll(family);
  for (const Id128& id : owed) database_.Scrub(kChunk, id, AfterPrefix(id));
  rocksdb::WriteBatch batch;
  for (const Id128& id : owed) {
    batch.Delete(database_.family(kErasure), AsSlice(id)).PermitUncheckedError();
  }
  database_.Write(batch);
  return OkStatus();
}

}  // namespace onefold::store
