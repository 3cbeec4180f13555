#include "services/gateway/publish_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crypto/tlog/tile.h"

namespace onefold::gateway {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kBinary = "application/octet-stream";
constexpr std::string_view kJson = "application/json";

// Files that are replaced: always ask again.
constexpr std::string_view kRevalidate = "no-cache";
// Files whose content follows from their name.
constexpr std::string_view kForever = "public, max-age=31536000, immutable";
// A partial tile never changes either, but it is deleted when the full one is there, and a cache
// has no use for a year of every width that a tile once had.
constexpr std::string_view kBriefly = "public, max-age=300, immutable";

constexpr std::size_t kMaxEntryBytes = 4096;  // services/audit accepts no longer leaf
constexpr std::size_t kMaxTileBytes = tlog::kTileWidth * (2 + kMaxEntryBytes);

std::optional<PublishedPath> MatchLogPath(std::string_view path) {
  PublishedPath match{.file = {}, .content_type = kText, .cache_control = kRevalidate};
  match.max_bytes = kMaxNoteBytes;
  if (path == "checkpoint" || path == "log.vkey") return match;
  const auto tile = tlog::ParseTilePath(path);
  // Written back to compare: whatever the parser may be lenient about is not served.
  if (!tile.ok() || tlog::FormatTilePath(*tile) != path) return std::nullopt;
  match.content_type = kBinary;
  match.cache_control = tile->width == tlog::kTileWidth ? kForever : kBriefly;
  match.max_bytes = kMaxTileBytes;
  return match;
}

std::optional<PublishedPath> MatchReleasePath(std::string_view path) {
  PublishedPath match{.file = {}, .content_type = kJson, .cache_control = kRevalidate};
  match.max_bytes = kMaxReleaseBytes;
  if (path == "latest.json") return match;
  const auto file = ParseReleaseFileName(path);
  if (!file) return std::nullopt;
  match.cache_control = kForever;  // a release is never edited
  if (file->note) match.content_type = kText;
  return match;
}

}  // namespace

std::string FormatReleaseNumber(std::uint64_t number) { return fmt::format("{:04}", number); }

std::optional<ReleaseFileName> ParseReleaseFileName(std::string_view name) {
  const bool note = name.ends_with(".note");
  if (!note && !name.ends_with(".json")) return std::nullopt;
  const std::string_view digits = name.substr(0, name.size() - 5);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (number == 0 || FormatReleaseNumber(number) != digits) return std::nullopt;
  return ReleaseFileName{.number = number, .note = note};
}

std::optional<PublishedPath> MatchPublishedPath(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return std::nullopt;
  const std::string_view folder = path.substr(0, slash), rest = path.substr(slash + 1);
  std::optional<PublishedPath> match;
  if (folder == "matcher" || folder == "counter") match = MatchLogPath(rest);
  if (folder == "releases") match = MatchReleasePath(rest);
  if (match) match->file = path;
  return match;
}

}  // namespace onefold::gateway
