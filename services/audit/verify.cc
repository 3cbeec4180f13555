#include "services/audit/verify.h"

#include <algorithm>

#include "crypto/tlog/merkle.h"
#include "crypto/tlog/tile.h"
#include "services/audit/events.h"
#include "services/audit/files.h"

namespace onefold::audit {
namespace {

constexpr std::size_t kMaxNote = 64 * 1024;
constexpr std::size_t kMaxBundle = tlog::kTileWidth * (2 + 4096);

class Verifier {
 public:
  Verifier(LogSource& source, LogReport& report, const std::optional<tlog::Checkpoint>& known,
           const EventVisitor& visit)
      : source_(source), report_(report), known_(known), visit_(visit) {}

  // Errors are those of reading; failures of the log go into the report.
  Status Run();

 private:
  using TileId = tlog::TileId;
  void Fail(std::string failure) {
    if (report_.failures.size() < kMaxFailures) report_.failures.push_back(std::move(failure));
  }
  // The file of the tile, or the beginning of the full tile that has taken its place. Nothing when
  // the log has neither: that is noted as a failure.
  StatusOr<std::optional<Bytes>> ReadTileFile(TileId tile, unsigned* width);
  StatusOr<std::optional<std::vector<Bytes>>> ReadEntries(const TileId& tile);
  Status CompareHashes(const TileId& tile, const std::vector<Digest>& computed);
  void CheckEntry(std::uint64_t index, const Bytes& leaf);
  Status AddHashes(std::uint64_t bundle, const std::vector<Digest>& hashes);
  Status CheckUnfinishedTiles();
  void CompareWithKnown();

  LogSource& source_;
  LogReport& report_;
  const std::optional<tlog::Checkpoint>& known_;
  const EventVisitor& visit_;
  tlog::Frontier frontier_;
  std::vector<std::vector<Digest>> levels_;  // nodes of the unfinished tile of levels 1, 2, ...
  std::vector<std::uint64_t> finished_;      // full tiles of these levels
};

StatusOr<std::optional<Bytes>> Verifier::ReadTileFile(TileId tile, unsigned* width) {
  const std::string path = tlog::FormatTilePath(tile);
  *width = tile.width;
  StatusOr<Bytes> content = source_.Read(path, kMaxBundle);
  if (content.status().code() == StatusCode::kNotFound && tile.width != tlog::kTileWidth) {
    tile.width = *width = tlog::kTileWidth;
    content = source_.Read(tlog::FormatTilePath(tile), kMaxBundle);
  }
  if (content.ok()) {
    ++report_.tiles;
    return std::optional(*std::move(content));
  }
  if (content.status().code() == StatusCode::kNotFound) {
    Fail(path + " is missing");
  } else if (content.status().code() == StatusCode::kDataLoss) {
    Fail(std::string(Message(content.status())));
  } else {
    return content.status();
  }
  return std::optional<Bytes>();
}

StatusOr<std::optional<std::vector<Bytes>>> Verifier::ReadEntries(const TileId& tile) {
  unsigned width = 0;
  ONEFOLD_ASSIGN_OR_RETURN(const auto content, ReadTileFile(tile, &width));
  if (!content) return std::optional<std::vector<Bytes>>();
  StatusOr<std::vector<Bytes>> leaves = tlog::ParseEntryBundle(*content, width);
  if (!leaves.ok()) {
    Fail(tlog::FormatTilePath(tile) + ": " + std::string(Message(leaves.status())));
    return std::optional<std::vector<Bytes>>();
  }
  leaves->resize(tile.width);
  return std::optional(*std::move(leaves));
}

Status Verifier::CompareHashes(const TileId& tile, const std::vector<Digest>& computed) {
  unsigned width = 0;
  ONEFOLD_ASSIGN_OR_RETURN(const auto content, ReadTileFile(tile, &width));
  if (!content) return OkStatus();
  const std::string path = tlog::FormatTilePath(tile);
  const StatusOr<std::vector<Digest>> published = tlog::ParseHashTile(*content, width);
  if (!published.ok()) {
    Fail(path + ": " + std::string(Message(published.status())));
    return OkStatus();
  }
  for (std::size_t i = 0; i < computed.size(); ++i) {
    if (computed[i] == (*published)[i]) continue;
    const std::uint64_t node = tile.index * tlog::kTileWidth + i;
    Fail(path + (tile.level == 0 ? ": hash of entry " + std::to_string(node) + " differs"
                                 : ": node " + std::to_string(node) + " differs"));
  }
  return OkStatus();
}

void Verifier::CheckEntry(std::uint64_t index, const Bytes& leaf) {
  ++report_.entries;
  const StatusOr<Event> event = DecodeLeaf(leaf);
  const Status status = event.ok() ? CheckEvent(*event) : event.status();
  if (status.ok()) {
    if (visit_) visit_(index, *event);
    return;
  }
  const bool unknown = status.code() == StatusCode::kUnimplemented;
  report_.uninterpreted += unknown ? 1 : 0;
  Fail("entry " + std::to_string(index) + (unknown ? " is UNINTERPRETED: " : ": ") +
       std::string(Message(status)));
}

// Puts the root of a full tile one level up, as often as that fills a tile there.
Status Verifier::AddHashes(std::uint64_t bundle, const std::vector<Digest>& hashes) {
  ONEFOLD_RETURN_IF_ERROR(CompareHashes(
      {.level = 0, .index = bundle, .width = static_cast<unsigned>(hashes.size())}, hashes));
  if (hashes.size() < tlog::kTileWidth) return OkStatus();
  Digest root = tlog::RootOf(hashes);
  for (std::size_t i = 0;; ++i) {
    if (levels_.size() == i) levels_.emplace_back(), finished_.push_back(0);
    levels_[i].push_back(root);
    if (levels_[i].size() < tlog::kTileWidth) return OkStatus();
    ONEFOLD_RETURN_IF_ERROR(CompareHashes(
        {.level = static_cast<unsigned>(i + 1), .index = finished_[i]++}, levels_[i]));
    root = tlog::RootOf(levels_[i]);
    levels_[i].clear();
  }
}

Status Verifier::CheckUnfinishedTiles() {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].empty()) continue;
    ONEFOLD_RETURN_IF_ERROR(CompareHashes({.level = static_cast<unsigned>(i + 1),
                                           .index = finished_[i],
                                           .width = static_cast<unsigned>(levels_[i].size())},
                                          levels_[i]));
  }
  return OkStatus();
}

void Verifier::CompareWithKnown() {
  if (!known_ || frontier_.size() != known_->size) return;
  if (frontier_.Root() == known_->root) {
    report_.consistent_from = known_->size;
  } else {
    Fail("fork: the first " + std::to_string(known_->size) +
         " entries are not those of the checkpoint known before");
  }
}

Status Verifier::Run() {
  const tlog::Checkpoint& checkpoint = report_.checkpoint;
  if (known_ && known_->size > checkpoint.size) {
    Fail("rollback: a checkpoint of size " + std::to_string(known_->size) +
         " is known, now it is " + std::to_string(checkpoint.size));
  }
  CompareWithKnown();  // the empty tree
  for (std::uint64_t first = 0; first < checkpoint.size; first += tlog::kTileWidth) {
    const auto width = static_cast<unsigned>(std::min(tlog::kTileWidth, checkpoint.size - first));
    const std::uint64_t bundle = first / tlog::kTileWidth;
    ONEFOLD_ASSIGN_OR_RETURN(const auto leaves,
                             ReadEntries({.entries = true, .index = bundle, .width = width}));
    // Without its leaves the rest of the tree cannot be computed.
    if (!leaves || report_.failures.size() == kMaxFailures) return OkStatus();
    std::vector<Digest> hashes;
    for (const Bytes& leaf : *leaves) {
      CheckEntry(first + hashes.size(), leaf);
      hashes.push_back(tlog::LeafHash(leaf));
      frontier_.Append(hashes.back());
      CompareWithKnown();
    }
    ONEFOLD_RETURN_IF_ERROR(AddHashes(bundle, hashes));
  }
  ONEFOLD_RETURN_IF_ERROR(CheckUnfinishedTiles());
  if (frontier_.Root() != checkpoint.root) {
    Fail("the root computed from the entries is not the one that was signed");
  }
  return OkStatus();
}

}  // namespace

StatusOr<Bytes> DirectorySource::Read(const std::string& path, std::size_t max_size) {
  return ReadFile(directory_ + "/" + path, max_size);
}

StatusOr<tlog::VerifierKey> ReadPublishedKey(LogSource& source) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes content, source.Read("log.vkey", kMaxNote));
  std::string_view text = AsText(content);
  if (text.ends_with('\n')) text.remove_suffix(1);
  return tlog::ParseVerifierKey(text);
}

StatusOr<LogReport> VerifyLog(LogSource& source, const tlog::VerifierKey& key,
                              const std::optional<tlog::Checkpoint>& known,
                              const EventVisitor& visit) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes note, source.Read("checkpoint", kMaxNote));
  LogReport report;
  report.note = std::string(AsText(note));
  const StatusOr<tlog::Checkpoint> checkpoint = tlog::OpenCheckpoint(report.note, key);
  if (!checkpoint.ok()) {
    report.failures.emplace_back(Message(checkpoint.status()));
    return report;
  }
  report.checkpoint = *checkpoint;
  ONEFOLD_RETURN_IF_ERROR(Verifier(source, report, known, visit).Run());
  return report;
}

}  // namespace onefold::audit
