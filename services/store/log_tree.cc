#include "services/store/log_tree.h"

#include <string>
#include <utility>

namespace onefold::store {
namespace {

Status Disagree(unsigned level) {
  return DataLossError("log: the last tile of level " + std::to_string(level) +
                       " does not follow from what lies below it");
}

}  // namespace

StatusOr<LogTree> LogTree::Restore(std::uint64_t size, std::vector<Digest> frontier,
                                   const LeafReader& read_leaf, const tlog::TileReader& read_tile) {
  LogTree tree;
  ONEFOLD_ASSIGN_OR_RETURN(tree.frontier_, tlog::Frontier::FromHashes(size, std::move(frontier)));
  unsigned level = 0;
  for (std::uint64_t nodes = size; nodes > 0; nodes /= tlog::kTileWidth, ++level) {
    std::vector<Digest>& edge = tree.edge_.emplace_back();
    const std::uint64_t first = nodes / tlog::kTileWidth * tlog::kTileWidth;
    if (first == nodes) continue;
    ONEFOLD_ASSIGN_OR_RETURN(edge, read_tile(level, first / tlog::kTileWidth));
    if (edge.size() != nodes - first) return Disagree(level);
    for (std::uint64_t node = first; node < nodes; ++node) {
      Digest below;
      if (level == 0) {
        ONEFOLD_ASSIGN_OR_RETURN(const Bytes leaf, read_leaf(node));
        below = tlog::LeafHash(leaf);
      } else {
        ONEFOLD_ASSIGN_OR_RETURN(const std::vector<Digest> tile, read_tile(level - 1, node));
        below = tlog::RootOf(tile);
      }
      if (below != edge[node - first]) return Disagree(level);
    }
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Digest root,
                           tlog::RootFromSubtrees(size, tlog::SubtreesOfTiles(read_tile)));
  if (root != tree.frontier_.Root()) {
    return DataLossError("log: the frontier does not follow from the tiles");
  }
  return tree;
}

std::vector<HashTile> LogTree::Append(const std::vector<Bytes>& leaves) {
  std::vector<HashTile> changed;
  std::vector<bool> touched;
  for (const Bytes& leaf : leaves) {
    Digest hash = tlog::LeafHash(leaf);
    frontier_.Append(hash);
    std::uint64_t nodes = frontier_.size();
    for (unsigned level = 0;; ++level, nodes /= tlog::kTileWidth) {
      if (edge_.size() <= level) edge_.emplace_back();
      if (touched.size() <= level) touched.resize(level + 1);
      edge_[level].push_back(hash);
      touched[level] = edge_[level].size() < tlog::kTileWidth;
      if (touched[level]) break;
      hash = tlog::RootOf(edge_[level]);
      changed.push_back({level, nodes / tlog::kTileWidth - 1, std::exchange(edge_[level], {})});
    }
  }
  std::uint64_t nodes = frontier_.size();
  for (unsigned level = 0; level < touched.size(); ++level, nodes /= tlog::kTileWidth) {
    if (touched[level]) changed.push_back({level, nodes / tlog::kTileWidth, edge_[level]});
  }
  return changed;
}

}  // namespace onefold::store
