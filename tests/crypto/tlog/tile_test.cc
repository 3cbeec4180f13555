#include "crypto/tlog/tile.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "crypto/hash.h"
#include "crypto/tlog/merkle.h"
#include "tests/crypto/tlog/vectors.h"

namespace onefold::tlog {
namespace {

TEST(TileVectors, FilesOfSeventyThousandEntries) {
  constexpr std::uint64_t kSize = 70000;
  const auto hashes = VectorLeafHashes(kSize);
  const auto read = ReaderOf(hashes);
  std::map<std::string, TileId> tiles;
  for (const TileId& tile : TilesOf(kSize)) tiles[FormatTilePath(tile)] = tile;
  EXPECT_EQ(tiles.size(), 274U + 2 + 1 + 274);
  const auto lines = VectorLines("file");
  ASSERT_EQ(lines.size(), 7U);
  for (const std::string& line : lines) {
    const std::string path = line.substr(65);
    ASSERT_TRUE(tiles.contains(path)) << path;
    const TileId& tile = tiles[path];
    std::vector<Digest> nodes;
    std::vector<Bytes> leaves;
    for (unsigned i = 0; i < tile.width; ++i) {
      const std::uint64_t position = tile.index * 256 + i;
      if (tile.entries) {
        leaves.push_back(VectorLeaf(position));
      } else {
        nodes.push_back(read(8 * tile.level, position).value());
      }
    }
    const Bytes content = tile.entries ? FormatEntryBundle(leaves) : FormatHashTile(nodes);
    EXPECT_EQ(FormatHex(crypto::Sha256(content)), line.substr(0, 64)) << path;
  }
}

struct Case {
  const char* path;
  TileId tile;
};
TEST(TilePath, KnownPaths) {
  const Case cases[] = {
      {"tile/0/000", {.level = 0, .index = 0}},
      {"tile/0/x001/x234/067", {.level = 0, .index = 1234067}},
      {"tile/0/x001/234.p/5", {.level = 0, .index = 1234, .width = 5}},
      {"tile/63/999.p/255", {.level = 63, .index = 999, .width = 255}},
      {"tile/entries/067", {.entries = true, .index = 67}},
      {"tile/entries/x018/x446/x744/x073/x709/x551/615",
       {.entries = true, .index = 18446744073709551615U}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FormatTilePath(c.tile), c.path);
    const auto parsed = ParseTilePath(c.path);
    ASSERT_TRUE(parsed.ok()) << c.path;
    EXPECT_EQ(*parsed, c.tile) << c.path;
  }
}

TEST(TilePath, EverythingElseIsRefused) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/001",
                           "tile/0/x001",
                           "tile/0/x001/",
                           "tile/0/001/002",
                           "tile/0/x001/x002",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p",
                           "tile/0/000.p/1/2",
                           "tile/0/000/",
                           "tile/entries",
                           "tile/entries/",
                           "tile/entries/x00/001",
                           "/tile/0/000",
                           "tile/0/../000",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/x1000/000",
                           "tile/0/00a",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999",
                           "checkpoint"}) {
    EXPECT_FALSE(ParseTilePath(path).ok()) << path;
  }
}

RC_GTEST_PROP(TilePathProperty, ParseAndFormatAreInverse, ()) {
  TileId tile;
  tile.entries = *rc::gen::arbitrary<bool>();
  tile.level = tile.entries ? 0 : *rc::gen::inRange(0U, 64U);
  tile.index = *rc::gen::arbitrary<std::uint64_t>();
  tile.width = *rc::gen::inRange(1U, 257U);
  RC_ASSERT(ParseTilePath(FormatTilePath(tile)).value() == tile);
}

TEST(Tiles, OfSmallSizes) {
  const auto paths = [](std::uint64_t size) {
    std::vector<std::string> out;
    for (const TileId& tile : TilesOf(size)) out.push_back(FormatTilePath(tile));
    return out;
  };
  EXPECT_TRUE(paths(0).empty());
  EXPECT_EQ(paths(1), (std::vector<std::string>{"tile/0/000.p/1", "tile/entries/000.p/1"}));
  EXPECT_EQ(paths(256),
            (std::vector<std::string>{"tile/0/000", "tile/1/000.p/1", "tile/entries/000"}));
  EXPECT_EQ(paths(257), (std::vector<std::string>{"tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1",
                                                  "tile/entries/000", "tile/entries/001.p/1"}));
}

TEST(HashTile, AnotherLengthIsDataLoss) {
  const Bytes bytes = FormatHashTile(VectorLeafHashes(3));
  EXPECT_EQ(bytes.size(), 96U);
  EXPECT_EQ(ParseHashTile(bytes, 3).value(), VectorLeafHashes(3));
  EXPECT_EQ(ParseHashTile(bytes, 2).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ParseHashTile(ByteView(bytes).first(95), 3).status().code(), StatusCode::kDataLoss);
}

TEST(EntryBundle, CutOrLongBundlesAreDataLoss) {
  const std::vector<Bytes> leaves = {VectorLeaf(0), Bytes{}, VectorLeaf(1)};
  const Bytes bytes = FormatEntryBundle(leaves);
  EXPECT_EQ(ParseEntryBundle(bytes, 3).value(), leaves);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(ParseEntryBundle(ByteView(bytes).first(size), 3).status().code(),
              StatusCode::kDataLoss);
  }
  EXPECT_EQ(ParseEntryBundle(bytes, 2).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ParseEntryBundle(bytes, 4).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace onefold::tlog
