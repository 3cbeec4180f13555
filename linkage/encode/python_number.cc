#include "linkage/encode/python_number.h"

#include <unicode/uchar.h>

#include <charconv>
#include <cmath>

#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

constexpr std::size_t kMaxDigits = 4300;
__extension__ typedef __int128 Wide;

// str.isspace
bool IsPythonSpace(char32_t c) {
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20);
  return c == 0x85 || u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR || c == 0x2028 ||
         c == 0x2029;
}

// Digits of any script become ASCII, spaces of any kind ' ', any other foreign character '?'; then
// trimmed.
std::string ToAscii(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = linkage::NextCodePoint(text, at);
    if (IsPythonSpace(c)) {
      out += ' ';
    } else if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      const auto digit = u_charDigitValue(static_cast<UChar32>(c));
      out += digit < 0 ? '?' : static_cast<char>('0' + digit);
    }
  }
  const std::size_t first = out.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Drops each '_' that stands between two digits. False when one stands elsewhere.
bool DropUnderscores(std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || i + 1 == text.size() || !IsDigit(text[i - 1]) || !IsDigit(text[i + 1])) {
      return false;
    }
  }
  text = std::move(out);
  return true;
}

}  // namespace

std::optional<std::string> CanonicalInteger(std::string_view text) {
  std::string number = ToAscii(text);
  if (!DropUnderscores(number)) return std::nullopt;
  std::string_view digits = number;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const std::size_t significant = digits.find_first_not_of('0');
  if (significant == std::string_view::npos) return "0";
  return (negative ? "-" : "") + std::string(digits.substr(significant));
}

std::optional<double> PythonFloat(std::string_view text) {
  std::string number = ToAscii(text);
  if (!DropUnderscores(number)) return std::nullopt;
  std::string_view rest = number;
  if (rest.starts_with('+')) {
    rest.remove_prefix(1);
    if (rest.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  // Too small for a double is 0 in Python, too large infinite; from_chars says "out of range" for
  // both.
  if (end != rest.data() + rest.size() || rest.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const std::size_t exponent = rest.find_first_of("eE");
    const bool small = exponent != std::string_view::npos && rest.substr(exponent).find('-') == 1;
    return small ? std::optional<double>(0.0) : std::nullopt;
  }
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

int SmallInteger(std::string_view text) {
  const auto canonical = CanonicalInteger(text);
  int value = 0;
  if (!canonical || canonical->size() > 9) return 0;
  std::from_chars(canonical->data(), canonical->data() + canonical->size(), value);
  return value;
}

int CompareInteger(std::string_view canonical, long long bound) {
  const bool negative = canonical.starts_with('-');
  if (canonical.size() > 30) return negative ? -1 : 1;
  Wide value = 0;
  for (const char c : canonical.substr(negative ? 1 : 0)) value = value * 10 + (c - '0');
  if (negative) value = -value;
  return value < bound ? -1 : value > bound ? 1 : 0;
}

}  // namespace onefold::encode
