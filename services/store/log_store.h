// The audit log on RocksDB: entries, tiles and frontier, appended in ONE synced batch together with
// the state change they record; checkpoints signed behind a guard file on another path; tiles
// published as immutable files.
//
// Order (docs/formats/leaf.md, reference: sunlight's sequencer): synced batch -> guard (size, root)
// written, fsynced
// -> sign -> store note -> write tiles and checkpoint to the publish directory. Any write or sync
// error ends the process: state after a failed fsync cannot be trusted. Start-up fails closed when
// the database is older than the guard (restored backup, lost write-ahead log).
#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"
#include "services/audit/leaf.h"

namespace onefold::store {

// Column families that the log adds to a database.
std::vector<std::string> LogColumnFamilies();

// The steps of an append, in order; tests stop the process between them.
enum class LogStep { kCommitted, kGuarded, kSigned, kStored, kTilesPublished, kPublished };

struct LogOptions {
  std::string origin;       // e.g. "matcher.example/linkage/demo"
  std::string publish_dir;  // gets checkpoint, tile/..., log.vkey
  std::string guard_path;   // on another volume than the database, if possible
  // Who writes log.genesis, entry 0 of a new log: role "matcher" or "counter", and its
  // organisation.
  std::string role, organisation;
  std::function<std::uint64_t()> now_ms = {};    // of log.genesis; empty = the system's clock
  std::function<void(LogStep)> after_step = {};  // tests only
};

class LogStore {
 public:
  // `column` maps a name of LogColumnFamilies() to its handle. A new log gets its log.genesis. A
  // log that was stopped between commit and publication is signed and published up to what is
  // committed. DataLoss when the guard, the database and the published checkpoint disagree
  // (restored backup, lost write-ahead log, damaged tiles); FailedPrecondition when origin or key
  // differ from those of the log, or another process has the guard; InvalidArgument for an origin
  // that cannot be a key name.
  static StatusOr<std::unique_ptr<LogStore>> Open(
      rocksdb::DB* db, const std::map<std::string, rocksdb::ColumnFamilyHandle*>& column,
      LogOptions options, crypto::SignKeyPair key);

  // Adds one or more `events` to `batch` and commits it synced: state change and log entries land
  // together or not at all. Returns the index of the first. Serialises callers. Openings of the
  // events' commitments may be put into the batch by the caller. Then signs and publishes (A1): on
  // return the entries are under a signed checkpoint. InvalidArgument, with nothing written, for an
  // event that CheckEvent does not accept.
  StatusOr<std::uint64_t> Append(rocksdb::WriteBatch& batch, std::span<const audit::Event> events);

  // As Append for callers whose batch depends on the index the first event will get.
  // An error of `write` is passed on and nothing is written.
  using BatchWriter = std::function<Status(std::uint64_t first_index, rocksdb::WriteBatch& batch)>;
  StatusOr<std::uint64_t> Append(const BatchWriter& write, std::span<const audit::Event> events);

  // NotFound beyond the end.
  StatusOr<Bytes> ReadLeaf(std::uint64_t index) const;
  // Proof of entry `index` under the latest signed checkpoint. NotFound when it is not under it.
  StatusOr<tlog::LogProof> Prove(std::uint64_t index) const;
  tlog::Checkpoint latest() const;
  std::string latest_note() const;
  std::string verifier_key() const;

  ~LogStore();

 private:
  struct Impl;
  explicit LogStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace onefold::store
