#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool IsLeap(unsigned year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

unsigned DaysIn(unsigned year, unsigned month) {
  constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

struct Numbers {
  unsigned year = 0, month = 0, day = 0;
};

// A run of n letters reads n digits; a run of one reads one or two ("d.m.yyyy").
bool ReadRun(std::string_view& text, std::size_t letters, unsigned& value) {
  const std::size_t most = letters == 1 ? 2 : letters;
  std::size_t digits = 0;
  value = 0;
  while (digits < most && digits < text.size() && IsDigit(text[digits])) {
    value = value * 10 + static_cast<unsigned>(text[digits] - '0');
    ++digits;
  }
  text.remove_prefix(digits);
  return letters == 1 ? digits >= 1 : digits == letters;
}

bool Fits(std::string_view text, std::string_view format, Numbers& numbers) {
  for (std::size_t at = 0; at < format.size();) {
    const char letter = format[at];
    std::size_t end = at + 1;
    if (letter == 'y' || letter == 'm' || letter == 'd') {
      while (end < format.size() && format[end] == letter) ++end;
      if (end - at > 4) return false;
      unsigned& value = letter == 'y' ? numbers.year : letter == 'm' ? numbers.month : numbers.day;
      if (!ReadRun(text, end - at, value)) return false;
    } else {
      if (text.empty() || text[0] != letter) return false;
      text.remove_prefix(1);
    }
    at = end;
  }
  return text.empty();
}

DateParts ToParts(const Numbers& numbers) {
  return {static_cast<std::uint16_t>(numbers.year), static_cast<std::uint8_t>(numbers.month),
          static_cast<std::uint8_t>(numbers.day)};
}

bool IsPossible(const Numbers& numbers) {
  if (numbers.year < 1850 || numbers.year > 2100 || numbers.month > 12) return false;
  return numbers.day <= (numbers.month == 0 ? 31 : DaysIn(numbers.year, numbers.month));
}

}  // namespace

StatusOr<DateParts> ParseDate(std::string_view text, const std::vector<std::string>& formats) {
  const std::string_view trimmed = Trim(text);
  bool fitted = false;
  for (const std::string& format : formats) {
    Numbers numbers;
    if (!Fits(trimmed, format, numbers)) continue;
    if (IsPossible(numbers)) return ToParts(numbers);
    fitted = true;  // 12/31/1980 fits dd/mm/yyyy; a later format may give it a sense
  }
  return InvalidArgumentError(fitted ? "date.impossible" : "date.format");
}

std::optional<DateParts> WrittenDate(std::string_view text,
                                     const std::vector<std::string>& formats) {
  for (const std::string& format : formats) {
    Numbers numbers;
    if (Fits(Trim(text), format, numbers)) return ToParts(numbers);
  }
  return std::nullopt;
}

}  // namespace onefold::encode
