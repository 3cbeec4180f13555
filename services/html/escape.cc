#include "services/html/escape.h"

#include <cstdint>

namespace onefold {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// The length of the well-formed UTF-8 sequence at the start of `text` (Unicode, table 3-7) and its
// code point; length 0 when there is none.
struct Decoded {
  std::size_t length = 0;
  std::uint32_t code_point = 0;
};
Decoded DecodeUtf8(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  if (first < 0x80) return {1, first};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
  std::uint32_t code_point = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xc0) != 0x80) return {};
    code_point = code_point << 6 | (next & 0x3f);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code_point < kLeast[length] || code_point > 0x10ffff) return {};
  if (code_point >= 0xd800 && code_point <= 0xdfff) return {};
  return {length, code_point};
}

bool IsHarmful(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x61c ||
         c == 0xfeff || (c & 0xfffe) == 0xfffe;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto [length, code_point] = DecodeUtf8(text);
    if (length == 0 || IsHarmful(code_point)) {
      out += kReplacement;
    } else if (code_point == '&') {
      out += "&amp;";
    } else if (code_point == '<') {
      out += "&lt;";
    } else if (code_point == '>') {
      out += "&gt;";
    } else if (code_point == '"') {
      out += "&quot;";
    } else if (code_point == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string Isolated(std::string_view text) { return "<bdi>" + EscapeHtml(text) + "</bdi>"; }

}  // namespace onefold
