// How a database that holds an audit log is opened.
#pragma once

#include <rocksdb/options.h>

namespace onefold::store {

// RocksDB's default recovery opens a log whose write-ahead log has a damaged byte in the middle, at
// the entry before the damage: acknowledged entries vanish silently. These options refuse such a
// database and accept only a torn tail, which a crash in the middle of a write leaves behind. A
// truncated or deleted write-ahead log is noticed by no option; the guard of LogStore finds it.
rocksdb::DBOptions LogDbOptions();

// Every write of a log: synced, through the write-ahead log.
rocksdb::WriteOptions LogWriteOptions();

}  // namespace onefold::store
