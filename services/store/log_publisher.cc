#include "services/store/log_publisher.h"

#include <filesystem>
#include <system_error>

#include "services/audit/files.h"

namespace onefold::store {
namespace {

constexpr std::size_t kMaxNote = 64 * 1024;

void AddChanged(std::vector<tlog::TileId>& tiles, bool entries, unsigned level,
                std::uint64_t old_nodes, std::uint64_t new_nodes) {
  if (old_nodes == new_nodes) return;
  for (std::uint64_t index = old_nodes / tlog::kTileWidth; index * tlog::kTileWidth < new_nodes;
       ++index) {
    const std::uint64_t width = std::min(tlog::kTileWidth, new_nodes - index * tlog::kTileWidth);
    tiles.push_back({.entries = entries,
                     .level = level,
                     .index = index,
                     .width = static_cast<unsigned>(width)});
  }
}

}  // namespace

std::vector<tlog::TileId> ChangedTiles(std::uint64_t old_size, std::uint64_t new_size) {
  std::vector<tlog::TileId> tiles;
  unsigned level = 0;
  for (std::uint64_t nodes = new_size; nodes > 0; nodes /= tlog::kTileWidth, ++level) {
    const std::uint64_t old_nodes =
        level * tlog::kTileHeight < 64 ? old_size >> (level * tlog::kTileHeight) : 0;
    AddChanged(tiles, false, level, old_nodes, nodes);
  }
  AddChanged(tiles, true, 0, old_size, new_size);
  return tiles;
}

LogPublisher::LogPublisher(std::string directory, tlog::VerifierKey key, ContentReader read)
    : directory_(std::move(directory)), key_(std::move(key)), read_(std::move(read)) {}

StatusOr<tlog::Checkpoint> LogPublisher::Published() const {
  const StatusOr<Bytes> vkey = audit::ReadFile(Path("log.vkey"), kMaxNote);
  if (vkey.ok() && AsText(*vkey) != tlog::FormatVerifierKey(key_) + "\n") {
    return FailedPreconditionError(Path("log.vkey") + ": the log has another key or origin");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes note, audit::ReadFile(Path("checkpoint"), kMaxNote));
  StatusOr<tlog::Checkpoint> checkpoint = tlog::OpenCheckpoint(AsText(note), key_);
  if (checkpoint.ok()) return checkpoint;
  if (checkpoint.status().code() == StatusCode::kNotFound) {
    return FailedPreconditionError(Path("checkpoint") + ": signed by another key");
  }
  return DataLossError(Path("checkpoint") + ": not a checkpoint of this log");
}

Status LogPublisher::WriteTile(const tlog::TileId& tile) {
  const std::string path = Path(tlog::FormatTilePath(tile));
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes content, read_(tile));
  ONEFOLD_RETURN_IF_ERROR(audit::ReplaceFile(path, content));
  std::string directory = audit::ParentDirectory(path);
  changed_.insert(directory);
  // A folder that is new to us: its name, and those above it, must be durable too.
  while (directory.size() > directory_.size() && known_.insert(directory).second) {
    directory = audit::ParentDirectory(directory);
    changed_.insert(directory);
  }
  return OkStatus();
}

Status LogPublisher::SyncChangedDirectories() {
  for (const std::string& directory : changed_) {
    ONEFOLD_RETURN_IF_ERROR(audit::SyncDirectory(directory));
  }
  changed_.clear();
  return OkStatus();
}

Status LogPublisher::PublishTiles(std::uint64_t old_size, std::uint64_t new_size) {
  for (const tlog::TileId& tile : ChangedTiles(old_size, new_size)) {
    ONEFOLD_RETURN_IF_ERROR(WriteTile(tile));
  }
  return SyncChangedDirectories();
}

Status LogPublisher::PublishCheckpoint(const std::string& note, std::uint64_t old_size,
                                       std::uint64_t new_size) {
  if (!std::filesystem::exists(Path("log.vkey"))) {
    const std::string vkey = tlog::FormatVerifierKey(key_) + "\n";
    ONEFOLD_RETURN_IF_ERROR(audit::ReplaceFile(Path("log.vkey"), AsBytes(vkey)));
  }
  ONEFOLD_RETURN_IF_ERROR(audit::ReplaceFileDurably(Path("checkpoint"), AsBytes(note)));
  for (const tlog::TileId& tile : ChangedTiles(old_size, new_size)) {
    if (tile.width != tlog::kTileWidth) continue;
    std::error_code ignored;  // a partial tile too many harms nobody
    std::filesystem::remove_all(Path(tlog::FormatTilePath(tile) + ".p"), ignored);
  }
  return OkStatus();
}

}  // namespace onefold::store
