// Which paths of the publish directory the gateway serves. Everything else does not exist.
//
//   /matcher/…, /counter/…   checkpoint, log.vkey, tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>]
//   /releases/…              NNNN.json, NNNN.note (four digits or more), latest.json
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::gateway {

inline constexpr std::size_t kMaxReleaseBytes = 4 << 20;
inline constexpr std::size_t kMaxNoteBytes = 64 * 1024;  // crypto/tlog/note.h reads no more

struct PublishedPath {
  std::string file;  // relative to the publish directory
  std::string_view content_type;
  std::string_view cache_control;
  std::size_t max_bytes = 0;  // a larger file is not one of ours
};

// `path` as in the request, with its leading "/". Only spellings that the formats themselves
// produce: no empty, "." or ".." segment, no percent sign, no leading zero can pass.
std::optional<PublishedPath> MatchPublishedPath(std::string_view path);

// 7 -> "0007".
std::string FormatReleaseNumber(std::uint64_t number);
// Of "0007.json" or "0007.note": the number and whether it is the note.
struct ReleaseFileName {
  std::uint64_t number = 0;
  bool note = false;
};
std::optional<ReleaseFileName> ParseReleaseFileName(std::string_view name);

}  // namespace onefold::gateway
