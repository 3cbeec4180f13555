#include "services/store/database.h"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "services/ops/diagnostics.h"
#include "services/store/log_options.h"

namespace onefold::store {
namespace {

Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return OkStatus();
  const std::string message = std::string(what) + ": " + status.ToString();
  if (status.IsCorruption()) return DataLossError(message);
  return UnavailableError(message);
}

rocksdb::ColumnFamilyOptions FamilyOptions(const Family& family) {
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kNoCompression;  // values are encrypted
  options.write_buffer_size = family.write_buffer_bytes;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 << 10;
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

void StorageFailed(std::string_view what, const rocksdb::Status& status) {
  ops::Emit(ops::Level::kError, "storage_failed",
            "a write was not made durable; the process ends so that a restart recovers what was "
            "acknowledged",
            {{"operation", std::string(what)}, {"status", status.ToString()}});
  std::_Exit(1);
}

StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                   std::span<const Family> families) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return UnavailableError(path + ": " + error.message());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);

  rocksdb::DBOptions options = LogDbOptions();
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_background_jobs = 2;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.bytes_per_sync = 1 << 20;
  options.max_total_wal_size = 256 << 20;
  options.max_open_files = 512;  // a large submission is many files; the rest is for connections

  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, FamilyOptions({})}};
  for (const Family& family : families)
    descriptors.emplace_back(family.name, FamilyOptions(family));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, descriptors, &handles, &db);
  if (!status.ok()) {
    if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
      return FailedPreconditionError(path + ": another process has this data folder open");
    }
    return FromRocks(status, path);
  }
  std::unique_ptr<Database> database(new Database);
  database->db_.reset(db);
  for (std::size_t i = 0; i < handles.size(); ++i)
    database->families_[descriptors[i].name] = handles[i];
  // What a crash left there was not acknowledged.
  database->staging_ = path + "/staging";
  std::filesystem::remove_all(database->staging_, error);
  if (!error) std::filesystem::create_directory(database->staging_, error);
  if (error) return UnavailableError(database->staging_ + ": " + error.message());
  return database;
}

Database::~Database() {
  for (auto& [name, handle] : families_)
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  if (db_ != nullptr) db_->Close().PermitUncheckedError();
}

StatusOr<std::optional<std::string>> Database::Get(const std::string& family_name,
                                                   ByteView key) const {
  std::string value;
  const rocksdb::Status status = db_->Get({}, family(family_name), AsSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return FromRocks(status, family_name);
  return std::optional<std::string>(std::move(value));
}

void Database::Write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  if (const auto status = db_->Write(options, &batch); !status.ok()) StorageFailed("write", status);
}

void Database::AddFile(const std::string& family_name, std::span<const Row> rows) {
  rocksdb::ColumnFamilyHandle* const handle = family(family_name);
  const std::string path = staging_ + "/" + std::to_string(next_file_++) + ".sst";
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), db_->GetOptions(handle), handle,
                                /*invalidate_page_cache=*/false);
  auto status = writer.Open(path);
  for (const Row& row : rows) {
    if (status.ok()) status = writer.Put(AsSlice(row.key), AsSlice(row.value));
  }
  if (status.ok()) status = writer.Finish();  // synced
  if (!status.ok()) StorageFailed("file", status);
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = false;
  status = db_->IngestExternalFile(handle, {path}, options);
  if (!status.ok()) StorageFailed("ingestion", status);
}

void Database::Scrub(const std::string& family_name, ByteView begin, ByteView end) {
  rocksdb::ColumnFamilyHandle* const handle = family(family_name);
  if (const auto status = db_->Flush({}, handle); !status.ok()) StorageFailed("flush", status);
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const rocksdb::Slice first = AsSlice(begin), last = AsSlice(end);
  const auto status = db_->CompactRange(options, handle, begin.empty() ? nullptr : &first,
                                        end.empty() ? nullptr : &last);
  if (!status.ok()) StorageFailed("compaction", status);
}

void Database::ScrubAll(const std::string& family_name) { Scrub(family_name, {}, {}); }

std::uint64_t Database::SizeOnDisk() const {
  std::uint64_t total = 0;
  for (const auto& [name, handle] : families_) {
    std::uint64_t size = 0;
    if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kTotalSstFilesSize, &size))
      total += size;
  }
  rocksdb::VectorLogPtr logs;
  if (db_->GetSortedWalFiles(logs).ok()) {
    for (const auto& log : logs) total += log->SizeFileBytes();
  }
  return total;
}

}  // namespace onefold::store
