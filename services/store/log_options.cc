#include "services/store/log_options.h"

namespace onefold::store {

rocksdb::DBOptions LogDbOptions() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.recycle_log_file_num = 0;
  options.paranoid_checks = true;
  options.unordered_write = false;
  options.avoid_flush_during_shutdown = false;
  return options;
}

rocksdb::WriteOptions LogWriteOptions() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.disableWAL = false;
  return options;
}

}  // namespace onefold::store
