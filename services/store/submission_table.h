// Submissions at rest: state, chunks (encrypted), chunk records, wrapped data keys, openings.
// Builds batches and reads; the rules of the life of a submission are services/submission's.
//
// Families and keys: submission: id · data_key: id · chunk: id | u32 BE pass | u64 BE index ·
// chunk_record: id | u64 BE index · opening: event id · erasure: id (scrubbing still owed).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "services/audit/events.h"
#include "services/store/database.h"
#include "services/store/vault.h"

namespace onefold::store {

enum class SubmissionState : std::uint8_t { kOpen = 1, kSealed = 2, kWithdrawn = 3 };
enum class ContentKind : std::uint8_t { kEncodings = 1, kCases = 2 };

// An entry of the log that concerns the submission.
struct LogPlace {
  std::uint64_t index = 0;
  Id128 event_id{};
};

struct SubmissionRecord {
  Id128 id{};
  std::string organisation;
  ContentKind content = ContentKind::kEncodings;
  SubmissionState state = SubmissionState::kOpen;
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  Bytes manifest, manifest_signature;  // as received; empty after withdrawal
  Bytes seal_statement, seal_signature;
  Bytes withdraw_statement, withdraw_signature;
  std::uint64_t chunks = 0, items = 0;  // durable
  Digest content_digest{};              // once sealed
  std::optional<LogPlace> seal, withdrawal;
};

struct ChunkRecord {
  std::uint32_t pass = 0;
  Digest digest{};  // SHA-256 of the content
};

// A chunk as it is stored.
struct SealedChunk {
  std::uint64_t index = 0;
  ChunkRecord record;
  Bytes sealed;  // content under the submission's data key
};

// Chunks that together have at least this many bytes are stored as a file of their own.
inline constexpr std::size_t kFileBytes = 4 << 20;

// Thread-safe: keeps no state of its own.
class SubmissionTable {
 public:
  static std::vector<Family> Families();

  // Both outlive the table.
  SubmissionTable(Database* database, const Vault* vault) : database_(*database), vault_(*vault) {}

  // NotFound, DataLoss.
  StatusOr<SubmissionRecord> Get(const Id128& id) const;
  // All records in ascending order of id, from the one after `after` when given, until `visit`
  // returns false.
  Status Visit(const std::optional<Id128>& after,
               const std::function<bool(SubmissionRecord)>& visit) const;
  // NotFound when it was destroyed.
  StatusOr<crypto::Secret> DataKey(const Id128& id) const;
  // Every chunk's record, in order. DataLoss when one is missing.
  StatusOr<std::vector<ChunkRecord>> ChunkRecords(const SubmissionRecord& record) const;
  // Decrypts the chunks of a pass and hands them to `take` in order, on the caller's thread, until
  // `take` returns an error. With several threads, twice as many chunks are read ahead. DataLoss
  // with submission and chunk when one that was recorded is missing or damaged.
  Status ReadPass(const SubmissionRecord& record, std::uint32_t pass,
                  const std::function<Status(Bytes content)>& take, unsigned threads = 1) const;
  StatusOr<std::vector<audit::Opening>> Openings(const Id128& event_id) const;

  void Put(rocksdb::WriteBatch& batch, const SubmissionRecord& record) const;
  void PutDataKey(rocksdb::WriteBatch& batch, const Id128& id, const crypto::Secret& key) const;
  // Chunks of one submission in ascending order of index and pass. Their records go into `batch`,
  // and so do their contents when they are small; contents of kFileBytes and more are durable on
  // return, and part of the submission once the batch is written.
  void PutChunks(rocksdb::WriteBatch& batch, const Id128& id,
                 std::span<const SealedChunk> chunks) const;
  void PutOpenings(rocksdb::WriteBatch& batch, const Id128& event_id,
                   const std::vector<audit::Opening>& openings) const;

  // Deletes data key, chunks, chunk records and the openings of the seal, and notes that the files
  // are to be scrubbed.
  void Erase(rocksdb::WriteBatch& batch, const SubmissionRecord& record) const;
  // Rewrites the files so that what was erased is gone from them. Repeated at start-up after a
  // crash.
  Status ScrubErased() const;

 private:
  StatusOr<Bytes> ReadChunk(const Id128& id, const crypto::Secret& key, std::uint32_t pass,
                            std::uint64_t index) const;

  Database& database_;
  const Vault& vault_;
};

}  // namespace onefold::store
