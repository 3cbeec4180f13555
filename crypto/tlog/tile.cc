#include "crypto/tlog/tile.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

#include "crypto/require.h"
#include "crypto/tlog/text.h"

namespace onefold::tlog {
namespace {

constexpr unsigned kMaxLevel = 63;
constexpr std::string_view kEntries = "entries/";
constexpr std::string_view kPartial = ".p/";

std::string ThreeDigits(std::uint64_t number) {
  std::array<char, 8> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%03u", static_cast<unsigned>(number));
  return buffer.data();
}

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "x001/x234/067" -> 1234067; nothing when there are too many or misshapen elements.
std::optional<std::uint64_t> ParseIndex(std::string_view text) {
  std::uint64_t index = 0;
  bool first = true;
  while (true) {
    const bool more = text.starts_with('x');
    if (more) text.remove_prefix(1);
    if (text.size() < 3 || !IsDigits(text.substr(0, 3))) return std::nullopt;
    if (first && more && text.starts_with("000")) return std::nullopt;  // leading zeros
    const std::uint64_t digits =
        static_cast<std::uint64_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
    if (index > (std::numeric_limits<std::uint64_t>::max() - digits) / 1000) return std::nullopt;
    index = index * 1000 + digits;
    text.remove_prefix(3);
    if (!more) return text.empty() ? std::optional(index) : std::nullopt;
    if (!text.starts_with('/')) return std::nullopt;
    text.remove_prefix(1);
    first = false;
  }
}

void AddTiles(std::vector<TileId>& tiles, bool entries, unsigned level, std::uint64_t hashes) {
  for (std::uint64_t index = 0; index < hashes / kTileWidth; ++index) {
    tiles.push_back({.entries = entries, .level = level, .index = index, .width = kTileWidth});
  }
  const auto rest = static_cast<unsigned>(hashes % kTileWidth);
  if (rest == 0) return;
  tiles.push_back(
      {.entries = entries, .level = level, .index = hashes / kTileWidth, .width = rest});
}

}  // namespace

std::string FormatTilePath(const TileId& tile) {
  std::string index = ThreeDigits(tile.index % 1000);
  for (std::uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
    index = "x" + ThreeDigits(rest % 1000) + "/" + index;
  }
  std::string path = tile.entries ? "tile/entries/" : "tile/" + std::to_string(tile.level) + "/";
  path += index;
  if (tile.width != kTileWidth) path += std::string(kPartial) + std::to_string(tile.width);
  return path;
}

StatusOr<TileId> ParseTilePath(std::string_view path) {
  const Status malformed = InvalidArgumentError("not the path of a tile");
  constexpr std::size_t kMaxPath = 64;  // a 64-bit index needs 33 characters
  if (path.size() > kMaxPath || !path.starts_with("tile/")) return malformed;
  path.remove_prefix(5);
  TileId tile;
  if (path.starts_with(kEntries)) {
    tile.entries = true;
    path.remove_prefix(kEntries.size());
  } else {
    const std::size_t slash = path.find('/');
    if (slash == path.npos) return malformed;
    const auto level = ParseDecimal(path.substr(0, slash));
    if (!level || *level > kMaxLevel) return malformed;
    tile.level = static_cast<unsigned>(*level);
    path.remove_prefix(slash + 1);
  }
  const std::size_t partial = path.find(kPartial);
  if (partial != path.npos) {
    const auto width = ParseDecimal(path.substr(partial + kPartial.size()));
    if (!width || *width == 0 || *width >= kTileWidth) return malformed;
    tile.width = static_cast<unsigned>(*width);
    path = path.substr(0, partial);
  }
  const auto index = ParseIndex(path);
  if (!index) return malformed;
  tile.index = *index;
  return tile;
}

std::vector<TileId> TilesOf(std::uint64_t size) {
  std::vector<TileId> tiles;
  unsigned level = 0;
  for (std::uint64_t hashes = size; hashes > 0; hashes /= kTileWidth) {
    AddTiles(tiles, false, level++, hashes);
  }
  AddTiles(tiles, true, 0, size);
  return tiles;
}

Bytes FormatHashTile(std::span<const Digest> hashes) {
  Bytes out;
  out.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) Append(out, hash);
  return out;
}

StatusOr<std::vector<Digest>> ParseHashTile(ByteView bytes, unsigned width) {
  if (bytes.size() != width * sizeof(Digest)) {
    return DataLossError("tile: " + std::to_string(bytes.size()) + " bytes instead of " +
                         std::to_string(width * sizeof(Digest)));
  }
  std::vector<Digest> hashes(width);
  for (unsigned i = 0; i < width; ++i) {
    const ByteView hash = bytes.subspan(i * sizeof(Digest), sizeof(Digest));
    std::copy(hash.begin(), hash.end(), hashes[i].begin());
  }
  return hashes;
}

Bytes FormatEntryBundle(std::span<const Bytes> leaves) {
  Bytes out;
  for (const Bytes& leaf : leaves) {
    crypto::Require(leaf.size() <= 0xFFFF, "a leaf has at most 65,535 bytes");
    AppendBe16(out, static_cast<std::uint16_t>(leaf.size()));
    Append(out, leaf);
  }
  return out;
}

StatusOr<std::vector<Bytes>> ParseEntryBundle(ByteView bytes, unsigned width) {
  std::vector<Bytes> leaves;
  leaves.reserve(width);
  for (unsigned i = 0; i < width; ++i) {
    const std::size_t size = bytes.size() < 2 ? 0 : ReadBe16(bytes);
    if (bytes.size() < 2 || bytes.size() - 2 < size) {
      return DataLossError("entry bundle: ends before entry " + std::to_string(i + 1) + " of " +
                           std::to_string(width));
    }
    leaves.push_back(ToBytes(bytes.subspan(2, size)));
    bytes = bytes.subspan(2 + size);
  }
  if (!bytes.empty()) return DataLossError("entry bundle: bytes after the last entry");
  return leaves;
}

SubtreeReader SubtreesOfTiles(TileReader read) {
  return [read = std::move(read)](unsigned level, std::uint64_t index) -> StatusOr<Digest> {
    const unsigned inside = level % kTileHeight;  // levels above the tile's hashes
    const std::uint64_t first = index << inside;
    ONEFOLD_ASSIGN_OR_RETURN(const std::vector<Digest> tile,
                             read(level / kTileHeight, first / kTileWidth));
    const std::size_t offset = first % kTileWidth;
    const std::size_t count = std::size_t{1} << inside;
    if (tile.size() < offset + count) return DataLossError("tile: narrower than the tree needs");
    return RootOf(std::span(tile).subspan(offset, count));
  };
}

}  // namespace onefold::tlog
