// Soundex: Russell's patents (1918, 1922) as the United States census uses it: h and w do not part
// equal codes, vowels do.
#include <array>

#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

//                                          abcdefghijklmnopqrstuvwxyz
constexpr std::string_view kSoundexCodes = "01230120022455012623010202";
// '0' = a vowel or y; h and w are told apart below.

}  // namespace

std::string PhoneticCode(std::string_view ascii) {
  std::string code;
  char last = '\0';
  for (const char raw : ascii) {
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw + ('a' - 'A')) : raw;
    if (c < 'a' || c > 'z') continue;
    const char digit = kSoundexCodes[static_cast<std::size_t>(c - 'a')];
    if (code.empty()) {
      code += c;
    } else if (c == 'h' || c == 'w') {
      continue;
    } else if (digit != '0' && digit != last) {
      code += digit;
    }
    last = digit;
    if (code.size() == 4) return code;
  }
  if (!code.empty()) code.append(4 - code.size(), '0');
  return code;
}

}  // namespace onefold::encode
