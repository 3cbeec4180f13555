// Tiles (C2SP tlog-tiles v0.1.0, height 8): paths and contents. Pure functions over bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"

namespace onefold::tlog {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;

struct TileId {
  bool entries = false;
  unsigned level = 0;         // hash tiles
  std::uint64_t index = 0;
  unsigned width = 256;       // 1..256; 256 = full
  friend bool operator==(const TileId&, const TileId&) = default;
};
std::string FormatTilePath(const TileId& tile);  // "tile/0/x001/234.p/5", "tile/entries/067"
StatusOr<TileId> ParseTilePath(std::string_view path);

// All tiles (hash tiles of every level, then entry bundles) that a log of `size` entries has, full and partial.
std::vector<TileId> TilesOf(std::uint64_t size);

Bytes FormatHashTile(std::span<const Digest> hashes);
StatusOr<std::vector<Digest>> ParseHashTile(ByteView bytes, unsigned width);
// uint16-BE length | leaf, repeated.
Bytes FormatEntryBundle(std::span<const Bytes> leaves);
StatusOr<std::vector<Bytes>> ParseEntryBundle(ByteView bytes, unsigned width);

}  // namespace onefold::tlog
