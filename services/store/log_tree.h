// The right edge of the log's tree: the unfinished tile of each level, and the frontier. Pure; what
// changes on the disk is handed out as tiles to write.
#pragma once

#include <cstdint>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/tlog/merkle.h"
#include "crypto/tlog/tile.h"

namespace onefold::store {

struct HashTile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::vector<Digest> hashes;
};

class LogTree {
 public:
  LogTree() = default;
  // Reads the unfinished tiles of a tree of `size` leaves and checks them against what lies below
  // (leaves by `read_leaf`, tiles by `read_tile`) and against `frontier`. DataLoss when they
  // disagree; read errors are passed on.
  using LeafReader = std::function<StatusOr<Bytes>(std::uint64_t index)>;
  static StatusOr<LogTree> Restore(std::uint64_t size, std::vector<Digest> frontier,
                                   const LeafReader& read_leaf, const tlog::TileReader& read_tile);

  // Returns the tiles that are new or changed.
  std::vector<HashTile> Append(const std::vector<Bytes>& leaves);

  std::uint64_t size() const { return frontier_.size(); }
  const tlog::Frontier& frontier() const { return frontier_; }

 private:
  std::vector<std::vector<Digest>> edge_;  // by level; 0..255 hashes
  tlog::Frontier frontier_;
};

}  // namespace onefold::store
