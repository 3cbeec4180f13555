#include "services/counter/run_table.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "services/counter/run_codec.h"

namespace onefold::counter {
namespace {

using store::AsSlice;

constexpr char kRun[] = "run";
constexpr char kInput[] = "run_input";
constexpr char kEntity[] = "entity";
constexpr char kReport[] = "report";
constexpr char kRelease[] = "release";
constexpr std::size_t kRowBytes = 16 + 16 + 4;
constexpr std::size_t kRowsPerChunk = 25'000;

Id128 ReleaseId(std::uint64_t number) {
  Id128 id{};
  for (int i = 0; i < 8; ++i) id[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

Bytes EntityKey(const Id128& run, std::uint64_t index) {
  Bytes key(run.begin(), run.end());
  AppendBe64(key, index);
  return key;
}

Bytes PackRows(std::span<const EntityRow> rows) {
  Bytes out;
  out.reserve(rows.size() * kRowBytes);
  for (const EntityRow& row : rows) {
    Append(out, ByteView(row.submission));
    Append(out, ByteView(row.handle));
    AppendBe32(out, row.entity);
  }
  return out;
}

// Calls `take` with every value of a family, in the order of keys.
Status VisitAll(const store::Database& database, const char* family,
                const std::function<Status(ByteView key, ByteView value)>& take) {
  const std::unique_ptr<rocksdb::Iterator> it(
      database.db()->NewIterator({}, database.family(family)));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ONEFOLD_RETURN_IF_ERROR(take(store::AsBytes(it->key()), store::AsBytes(it->value())));
  }
  if (!it->status().ok())
    return DataLossError(std::string(family) + ": " + it->status().ToString());
  return OkStatus();
}

}  // namespace

std::string_view RunStateName(RunState state) {
  switch (state) {
    case RunState::kQueued:
      return "queued";
    case RunState::kLinking:
      return "linking";
    case RunState::kCounting:
      return "counting";
    case RunState::kDone:
      return "done";
    case RunState::kFailed:
      return "failed";
    case RunState::kCancelled:
      return "cancelled";
  }
  return "";
}

std::vector<store::Family> RunTable::Families() {
  return {{kRun}, {kInput}, {kEntity}, {kReport}, {kRelease}};
}

void RunTable::PutSealed(rocksdb::WriteBatch& batch, const char* family, const Id128& run,
                         std::string_view bytes) const {
  batch
      .Put(database_.family(family), AsSlice(run),
           AsSlice(vault_.Seal(family, run, AsBytes(bytes))))
      .PermitUncheckedError();
}

StatusOr<std::optional<Bytes>> RunTable::OpenSealed(const char* family, const Id128& run) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto sealed, database_.Get(family, run));
  if (!sealed.has_value()) return std::nullopt;
  return vault_.Open(family, run, AsBytes(std::string_view(*sealed)));
}

StatusOr<RunRecord> RunTable::Get(const Id128& id) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto bytes, OpenSealed(kRun, id));
  if (!bytes.has_value()) return NotFoundError("no such run");
  return DecodeRun(*bytes);
}

StatusOr<std::vector<RunRecord>> RunTable::List() const {
  std::vector<RunRecord> runs;
  ONEFOLD_RETURN_IF_ERROR(VisitAll(database_, kRun, [&](ByteView key, ByteView value) -> Status {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ToId128(key));
    ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, vault_.Open(kRun, id, value));
    ONEFOLD_ASSIGN_OR_RETURN(RunRecord run, DecodeRun(bytes));
    runs.push_back(std::move(run));
    return OkStatus();
  }));
  std::sort(runs.begin(), runs.end(),
            [](const RunRecord& a, const RunRecord& b) { return a.sequence < b.sequence; });
  return runs;
}

void RunTable::Put(rocksdb::WriteBatch& batch, const RunRecord& run) const {
  PutSealed(batch, kRun, run.id, EncodeRun(run));
}

void RunTable::Write(const RunRecord& run) const {
  rocksdb::WriteBatch batch;
  Put(batch, run);
  database_.Write(batch);
}

void RunTable::Put(rocksdb::WriteBatch& batch, const Id128& run, const RunInput& input) const {
  PutSealed(batch, kInput, run, EncodeInput(input));
}

StatusOr<RunInput> RunTable::Input(const Id128& run) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto bytes, OpenSealed(kInput, run));
  if (!bytes.has_value()) return DataLossError("the input of a run is missing");
  return DecodeInput(*bytes);
}

Digest RunTable::WriteEntities(const Id128& run, const std::vector<EntityRow>& rows,
                               RunResult& result) const {
  const crypto::Secret key = crypto::Secret::Random(32);
  crypto::Sha256Stream digest;
  result.entities_key = vault_.WrapKey(key, run);
  result.entity_chunks = 0;
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsPerChunk) {
    const std::size_t size = std::min(kRowsPerChunk, rows.size() - begin);
    const Bytes packed = PackRows(std::span(rows).subspan(begin, size));
    digest.Update(packed);
    rocksdb::WriteBatch batch;
    batch
        .Put(database_.family(kEntity), AsSlice(EntityKey(run, result.entity_chunks)),
             AsSlice(store::SealChunk(key, run, result.entity_chunks, 0, packed)))
        .PermitUncheckedError();
    database_.Write(batch);
    ++result.entity_chunks;
  }
  return digest.Finish();
}

StatusOr<std::vector<EntityRow>> RunTable::ReadEntities(const RunRecord& run) const {
  std::vector<EntityRow> rows;
  if (!run.result.has_value()) return FailedPreconditionError("the run is not done");
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::Secret key,
                           vault_.UnwrapKey(run.result->entities_key, run.id));
  for (std::uint64_t index = 0; index < run.result->entity_chunks; ++index) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto sealed, database_.Get(kEntity, EntityKey(run.id, index)));
    if (!sealed.has_value()) return DataLossError("entities of a run are missing");
    ONEFOLD_ASSIGN_OR_RETURN(
        const Bytes packed,
        store::OpenChunk(key, run.id, index, 0, AsBytes(std::string_view(*sealed))));
    for (std::size_t at = 0; at + kRowBytes <= packed.size(); at += kRowBytes) {
      const ByteView row = ByteView(packed).subspan(at, kRowBytes);
      EntityRow& out = rows.emplace_back();
      std::copy_n(row.begin(), 16, out.submission.begin());
      std::copy_n(row.begin() + 16, 16, out.handle.begin());
      out.entity = ReadBe32(row.subspan(32));
    }
  }
  return rows;
}

void RunTable::WriteReport(const Id128& run, const StoredTexts& report) const {
  rocksdb::WriteBatch batch;
  PutSealed(batch, kReport, run, EncodeReport(report));
  database_.Write(batch);
}

StatusOr<StoredTexts> RunTable::ReadReport(const Id128& run) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto bytes, OpenSealed(kReport, run));
  if (!bytes.has_value()) return NotFoundError("the run has no report");
  return DecodeReport(*bytes);
}

StatusOr<std::vector<ReleaseRecord>> RunTable::Releases() const {
  std::vector<ReleaseRecord> releases;
  ONEFOLD_RETURN_IF_ERROR(
      VisitAll(database_, kRelease, [&](ByteView key, ByteView value) -> Status {
        ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes,
                                 vault_.Open(kRelease, ReleaseId(ReadBe64(key)), value));
        ONEFOLD_ASSIGN_OR_RETURN(ReleaseRecord release, DecodeRelease(bytes));
        releases.push_back(std::move(release));
        return OkStatus();
      }));
  return releases;
}

void RunTable::Put(rocksdb::WriteBatch& batch, const ReleaseRecord& release) const {
  Bytes key;
  AppendBe64(key, release.number);
  const std::string bytes = EncodeRelease(release);
  batch
      .Put(database_.family(kRelease), AsSlice(key),
           AsSlice(
               vault_.Seal(kRelease, ReleaseId(release.number), AsBytes(std::string_view(bytes)))))
      .PermitUncheckedError();
}

}  // namespace onefold::counter
