#include "services/lab/generate/identifier.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

namespace onefold::lab {
namespace {

using crypto::SeededStream;

constexpr int kNoDigit = -1;  // the scheme does not give out this number

int Digit(char c) { return c - '0'; }

int WeightedSum(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += Digit(digits[i]) * weights[i];
  return sum;
}

int LuhnCheckDigit(std::string_view digits) {
  int sum = 0;
  bool doubled = true;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int value = Digit(digits[i]) * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - sum % 10) % 10;
}

int TurkishDigit(std::string_view digits) {  // the tenth
  int odd = 0, even = 0;
  for (std::size_t i = 0; i < 9; ++i) (i % 2 == 0 ? odd : even) += Digit(digits[i]);
  return ((odd * 7 - even) % 10 + 10) % 10;
}

int HungarianCheckDigit(std::string_view digits) {
  const bool born_before_1997 = digits[0] <= '2' && Digit(digits[1]) * 10 + Digit(digits[2]) < 97;
  int sum = 0;
  for (int i = 0; i < 10; ++i) {
    sum += Digit(digits[static_cast<std::size_t>(i)]) * (born_before_1997 ? i + 1 : 10 - i);
  }
  return sum % 11 == 10 ? kNoDigit : sum % 11;
}

std::size_t Length(IdScheme scheme) {
  switch (scheme) {
    case IdScheme::kNone:
      return 0;
    case IdScheme::kJmbg:
    case IdScheme::kCnp:
      return 13;
    case IdScheme::kEgn:
    case IdScheme::kRntrc:
      return 10;
    case IdScheme::kAmka:
    case IdScheme::kTckn:
    case IdScheme::kHungarian:
      return 11;
  }
  return 0;
}

// The last digit for the digits before it.
int CheckDigit(IdScheme scheme, std::string_view digits) {
  static constexpr std::array kJmbg = {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  static constexpr std::array kEgn = {2, 4, 8, 5, 10, 9, 7, 3, 6};
  static constexpr std::array kCnp = {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9};
  static constexpr std::array kRntrc = {-1, 5, 7, 9, 4, 6, 10, 5, 7};
  switch (scheme) {
    case IdScheme::kNone:
      return kNoDigit;
    case IdScheme::kJmbg: {
      const int digit = (11 - WeightedSum(digits, kJmbg) % 11) % 11;
      return digit == 10 ? kNoDigit : digit;
    }
    case IdScheme::kEgn:
      return WeightedSum(digits, kEgn) % 11 % 10;
    case IdScheme::kCnp: {
      const int digit = WeightedSum(digits, kCnp) % 11;
      return digit == 10 ? 1 : digit;
    }
    case IdScheme::kAmka:
      return LuhnCheckDigit(digits);
    case IdScheme::kRntrc:
      return (WeightedSum(digits, kRntrc) % 11 + 11) % 11 % 10;
    case IdScheme::kTckn: {
      if (Digit(digits[9]) != TurkishDigit(digits)) return kNoDigit;
      int sum = 0;
      for (const char c : digits) sum += Digit(c);
      return sum % 10;
    }
    case IdScheme::kHungarian:
      return HungarianCheckDigit(digits);
  }
  return kNoDigit;
}

std::string Number(std::uint64_t value, int digits) {
  std::string text = std::to_string(value);
  if (text.size() < static_cast<std::size_t>(digits)) text.insert(0, digits - text.size(), '0');
  return text;
}

int DaysSince1900(const BirthDate& date) {  // 1 January 1900 is day 1
  int days = date.day;
  for (int year = 1900; year < date.year; ++year) days += DaysInMonth(year, 2) == 29 ? 366 : 365;
  for (int month = 1; month < date.month; ++month) days += DaysInMonth(date.year, month);
  return days;
}

std::string DigitsBeforeCheck(IdScheme scheme, const BirthDate& born, bool female,
                              SeededStream& random) {
  const bool new_century = born.year >= 2000;
  const std::string yy = Number(born.year % 100, 2), mm = Number(born.month, 2),
                    dd = Number(born.day, 2);
  const std::uint64_t woman = female ? 1 : 0;
  // Drawn one after the other, because the operands of + have no order.
  const std::uint64_t office = random.Below(46), serial = random.Below(500);
  switch (scheme) {
    case IdScheme::kNone:
      return "";
    case IdScheme::kJmbg:
      return dd + mm + Number(born.year % 1000, 3) + Number(10 + office, 2) +
             Number(500 * woman + serial, 3);
    case IdScheme::kEgn:
      return yy + Number(born.month + (new_century ? 40 : 0), 2) + dd +
             Number(serial * 2 + woman, 3);
    case IdScheme::kCnp:
      return Number((new_century ? 5 : 1) + woman, 1) + yy + mm + dd + Number(1 + office, 2) +
             Number(1 + serial, 3);
    case IdScheme::kAmka:
      return dd + mm + yy + Number(serial * 2 + 1 - woman, 4);
    case IdScheme::kRntrc:
      return Number(DaysSince1900(born), 5) + Number(random.Below(5000) * 2 + 1 - woman, 4);
    case IdScheme::kTckn: {
      const std::string nine = Number(100'000'000 + random.Below(900'000'000), 9);
      return nine + Number(TurkishDigit(nine), 1);
    }
    case IdScheme::kHungarian:
      return Number((new_century ? 3 : 1) + woman, 1) + yy + mm + dd +
             Number(random.Below(1000), 3);
  }
  return "";
}

std::string WithSomeWrongDigit(std::string id, SeededStream& random) {
  std::vector<std::size_t> digits;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (id[i] >= '0' && id[i] <= '9') digits.push_back(i);
  }
  if (digits.empty()) return id;
  const std::size_t at = digits[random.Below(digits.size())];
  if (at + 1 < id.size() && id[at] != id[at + 1] && random.Below(3) == 0) {
    std::swap(id[at], id[at + 1]);
  } else {
    id[at] = static_cast<char>('0' + (Digit(id[at]) + 1 + random.Below(9)) % 10);
  }
  return id;
}

}  // namespace

int DaysInMonth(int year, int month) {
  static constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool IsDate(const BirthDate& date) {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= DaysInMonth(date.year, date.month);
}

std::string NationalId(IdScheme scheme, const BirthDate& born, bool female, SeededStream& random) {
  if (scheme == IdScheme::kNone) return "";
  for (;;) {
    const std::string digits = DigitsBeforeCheck(scheme, born, female, random);
    const int check = CheckDigit(scheme, digits);
    if (check != kNoDigit) return digits + Number(static_cast<std::uint64_t>(check), 1);
  }
}

bool HasValidCheckDigit(IdScheme scheme, std::string_view id) {
  if (scheme == IdScheme::kNone || id.size() != Length(scheme)) return false;
  if (!std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  const std::string_view digits = id.substr(0, id.size() - 1);
  return CheckDigit(scheme, digits) == Digit(id.back());
}

std::string WithWrongDigit(IdScheme scheme, const std::string& id, SeededStream& random) {
  for (;;) {
    std::string wrong = WithSomeWrongDigit(id, random);
    if (id.empty() || (wrong != id && !HasValidCheckDigit(scheme, wrong))) return wrong;
  }
}

}  // namespace onefold::lab
