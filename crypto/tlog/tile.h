// Tiles (C2SP tlog-tiles v0.1.0, height 8): paths and contents. Pure functions over bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/tlog/merkle.h"

namespace onefold::tlog {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;

struct TileId {
  bool entries = false;
  unsigned level = 0;  // hash tiles
  std::uint64_t index = 0;
  unsigned width = 256;  // 1..256; 256 = full
  friend bool operator==(const TileId&, const TileId&) = default;
};
std::string FormatTilePath(const TileId& tile);  // "tile/0/x001/234.p/5", "tile/entries/067"
StatusOr<TileId> ParseTilePath(std::string_view path);

// All tiles (hash tiles of every level, then entry bundles) that a log of `size` entries has, full
// and partial.
std::vector<TileId> TilesOf(std::uint64_t size);

Bytes FormatHashTile(std::span<const Digest> hashes);
StatusOr<std::vector<Digest>> ParseHashTile(ByteView bytes, unsigned width);
// uint16-BE length | leaf, repeated.
Bytes FormatEntryBundle(std::span<const Bytes> leaves);
StatusOr<std::vector<Bytes>> ParseEntryBundle(ByteView bytes, unsigned width);

// Reads the hash tile `index` of `level` (0 = leaf hashes): its first hashes or all of them.
using TileReader =
    std::function<StatusOr<std::vector<Digest>>(unsigned level, std::uint64_t index)>;
// Any full subtree, computed from the tile that holds it. The tiles themselves are trusted:
// authenticate what comes out. DataLoss when a tile is narrower than the subtree asks for.
SubtreeReader SubtreesOfTiles(TileReader read);

}  // namespace onefold::tlog
