#include "linkage/encode/clkhash_tokenize.h"

#include <cmath>
#include <optional>

#include "linkage/encode/python_number.h"
#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using Encoding = linkage::ClkhashFormat::Encoding;
using Type = linkage::ClkhashComparison::Type;
__extension__ typedef __int128 Wide;

constexpr double kMaxExact = 9007199254740992.0;  // 2^53
// value * 10^precision; times 2 * resolution it still fits 128 bits.
constexpr double kMaxScaled = 1e33;
constexpr std::size_t kMaxScaledDigits = 33;

std::string ToDecimal(Wide value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (negative ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + digits : digits;
}

Wide PowerOfTen(std::uint32_t exponent) {
  Wide power = 1;
  for (std::uint32_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// value * 10^precision as a whole number: exact for integers, rounded half to even for the others
// (cut off at precision 0), as Python does it.
std::optional<Wide> Scale(std::string_view value, std::uint32_t precision) {
  if (const auto integer = CanonicalInteger(value)) {
    const bool negative = integer->starts_with('-');
    if (integer->size() - (negative ? 1 : 0) + precision > kMaxScaledDigits) return std::nullopt;
    Wide number = 0;
    for (const char c : std::string_view(*integer).substr(negative ? 1 : 0))
      number = number * 10 + (c - '0');
    return (negative ? -number : number) * PowerOfTen(precision);
  }
  const auto real = PythonFloat(value);
  if (!real) return std::nullopt;
  const double scaled = precision == 0
                            ? std::trunc(*real)
                            : std::nearbyint(*real * static_cast<double>(PowerOfTen(precision)));
  if (!(std::fabs(scaled) < kMaxScaled)) return std::nullopt;
  return static_cast<Wide>(scaled);
}

}  // namespace

void TokenList::Clear() {
  bytes_.clear();
  spans_.clear();
}

ClkhashTokenizer::ClkhashTokenizer(const linkage::ClkhashComparison& comparison, Encoding encoding)
    : comparison_(comparison), encoding_(encoding) {
  if (comparison.type == Type::kNumeric) {
    const auto scale = static_cast<double>(PowerOfTen(comparison.fractional_precision));
    interval_ = std::nearbyint(comparison.threshold_distance * scale);
  }
}

std::string ClkhashTokenizer::Problem() const {
  if (comparison_.type != Type::kNumeric) return "";
  if (interval_ < 1) return "thresholdDistance is 0 at this fractional_precision";
  return interval_ > kMaxExact ? "thresholdDistance is too large at this fractional_precision" : "";
}

bool ClkhashTokenizer::Tokenize(std::string_view value, TokenList& out) {
  out.Clear();
  if (value.empty()) return true;
  switch (comparison_.type) {
    case Type::kExact:
      AddToken(value, out);
      return true;
    case Type::kNgram:
      Ngrams(value, out);
      return true;
    case Type::kNumeric:
      return Numeric(value, out);
  }
  return false;
}

void ClkhashTokenizer::Ngrams(std::string_view value, TokenList& out) {
  const std::uint32_t n = comparison_.n;
  padded_.assign(n - 1, ' ').append(value).append(n - 1, ' ');
  starts_.clear();
  if (linkage::IsAscii(padded_)) {
    for (std::uint32_t i = 0; i <= padded_.size(); ++i) starts_.push_back(i);
  } else {
    for (std::size_t at = 0; at < padded_.size(); linkage::NextCodePoint(padded_, at)) {
      starts_.push_back(static_cast<std::uint32_t>(at));
    }
    starts_.push_back(static_cast<std::uint32_t>(padded_.size()));
  }
  const std::size_t count = starts_.size() < n + 1 ? 0 : starts_.size() - n;
  const bool utf8 = encoding_ == Encoding::kAscii || encoding_ == Encoding::kUtf8;
  if (utf8 && !comparison_.positional) {  // the tokens lie in the padded text as they are
    out.bytes_ = padded_;
    for (std::size_t i = 0; i < count; ++i) {
      out.spans_.emplace_back(starts_[i], starts_[i + n] - starts_[i]);
    }
    return;
  }
  std::string token;
  for (std::size_t i = 0; i < count; ++i) {
    token.clear();
    if (comparison_.positional) token.append(std::to_string(i + 1)).push_back(' ');
    token.append(padded_, starts_[i], starts_[i + n] - starts_[i]);
    AddToken(token, out);
  }
}

bool ClkhashTokenizer::Numeric(std::string_view value, TokenList& out) {
  const std::optional<Wide> scaled = Scale(value, comparison_.fractional_precision);
  if (!scaled) return false;
  const Wide steps = comparison_.resolution;
  const auto interval = static_cast<Wide>(interval_);
  Wide centre = *scaled * 2 * steps;
  Wide residue = centre % interval;
  if (residue < 0) residue += interval;  // Python's % has the sign of the divisor
  if (residue * 2 < interval) {
    centre -= residue;
  } else {
    centre += interval - residue;
  }
  for (Wide j = -steps; j <= steps; ++j) AddToken(ToDecimal(centre + j * interval), out);
  return true;
}

void ClkhashTokenizer::AddToken(std::string_view utf8, TokenList& out) {
  const auto begin = static_cast<std::uint32_t>(out.bytes_.size());
  if (encoding_ == Encoding::kAscii || encoding_ == Encoding::kUtf8) {
    out.bytes_ += utf8;
  } else {
    AddEncoded(utf8, out);
  }
  out.spans_.emplace_back(begin, static_cast<std::uint32_t>(out.bytes_.size()) - begin);
}

// UTF-16 and UTF-32 as Python writes them on x86: a byte order mark before every token,
// little-endian.
void ClkhashTokenizer::AddEncoded(std::string_view utf8, TokenList& out) {
  const int width = encoding_ == Encoding::kUtf16 ? 2 : 4;
  const auto put = [&](char32_t unit) {
    for (int i = 0; i < width; ++i) out.bytes_ += static_cast<char>(unit >> (8 * i) & 0xFF);
  };
  put(0xFEFF);
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = linkage::NextCodePoint(utf8, at);
    if (width == 2 && c > 0xFFFF) {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      put(c);
    }
  }
}

}  // namespace onefold::encode
