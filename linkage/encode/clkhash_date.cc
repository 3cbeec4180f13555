#include "linkage/encode/clkhash_date.h"

#include <algorithm>
#include <array>

#include "linkage/encode/python_number.h"

namespace onefold::encode {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr const char* kMonthNames =
    "(september|february|november|december|january|october|august|march|april|june|july|may)";

// The regular expression of a directive; its one group is the value. "" = not known.
std::string PatternOf(char directive) {
  switch (directive) {
    case 'd':
      return "(3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])";
    case 'm':
      return "(1[0-2]|0[1-9]|[1-9])";
    case 'Y':
      return "(\\d\\d\\d\\d)";
    case 'y':
      return "(\\d\\d)";
    case 'j':
      return "(36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])";
    case 'B':
      return kMonthNames;
    case 'b':
      return "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
    case 'A':
      return "(wednesday|thursday|saturday|tuesday|monday|friday|sunday)";
    case 'a':
      return "(mon|tue|wed|thu|fri|sat|sun)";
    case 'w':
      return "([0-6])";
    case 'u':
      return "([1-7])";
    case 'H':
      return "(2[0-3]|[0-1]\\d|\\d)";
    case 'I':
      return "(1[0-2]|0[1-9]|[1-9])";
    case 'M':
      return "([0-5]\\d|\\d)";
    case 'S':
      return "(6[0-1]|[0-5]\\d|\\d)";
    case 'f':
      return "([0-9]{1,6})";
    case 'p':
      return "(am|pm)";
    default:
      return "";
  }
}

// %x, %X and %c stand for other directives.
std::string Expand(std::string_view format) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char next = format[i] == '%' && i + 1 < format.size() ? format[i + 1] : '\0';
    if (next == '\0') {
      out += format[i];
      continue;
    }
    ++i;
    if (next == 'x') {
      out += "%m/%d/%y";
    } else if (next == 'X') {
      out += "%H:%M:%S";
    } else if (next == 'c') {
      out += "%a %b %d %H:%M:%S %Y";
    } else {
      out += {'%', next};
    }
  }
  return out;
}

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysIn(int year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

struct Date {
  int year = 1900, month = 1, day = 1, day_of_year = 0, second = 0;
};

int MonthIndex(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return c | 0x20; });
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i].starts_with(name.substr(0, 3))) return static_cast<int>(i) + 1;
  }
  return 0;
}

void Apply(char directive, const std::string& text, Date& date) {
  const auto number = [&] { return SmallInteger(text); };
  switch (directive) {
    case 'Y':
      date.year = number();
      break;
    case 'y':
      date.year = number() + (number() <= 68 ? 2000 : 1900);
      break;
    case 'm':
      date.month = number();
      break;
    case 'B':
    case 'b':
      date.month = MonthIndex(text);
      break;
    case 'd':
      date.day = number();
      break;
    case 'j':
      date.day_of_year = number();
      break;
    case 'S':
      date.second = number();
      break;
    default:
      break;
  }
}

// The day of the year decides where it is given; day 366 of a common year is the next year's first.
void ResolveDayOfYear(Date& date) {
  if (date.day_of_year == 0) return;
  date.month = 1;
  date.day = date.day_of_year;
  while (date.day > DaysIn(date.year, date.month)) {
    date.day -= DaysIn(date.year, date.month);
    if (++date.month == 13) {
      date.month = 1;
      ++date.year;
    }
  }
}

}  // namespace

StatusOr<Strptime> Strptime::Compile(std::string_view format) {
  const std::string expanded = Expand(format);
  std::string pattern, directives;
  for (std::size_t i = 0; i < expanded.size(); ++i) {
    const char c = expanded[i];
    if (c == '%') {
      if (++i == expanded.size()) return InvalidArgumentError("the date format ends in '%'");
      if (expanded[i] == '%') {
        pattern += '%';
        continue;
      }
      const std::string part = PatternOf(expanded[i]);
      if (part.empty() || directives.find(expanded[i]) != std::string::npos) {
        return InvalidArgumentError(std::string("the directive %") + expanded[i] +
                                    (part.empty() ? " is not supported" : " is there twice"));
      }
      pattern += part;
      directives += expanded[i];
    } else if (std::string_view(" \t\n\r\f\v").find(c) != std::string_view::npos) {
      if (!pattern.ends_with("\\s+")) pattern += "\\s+";
    } else {
      if (std::string_view("\\.^$*+?(){}[]|#&-~").find(c) != std::string_view::npos)
        pattern += '\\';
      pattern += c;
    }
  }
  ONEFOLD_ASSIGN_OR_RETURN(PythonRegex regex, PythonRegex::Compile(pattern, true));
  return Strptime(std::move(regex), std::move(directives));
}

bool Strptime::Format(std::string_view value, std::string& out) {
  if (regex_.MatchAll(value, groups_) != PythonRegex::Result::kMatch) return false;
  Date date;
  for (std::size_t i = 0; i < directives_.size(); ++i) Apply(directives_[i], groups_[i], date);
  if (date.year < 1 || date.second > 59) return false;
  ResolveDayOfYear(date);
  if (date.year > 9999 || date.day > DaysIn(date.year, date.month)) return false;
  const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  out = std::to_string(date.year) + two(date.month) + two(date.day);
  return true;
}

}  // namespace onefold::encode
