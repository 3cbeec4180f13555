// The published files of a log: checkpoint, tile/..., log.vkey (C2SP tlog-tiles). Files are written
// whole; tiles are durable before the checkpoint that needs them.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/tile.h"

namespace onefold::store {

class LogPublisher {
 public:
  // The bytes of a tile or entry bundle of exactly tile.width elements.
  using ContentReader = std::function<StatusOr<Bytes>(const tlog::TileId& tile)>;

  LogPublisher(std::string directory, tlog::VerifierKey key, ContentReader read);

  // What stands there already: nothing (NotFound), our checkpoint, or another log's
  // (FailedPrecondition). DataLoss when its signature is wrong.
  StatusOr<tlog::Checkpoint> Published() const;

  // Tiles that a log of `new_size` entries has and one of `old_size` has not, full or partial.
  Status PublishTiles(std::uint64_t old_size, std::uint64_t new_size);
  // log.vkey if it is missing, then the checkpoint, then partial tiles are removed that became full
  // after `old_size`.
  Status PublishCheckpoint(const std::string& note, std::uint64_t old_size, std::uint64_t new_size);

 private:
  Status WriteTile(const tlog::TileId& tile);
  Status SyncChangedDirectories();
  std::string Path(const std::string& relative) const { return directory_ + "/" + relative; }

  std::string directory_;
  tlog::VerifierKey key_;
  ContentReader read_;
  std::set<std::string> changed_;  // directories with new files
  std::set<std::string> known_;    // directories whose own names are durable
};

// Exposed for tests: the tiles that change from one size to the other.
std::vector<tlog::TileId> ChangedTiles(std::uint64_t old_size, std::uint64_t new_size);

}  // namespace onefold::store
