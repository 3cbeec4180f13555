#include "services/store/disk_spill.h"

#include <rocksdb/convenience.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <filesystem>
#include <limits>
#include <utility>

#include "crypto/aead.h"
#include "services/ops/diagnostics.h"
#include "services/ops/metrics.h"
#include "services/store/database.h"
#include "services/store/vault.h"

namespace onefold::store {
namespace {

namespace fs = std::filesystem;

Status NoRoom(const std::string& path) {
  return ResourceExhaustedError(path +
                                ": the volume has no room for what does not fit memory; make space "
                                "or raise memory_mib");
}

Status FromRocks(const rocksdb::Status& status, const std::string& path) {
  if (status.ok()) return OkStatus();
  if (status.IsNoSpace()) return NoRoom(path);
  const std::string message = path + ": " + status.ToString();
  return status.IsCorruption() ? DataLossError(message) : UnavailableError(message);
}

Bytes KeyOf(std::uint32_t run, std::uint32_t index) {
  Bytes key;
  AppendBe32(key, run);
  AppendBe32(key, index);
  return key;
}

// Blocks are written once, read in order and removed all together: nothing is worth compacting.
rocksdb::Options ScratchOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.error_if_exists = true;
  options.compression = rocksdb::kNoCompression;
  options.write_buffer_size = 8 << 20;
  options.max_write_buffer_number = 2;
  options.disable_auto_compactions = true;
  options.level0_slowdown_writes_trigger = std::numeric_limits<int>::max();
  options.level0_stop_writes_trigger = std::numeric_limits<int>::max();
  options.max_background_jobs = 1;
  options.info_log_level = rocksdb::ERROR_LEVEL;
  options.keep_log_file_num = 1;
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

Status RemoveScratch(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return UnavailableError(path + ": " + error.message());
  return OkStatus();
}

DiskSpill::DiskSpill(std::string path, ops::Metrics* metrics, std::uint64_t least_free_bytes)
    : path_(std::move(path)),
      least_free_bytes_(least_free_bytes),
      key_(crypto::Secret::Random(crypto::kAeadKeySize)),
      metrics_(metrics) {}

DiskSpill::~DiskSpill() {
  if (db_ == nullptr) return;
  db_->Close().PermitUncheckedError();
  db_.reset();
  if (const Status removed = RemoveScratch(path_); !removed.ok()) {
    // Unreadable without the key; the next start-up tries again.
    ops::Emit(ops::Level::kWarning, "scratch_not_removed", Message(removed));
  }
}

Status DiskSpill::Open() {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) return UnavailableError(path_ + ": " + error.message());
  rocksdb::DB* db = nullptr;
  ONEFOLD_RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(ScratchOptions(), path_, &db), path_));
  db_.reset(db);
  return OkStatus();
}

Status DiskSpill::Write(std::uint32_t run, std::uint32_t index, ByteView block) {
  if (db_ == nullptr) ONEFOLD_RETURN_IF_ERROR(Open());
  std::error_code error;
  const fs::space_info space = fs::space(path_, error);
  if (error) return UnavailableError(path_ + ": " + error.message());
  if (space.available < least_free_bytes_ + block.size()) return NoRoom(path_);
  const Bytes sealed = SealChunk(key_, {}, index, run, block);
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  ONEFOLD_RETURN_IF_ERROR(
      FromRocks(db_->Put(options, AsSlice(KeyOf(run, index)), AsSlice(sealed)), path_));
  if (metrics_ != nullptr) {
    metrics_
        ->AddCounter("onefold_spilled_bytes_total",
                     "What did not fit memory_mib and went to disk, encrypted.")
        .Add(sealed.size());
  }
  return OkStatus();
}

StatusOr<Bytes> DiskSpill::Read(std::uint32_t run, std::uint32_t index) {
  if (db_ == nullptr) return DataLossError("a spilled block is missing");
  rocksdb::PinnableSlice value;
  const Bytes key = KeyOf(run, index);
  const rocksdb::Status status = db_->Get({}, db_->DefaultColumnFamily(), AsSlice(key), &value);
  if (status.IsNotFound()) return DataLossError("a spilled block is missing");
  ONEFOLD_RETURN_IF_ERROR(FromRocks(status, path_));
  return OpenChunk(key_, {}, index, run, AsBytes(value));
}

Status DiskSpill::Drop(std::uint32_t run, std::uint32_t blocks) {
  if (db_ == nullptr || blocks == 0) return OkStatus();
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  const Bytes begin = KeyOf(run, 0), end = KeyOf(run, blocks);
  ONEFOLD_RETURN_IF_ERROR(FromRocks(
      db_->DeleteRange(options, db_->DefaultColumnFamily(), AsSlice(begin), AsSlice(end)), path_));
  // Files that hold nothing else go at once: the volume may need the room for what follows.
  const rocksdb::Slice first = AsSlice(begin), last = AsSlice(end);
  const rocksdb::RangePtr range(&first, &last);
  return FromRocks(
      rocksdb::DeleteFilesInRanges(db_.get(), db_->DefaultColumnFamily(), &range, 1, false), path_);
}

}  // namespace onefold::store
