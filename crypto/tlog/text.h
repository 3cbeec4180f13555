// Small pieces of text that notes, checkpoints and proofs share.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace onefold::tlog {

// Takes one line off the front, without its line break; nothing when no line break is left.
inline std::optional<std::string_view> TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Decimal digits without a sign and without leading zeros, up to 2^64 - 1.
inline std::optional<std::uint64_t> ParseDecimal(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || rest != end) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

}  // namespace onefold::tlog
