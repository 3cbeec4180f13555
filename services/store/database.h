// A RocksDB database with named column families, opened by one process and written with synced
// batches.
//
// A write or sync that fails ends the process (StorageFailed): what a database holds after a failed
// fsync cannot be known, and a restart recovers exactly what was acknowledged. Reads that fail are
// errors like others.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::store {

inline rocksdb::Slice AsSlice(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteView AsBytes(const rocksdb::Slice& slice) {
  return {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()};
}

// Emits the diagnostic "storage_failed" and ends the process with exit code 1.
[[noreturn]] void StorageFailed(std::string_view what, const rocksdb::Status& status);

struct Family {
  std::string name;
  std::size_t write_buffer_bytes = 4 << 20;
};

// A row of a family; the bytes belong to the caller.
struct Row {
  ByteView key, value;
};

class Database {
 public:
  // Creates what is missing. FailedPrecondition when another process has it open; DataLoss when it
  // is damaged.
  static StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                  std::span<const Family> families);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB* db() const { return db_.get(); }
  // The family must be one that was opened.
  rocksdb::ColumnFamilyHandle* family(const std::string& name) const { return families_.at(name); }
  const std::map<std::string, rocksdb::ColumnFamilyHandle*>& families() const { return families_; }

  // nullopt when absent; DataLoss when the bytes fail their checksum.
  StatusOr<std::optional<std::string>> Get(const std::string& family, ByteView key) const;
  // Durable on return.
  void Write(rocksdb::WriteBatch& batch);
  // Adds rows in ascending order of key, at least one, as a file of their own, past write-ahead log
  // and memory: the bytes are written once and never moved. Durable on return. Several synced
  // writes: for megabytes, not for single values.
  void AddFile(const std::string& family, std::span<const Row> rows);
  // Rewrites [begin, end) of a family so that deleted and overwritten values leave the files.
  void Scrub(const std::string& family, ByteView begin, ByteView end);
  void ScrubAll(const std::string& family);
  // Files of the data and of the write-ahead log.
  std::uint64_t SizeOnDisk() const;

 private:
  Database() = default;
  std::string staging_;  // folder of files that are not part of the database yet
  std::atomic<std::uint64_t> next_file_{0};
  std::unique_ptr<rocksdb::DB> db_;
  std::map<std::string, rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace onefold::store
