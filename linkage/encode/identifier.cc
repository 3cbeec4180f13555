#include "linkage/encode/identifier.h"

#include <algorithm>
#include <array>

namespace onefold::encode {
namespace {

using linkage::Checksum;

int Digit(char c) { return c - '0'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool AreDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

bool AreDigits(std::string_view text, std::size_t length) {
  return text.size() == length && AreDigits(text);
}

// Sum of digit times weight over as many digits as there are weights.
template <std::size_t N>
int Weighted(std::string_view digits, const std::array<int, N>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += Digit(digits[i]) * weights[i];
  return sum;
}

int Number(std::string_view digits) {  // at most nine digits
  int number = 0;
  for (const char c : digits) number = number * 10 + Digit(c);
  return number;
}

// ISO/IEC 7812-1, annex B.
bool Luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c, twice = !twice) {
    const int value = Digit(*c) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

// ISO/IEC 7064, MOD 11,10.
bool Mod1110(std::string_view digits) {
  int check = 5;
  for (const char c : digits) check = ((check == 0 ? 10 : check) * 2 % 11 + Digit(c)) % 10;
  return check == 1;
}

bool Jmbg(std::string_view digits) {
  const int sum = Weighted<12>(digits, {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2});
  return (11 - sum % 11) % 11 % 10 == Digit(digits[12]);
}

bool Egn(std::string_view digits) {
  return Weighted<9>(digits, {2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10 == Digit(digits[9]);
}

bool Cnp(std::string_view digits) {
  const int rest = Weighted<12>(digits, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
  return digits[0] != '0' && (rest == 10 ? 1 : rest) == Digit(digits[12]);
}

bool Tckn(std::string_view digits) {
  const int sum = Weighted<9>(digits, {3, 1, 3, 1, 3, 1, 3, 1, 3});
  const int first = (10 - sum % 10) % 10;
  const int second = (first + Weighted<9>(digits, {1, 1, 1, 1, 1, 1, 1, 1, 1})) % 10;
  return digits[0] != '0' && first == Digit(digits[9]) && second == Digit(digits[10]);
}

bool Pesel(std::string_view digits) {
  return Weighted<11>(digits, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0;
}

// Nine digits were given until 1953 and have no checksum.
bool RodneCislo(std::string_view digits) {
  return digits.size() == 9 || Number(digits.substr(0, 9)) % 11 % 10 == Digit(digits[9]);
}

// Estonia and Lithuania.
bool Isikukood(std::string_view digits) {
  int rest = Weighted<10>(digits, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1}) % 11;
  if (rest == 10) rest = Weighted<10>(digits, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3}) % 11;
  return rest % 10 == Digit(digits[10]);
}

// ddmmyyCiiiX; the signs + and - for C are no part of a normalised code.
bool Hetu(std::string_view code) {
  constexpr std::string_view kCheck = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  if (code.size() == 11 && std::string_view("ABCDEFYXWVU").find(code[6]) == code.npos) return false;
  if (code.size() != 10 && code.size() != 11) return false;
  const std::string digits =
      std::string(code.substr(0, 6)) + std::string(code.substr(code.size() - 4, 3));
  return AreDigits(digits) && kCheck[static_cast<std::size_t>(Number(digits) % 31)] == code.back();
}

bool Nif(std::string_view digits) {
  const int sum = Weighted<8>(digits, {9, 8, 7, 6, 5, 4, 3, 2});
  return digits[0] != '0' && (11 - sum % 11) % 11 % 10 == Digit(digits[8]);
}

// DNI, and NIE whose first letter stands for a digit.
bool Dni(std::string_view code) {
  if (code.size() != 9) return false;
  std::string digits(code.substr(0, 8));
  if (digits[0] >= 'X' && digits[0] <= 'Z') digits[0] = static_cast<char>(digits[0] - 'X' + '0');
  return AreDigits(digits) &&
         std::string_view(
             "TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<std::size_t>(Number(digits) % 23)] == code[8];
}

bool CodiceFiscale(std::string_view code) {
  // Decree of 12 March 1974; letters L to V may stand for digits where two persons would share a
  // code.
  constexpr std::string_view kShape = "AAAAAA00A00A000A";  // A = letter, 0 = digit or its letter
  constexpr int kOdd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                          20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  if (code.size() != kShape.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool stands_for_digit =
        IsDigit(code[i]) || std::string_view("LMNPQRSTUV").find(code[i]) != code.npos;
    if (kShape[i] == 'A' ? !IsUpper(code[i]) : !stands_for_digit) return false;
    const int value = IsDigit(code[i]) ? Digit(code[i]) : code[i] - 'A';
    if (i < 15) sum += i % 2 == 0 ? kOdd[value] : value;
  }
  return sum % 26 == code[15] - 'A';
}

bool Idnp(std::string_view digits) {
  return Weighted<12>(digits, {7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1}) % 10 == Digit(digits[12]);
}

}  // namespace

bool PassesChecksum(Checksum check, std::string_view code) {
  if (check == Checksum::kNone) return true;
  if (code.empty() || code.find_first_not_of(code[0]) == code.npos) return false;
  switch (check) {
    case Checksum::kNone:
      return true;
    case Checksum::kJmbg:
      return AreDigits(code, 13) && Jmbg(code);
    case Checksum::kOib:
      return AreDigits(code, 11) && Mod1110(code);
    case Checksum::kEgn:
      return AreDigits(code, 10) && Egn(code);
    case Checksum::kCnp:
      return AreDigits(code, 13) && Cnp(code);
    case Checksum::kAmka:
      return AreDigits(code, 11) && Luhn(code);
    case Checksum::kTckn:
      return AreDigits(code, 11) && Tckn(code);
    case Checksum::kPesel:
      return AreDigits(code, 11) && Pesel(code);
    case Checksum::kRodneCislo:
      return (AreDigits(code, 9) || AreDigits(code, 10)) && RodneCislo(code);
    case Checksum::kIsikukood:
      return AreDigits(code, 11) && Isikukood(code);
    case Checksum::kHetu:
      return Hetu(code);
    case Checksum::kPersonnummer:
      return (AreDigits(code, 10) || AreDigits(code, 12)) && Luhn(code.substr(code.size() - 10));
    case Checksum::kNif:
      return AreDigits(code, 9) && Nif(code);
    case Checksum::kDni:
      return Dni(code);
    case Checksum::kCodiceFiscale:
      return CodiceFiscale(code);
    case Checksum::kIdnp:
      return AreDigits(code, 13) && Idnp(code);
    case Checksum::kLuhn:
      return code.size() >= 2 && AreDigits(code) && Luhn(code);
  }
  return false;
}

std::string CheckedCode(Checksum check, std::string code) {
  if (!PassesChecksum(check, code)) return "";
  if (check == Checksum::kPersonnummer) return code.substr(code.size() - 10);
  return code;
}

}  // namespace onefold::encode
