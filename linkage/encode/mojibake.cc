#include "linkage/encode/mojibake.h"

#include <algorithm>

#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

// What Windows-1252 shows for the bytes 0x80..0x9F, without letters and the right quote: those
// follow a capital in sound text ("BORŠ", "Å’s").
constexpr char32_t kWindows1252[] = {0x20AC, 0x201A, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x2039, 0x2018, 0x201C, 0x201D,
                                     0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x203A};

// A character that stands for the first byte of a two-byte UTF-8 sequence.
bool IsLead(char32_t c) { return c >= 0xC2 && c <= 0xDF; }
// First bytes of the Latin, Greek and Cyrillic letters.
bool IsLetterLead(char32_t c) {
  return (c >= 0xC3 && c <= 0xC5) || c == 0xCE || c == 0xCF || c == 0xD0 || c == 0xD1;
}
bool IsTrail(char32_t c) { return c >= 0x80 && c <= 0xBF; }
bool IsWindowsTrail(char32_t c) {
  return std::find(std::begin(kWindows1252), std::end(kWindows1252), c) != std::end(kWindows1252);
}

}  // namespace

bool LooksLikeMojibake(std::string_view text) {
  if (linkage::IsAscii(text)) return false;
  char32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = linkage::NextCodePoint(text, at);
    if (c == 0xFFFD) return true;
    if (IsLead(previous) && IsTrail(c)) return true;
    if (IsLetterLead(previous) && IsWindowsTrail(c)) return true;
    previous = c;
  }
  return false;
}

}  // namespace onefold::encode
