// Writes the published files of a log from its leaves, with nothing of services/store: what an
// honest log or an attacker who holds its key would publish.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/merkle.h"
#include "crypto/tlog/tile.h"
#include "services/audit/events.h"
#include "services/audit/files.h"
#include "tests/services/audit/sample_events.h"

namespace onefold::audit {

inline constexpr char kTestOrigin[] = "matcher.example/linkage/test";

inline crypto::SignKeyPair TestLogKey(std::uint8_t fill = 7) {
  return crypto::SignKeyPairFromSeed(crypto::Secret::CopyOf(Bytes(32, fill))).value();
}

inline tlog::VerifierKey TestVerifierKey(const std::string& origin = kTestOrigin) {
  return tlog::MakeVerifierKey(origin, 1, TestLogKey().public_key);
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "onefold-audit-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline std::vector<Bytes> EncodeEvents(const std::vector<Event>& events) {
  std::vector<Bytes> leaves;
  for (const Event& event : events) leaves.push_back(EncodeLeaf(event).value());
  return leaves;
}

// log.genesis and count - 1 others.
inline std::vector<Bytes> SampleLeaves(std::uint64_t count,
                                       const std::string& origin = kTestOrigin) {
  std::vector<Event> events = {WriteLogGenesis(SampleContext(0), {.origin = origin})};
  for (std::uint64_t i = 1; i < count; ++i) events.push_back(SampleEvent(i));
  return EncodeEvents(events);
}

inline tlog::Checkpoint CheckpointOf(const std::vector<Bytes>& leaves,
                                     const std::string& origin = kTestOrigin) {
  tlog::Frontier frontier;
  for (const Bytes& leaf : leaves) frontier.Append(tlog::LeafHash(leaf));
  return {.origin = origin, .size = leaves.size(), .root = frontier.Root()};
}

inline void WriteCheckpoint(const std::string& directory, const tlog::Checkpoint& checkpoint,
                            const std::string& name = "", std::uint8_t key_fill = 7) {
  const std::string& key_name = name.empty() ? checkpoint.origin : name;
  const std::string note =
      tlog::SignNote(tlog::FormatCheckpoint(checkpoint), key_name, TestLogKey(key_fill));
  ASSERT_TRUE(ReplaceFile(directory + "/checkpoint", AsBytes(note)).ok());
}

// Hash tiles from `hashed`, entry bundles from `leaves`: the same for an honest log.
inline void WriteTiles(const std::string& directory, const std::vector<Bytes>& leaves,
                       const std::vector<Bytes>& hashed) {
  std::vector<Digest> hashes;
  for (const Bytes& leaf : hashed) hashes.push_back(tlog::LeafHash(leaf));
  for (const tlog::TileId& tile : tlog::TilesOf(leaves.size())) {
    Bytes content;
    const std::uint64_t first = tile.index * 256;
    if (tile.entries) {
      content = tlog::FormatEntryBundle(std::span(leaves).subspan(first, tile.width));
    } else {
      std::vector<Digest> nodes;
      const std::size_t below = std::size_t{1} << (8 * tile.level);
      for (std::uint64_t node = first; node < first + tile.width; ++node) {
        nodes.push_back(tlog::RootOf(std::span(hashes).subspan(node * below, below)));
      }
      content = tlog::FormatHashTile(nodes);
    }
    ASSERT_TRUE(ReplaceFile(directory + "/" + tlog::FormatTilePath(tile), content).ok());
  }
}

inline void WriteLog(const std::string& directory, const std::vector<Bytes>& leaves,
                     const std::string& origin = kTestOrigin) {
  WriteTiles(directory, leaves, leaves);
  WriteCheckpoint(directory, CheckpointOf(leaves, origin));
  const std::string vkey = tlog::FormatVerifierKey(TestVerifierKey(origin)) + "\n";
  ASSERT_TRUE(ReplaceFile(directory + "/log.vkey", AsBytes(vkey)).ok());
}

}  // namespace onefold::audit
