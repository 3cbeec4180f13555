#include "services/store/log_tables.h"

#include "services/store/log_options.h"
#include "services/store/log_store.h"

namespace onefold::store {
namespace {

constexpr char kEntries[] = "log_entry";           // BE64 index -> leaf
constexpr char kTiles[] = "log_tile";              // u8 level | BE64 index -> hashes
constexpr char kCheckpoints[] = "log_checkpoint";  // "latest" -> signed note
constexpr char kMeta[] = "log_meta";               // "origin", "head" = BE64 size | frontier

rocksdb::Slice AsSlice(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes EntryKey(std::uint64_t index) {
  Bytes key;
  AppendBe64(key, index);
  return key;
}

Bytes TileKey(unsigned level, std::uint64_t index) {
  Bytes key = {static_cast<std::uint8_t>(level)};
  AppendBe64(key, index);
  return key;
}

Status FromRocks(const rocksdb::Status& status) {
  return status.ok() ? OkStatus() : DataLossError("log database: " + status.ToString());
}

std::optional<std::string> AsOptionalText(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional<std::string>(AsText(*bytes)) : std::nullopt;
}

}  // namespace

std::vector<std::string> LogColumnFamilies() { return {kEntries, kTiles, kCheckpoints, kMeta}; }

StatusOr<LogTables> LogTables::On(
    rocksdb::DB* db, const std::map<std::string, rocksdb::ColumnFamilyHandle*>& column) {
  LogTables tables;
  tables.db_ = db;
  const std::pair<const char*, rocksdb::ColumnFamilyHandle**> handles[] = {
      {kEntries, &tables.entries_},
      {kTiles, &tables.tiles_},
      {kCheckpoints, &tables.checkpoints_},
      {kMeta, &tables.meta_}};
  for (const auto& [name, handle] : handles) {
    const auto found = column.find(name);
    if (found == column.end()) {
      return InvalidArgumentError("log: no column family " + std::string(name));
    }
    *handle = found->second;
  }
  return tables;
}

StatusOr<std::optional<Bytes>> LogTables::Get(rocksdb::ColumnFamilyHandle* column,
                                              ByteView name) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), column, AsSlice(name), &value);
  if (status.IsNotFound()) return std::optional<Bytes>();
  ONEFOLD_RETURN_IF_ERROR(FromRocks(status));
  return std::optional(ToBytes(AsBytes(value)));
}

StatusOr<std::optional<std::string>> LogTables::Origin() const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto value, Get(meta_, AsBytes("origin")));
  return AsOptionalText(value);
}

StatusOr<std::optional<std::string>> LogTables::Note() const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto value, Get(checkpoints_, AsBytes("latest")));
  return AsOptionalText(value);
}

StatusOr<std::optional<LogTables::Head>> LogTables::ReadHead() const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto value, Get(meta_, AsBytes("head")));
  if (!value) return std::optional<Head>();
  if (value->size() < 8) return DataLossError("log: the head is cut");
  const ByteView hashes = ByteView(*value).subspan(8);
  Head head{.size = ReadBe64(*value), .frontier = {}};
  ONEFOLD_ASSIGN_OR_RETURN(
      head.frontier,
      tlog::ParseHashTile(hashes, static_cast<unsigned>(hashes.size() / sizeof(Digest))));
  return std::optional(std::move(head));
}

StatusOr<Bytes> LogTables::ReadLeaf(std::uint64_t index) const {
  ONEFOLD_ASSIGN_OR_RETURN(auto leaf, Get(entries_, EntryKey(index)));
  if (!leaf) return NotFoundError("log: no entry " + std::to_string(index));
  return *std::move(leaf);
}

StatusOr<std::vector<Digest>> LogTables::ReadTile(unsigned level, std::uint64_t index) const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto bytes, Get(tiles_, TileKey(level, index)));
  if (!bytes) return DataLossError("log: a tile is missing in the database");
  return tlog::ParseHashTile(*bytes, static_cast<unsigned>(bytes->size() / sizeof(Digest)));
}

StatusOr<Bytes> LogTables::TileContent(const tlog::TileId& tile) const {
  if (!tile.entries) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto hashes, ReadTile(tile.level, tile.index));
    // A later append may have widened the tile already: what is published is its beginning.
    if (hashes.size() < tile.width) return DataLossError("log: a tile in the database is cut");
    return tlog::FormatHashTile(std::span(hashes).first(tile.width));
  }
  std::vector<Bytes> leaves;
  for (unsigned i = 0; i < tile.width; ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(Bytes leaf, ReadLeaf(tile.index * tlog::kTileWidth + i));
    leaves.push_back(std::move(leaf));
  }
  return tlog::FormatEntryBundle(leaves);
}

tlog::SubtreeReader LogTables::Subtrees() const {
  return tlog::SubtreesOfTiles(
      [this](unsigned level, std::uint64_t index) { return ReadTile(level, index); });
}

Status LogTables::AddOrigin(rocksdb::WriteBatch& batch, const std::string& origin) const {
  return FromRocks(batch.Put(meta_, "origin", origin));
}

Status LogTables::AddLeaves(rocksdb::WriteBatch& batch, std::uint64_t first,
                            const std::vector<Bytes>& leaves, const std::vector<HashTile>& tiles,
                            const LogTree& tree) const {
  rocksdb::Status put;
  const auto add = [&](rocksdb::ColumnFamilyHandle* column, ByteView name, ByteView value) {
    if (put.ok()) put = batch.Put(column, AsSlice(name), AsSlice(value));
  };
  for (const HashTile& tile : tiles) {
    add(tiles_, TileKey(tile.level, tile.index), tlog::FormatHashTile(tile.hashes));
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) add(entries_, EntryKey(first + i), leaves[i]);
  Bytes head;
  AppendBe64(head, tree.size());
  Append(head, tlog::FormatHashTile(tree.frontier().hashes()));
  add(meta_, AsBytes("head"), head);
  return FromRocks(put);
}

Status LogTables::Write(rocksdb::WriteBatch& batch) const {
  return FromRocks(db_->Write(LogWriteOptions(), &batch));
}

Status LogTables::StoreNote(const std::string& note) const {
  return FromRocks(db_->Put(LogWriteOptions(), checkpoints_, "latest", note));
}

}  // namespace onefold::store
