// The log's column families: what stands in them and how it is read and written. No order of steps,
// no rules.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "crypto/tlog/merkle.h"
#include "crypto/tlog/tile.h"
#include "services/store/log_tree.h"

namespace onefold::store {

class LogTables {
 public:
  struct Head {
    std::uint64_t size = 0;
    std::vector<Digest> frontier;
  };

  // InvalidArgument when a column family is missing.
  static StatusOr<LogTables> On(rocksdb::DB* db,
                                const std::map<std::string, rocksdb::ColumnFamilyHandle*>& column);

  // Nothing in a new log; DataLoss for what cannot be read.
  StatusOr<std::optional<std::string>> Origin() const;
  StatusOr<std::optional<Head>> ReadHead() const;
  StatusOr<std::optional<std::string>> Note() const;
  // NotFound beyond the end.
  StatusOr<Bytes> ReadLeaf(std::uint64_t index) const;
  StatusOr<std::vector<Digest>> ReadTile(unsigned level, std::uint64_t index) const;
  // A file as it is published, of exactly tile.width hashes or leaves.
  StatusOr<Bytes> TileContent(const tlog::TileId& tile) const;
  // Live as long as this object.
  tlog::SubtreeReader Subtrees() const;

  Status AddOrigin(rocksdb::WriteBatch& batch, const std::string& origin) const;
  // Leaves first, first + 1, ..., the tiles they changed, and the tree's new head.
  Status AddLeaves(rocksdb::WriteBatch& batch, std::uint64_t first,
                   const std::vector<Bytes>& leaves, const std::vector<HashTile>& tiles,
                   const LogTree& tree) const;
  // Synced.
  Status Write(rocksdb::WriteBatch& batch) const;
  Status StoreNote(const std::string& note) const;

 private:
  StatusOr<std::optional<Bytes>> Get(rocksdb::ColumnFamilyHandle* column, ByteView name) const;

  rocksdb::DB* db_ = nullptr;
  rocksdb::ColumnFamilyHandle* entries_ = nullptr;
  rocksdb::ColumnFamilyHandle* tiles_ = nullptr;
  rocksdb::ColumnFamilyHandle* checkpoints_ = nullptr;
  rocksdb::ColumnFamilyHandle* meta_ = nullptr;
};

}  // namespace onefold::store
