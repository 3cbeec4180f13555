// Single values of our own schema format: names, lengths, levels, dates, checksums.
#include <algorithm>

#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr IntegerRange kFilterBits{64, 4096};
constexpr std::size_t kMaxLevels = 8;
constexpr std::size_t kMaxDefaultDates = 16;

bool IsName(std::string_view text) {
  if (text.empty() || text.size() > 63 || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// yyyy once, mm (or m) and dd (or d) at most once each, no day without a month; one of "-./ " may
// stand between two of them, and must beside a single letter.
bool IsDateFormat(std::string_view format) {
  std::string parts;  // first letters, in order
  bool needs_separator = false, separated = true;
  while (!format.empty()) {
    const char c = format[0];
    const std::size_t length = std::min(format.find_first_not_of(c), format.size());
    if (c == 'y' || c == 'm' || c == 'd') {
      const bool fits = c == 'y' ? length == 4 : length <= 2;
      if (!fits || parts.find(c) != std::string::npos ||
          ((needs_separator || length == 1) && !separated)) {
        return false;
      }
      parts += c;
      needs_separator = length == 1;
      separated = false;
    } else if (separated || length != 1 || format.size() == 1 ||
               std::string_view("-./ ").find(c) == std::string_view::npos) {
      return false;
    } else {
      separated = true;
    }
    format.remove_prefix(length);
  }
  const auto has = [&](char c) { return parts.find(c) != std::string::npos; };
  return has('y') && (has('m') || !has('d'));
}

// "mm-dd", a day that some year has; {0, 0} for anything else.
MonthDay ParseMonthDay(std::string_view text) {
  constexpr std::uint8_t kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto number = [&](std::size_t at) {
    const bool digits =
        text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
    return digits ? (text[at] - '0') * 10 + text[at + 1] - '0' : 0;
  };
  if (text.size() != 5 || text[2] != '-') return {};
  const int month = number(0), day = number(3);
  if (month < 1 || month > 12 || day < 1 || day > kDays[month - 1]) return {};
  return {static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

}  // namespace

std::string ReadName(ObjectReader& reader, std::string_view key) {
  std::string name = reader.String(key);
  if (reader.Has(key) && !IsName(name)) {
    reader.Error(key,
                 "must be a lower-case letter followed by letters, digits and '_', at most 63");
  }
  return name;
}

std::uint32_t ReadFilterBits(ObjectReader& reader, std::string_view key, std::int64_t fallback) {
  const std::int64_t bits = reader.Integer(key, kFilterBits, fallback);
  if (bits % 64 != 0) reader.Error(key, "must be a multiple of 64");
  return static_cast<std::uint32_t>(bits);
}

std::vector<std::uint16_t> ReadLevels(ObjectReader& reader, std::string_view key,
                                      const std::vector<std::uint16_t>& fallback) {
  if (!reader.Has(key)) return fallback;
  std::vector<std::uint16_t> levels;
  bool good = true;
  for (const Json& item : reader.Array(key, true)) {
    good = good && item.type == Json::Type::kInteger && item.integer >= 1 &&
           item.integer <= (levels.empty() ? 1000 : levels.back() - 1);
    levels.push_back(static_cast<std::uint16_t>(item.integer));
  }
  if (!good || levels.empty() || levels.size() > kMaxLevels) {
    reader.Error(
        key, "must be 1 to 8 whole numbers from 1000 down to 1, each smaller than the one before");
  }
  return levels;
}

std::vector<std::string> ReadDateFormats(ObjectReader& reader) {
  if (!reader.Has("date_formats")) return {"yyyy-mm-dd", "yyyymmdd"};
  std::vector<std::string> formats = reader.Strings("date_formats");
  if (formats.empty()) reader.Error("date_formats", "must not be empty");
  for (const std::string& format : formats) {
    if (IsDateFormat(format)) continue;
    reader.Error("date_formats", "\"" + format +
                                     "\" is no date format: write yyyy, mm, dd (or m, d) with one "
                                     "of \"-./ \" or nothing between them");
  }
  return formats;
}

std::vector<MonthDay> ReadDefaultDates(ObjectReader& reader) {
  if (!reader.Has("default_dates")) return {{1, 1}};
  std::vector<MonthDay> dates;
  for (const std::string& text : reader.Strings("default_dates")) {
    dates.push_back(ParseMonthDay(text));
    if (dates.back() == MonthDay{}) {
      reader.Error("default_dates", "\"" + text + "\" is no day of the year: write mm-dd");
    }
  }
  if (dates.size() > kMaxDefaultDates) reader.Error("default_dates", "must be at most 16 days");
  return dates;
}

Checksum ReadChecksum(ObjectReader& reader) {
  std::vector<std::string> names;
  for (const ChecksumName& one : kChecksumNames) names.emplace_back(one.name);
  return kChecksumNames[reader.Choice("check", names, 0)].check;
}

}  // namespace onefold::linkage
