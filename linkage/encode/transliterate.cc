#include "linkage/encode/transliterate.h"

#include <array>

namespace onefold::encode {
namespace {

// By code point from the first letter of the block. "" = dropped (a sign without a sound of its
// own, or unassigned).
constexpr std::array<std::string_view, 33> kGeorgian = {  // U+10D0, national system 2002
    "a", "b", "g", "d", "e", "v",  "z", "t",  "i",  "k",  "l",  "m",  "n",  "o",  "p", "zh", "r",
    "s", "t", "u", "p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h"};
constexpr std::array<std::string_view, 38> kArmenian = {  // U+0561, lower case
    "a",  "b", "g", "d",  "e",  "z",  "e",  "y", "t", "zh", "i", "l",  "kh",
    "ts", "k", "h", "dz", "gh", "ch", "m",  "y", "n", "sh", "o", "ch", "p",
    "j",  "r", "s", "v",  "t",  "r",  "ts", "u", "p", "k",  "o", "f"};
constexpr std::array<std::string_view, 27> kHebrew = {  // U+05D0
    "a", "b", "g", "d", "h", "v", "z", "h",  "t",  "y", "k", "k",  "l", "m",
    "m", "n", "n", "s", "a", "p", "p", "ts", "ts", "k", "r", "sh", "t"};
constexpr std::array<std::string_view, 42> kArabic = {  // U+0621
    "",  "a",  "a", "u", "i", "y",  "a", "b", "a", "t", "th", "j",  "h", "kh",
    "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a",  "gh", "",  "",
    "",  "",   "",  "",  "f", "q",  "k", "l", "m", "n", "h",  "w",  "a", "y"};

struct Single {
  char32_t letter;
  std::string_view text;
};
constexpr Single kFurther[] = {  // Persian, Urdu, Kurdish letters; the Armenian ligature
    {0x067E, "p"}, {0x0686, "ch"}, {0x0698, "zh"}, {0x06A9, "k"}, {0x06AF, "g"},
    {0x06CC, "y"}, {0x06C1, "h"},  {0x06BA, "n"},  {0x06D2, "e"}, {0x06CE, "e"},
    {0x06C6, "o"}, {0x06D5, "e"},  {0x06B5, "l"},  {0x0695, "r"}, {0x06A4, "v"},
    {0x0679, "t"}, {0x0688, "d"},  {0x0691, "r"},  {0x0587, "ev"}};

template <std::size_t N>
bool InBlock(char32_t letter, char32_t first, const std::array<std::string_view, N>& block,
             std::string& out) {
  if (letter < first || letter >= first + N) return false;
  out += block[letter - first];
  return true;
}

void AppendOther(char32_t letter, std::string& out) {
  if (letter == 0x0582 && out.ends_with('o')) {  // Armenian writes u as o and w
    out.back() = 'u';
    return;
  }
  if (InBlock(letter, 0x10D0, kGeorgian, out) || InBlock(letter, 0x0561, kArmenian, out) ||
      InBlock(letter, 0x05D0, kHebrew, out) || InBlock(letter, 0x0621, kArabic, out)) {
    return;
  }
  for (const Single& single : kFurther) {
    if (single.letter == letter) out += single.text;
  }
}

bool IsWaw(char32_t letter) { return letter == 0x0648 || letter == 0x0624; }
bool IsYa(char32_t letter) { return letter == 0x064A || letter == 0x06CC || letter == 0x0626; }
bool IsAlif(char32_t letter) {
  return (letter >= 0x0622 && letter <= 0x0627 && letter != 0x0624 && letter != 0x0626) ||
         letter == 0x0629 || letter == 0x0649;
}

// Waw and ya are consonants at the start of a word, beside alif and before each other (Rawan,
// Ziyad, Yusuf), elsewhere the long vowels u and i (Nur, Halima).
bool AppendSemivowel(std::u32string_view letters, std::size_t at, std::string& out) {
  const char32_t letter = letters[at];
  if (!IsWaw(letter) && !IsYa(letter)) return false;
  const char32_t before = at == 0 ? 0 : letters[at - 1];
  const char32_t after = at + 1 == letters.size() ? 0 : letters[at + 1];
  const bool consonant = at == 0 || IsAlif(after) || (IsWaw(letter) && IsAlif(before)) ||
                         (IsYa(letter) && IsWaw(after));
  out += IsWaw(letter) ? (consonant ? 'w' : 'u') : (consonant ? 'y' : 'i');
  return true;
}

std::string_view GreekLetter(char32_t letter) {
  static constexpr std::array<std::string_view, 25> kLetters = {
      // U+03B1
      "a", "v", "g", "d", "e", "z", "i", "th", "i", "k",  "l",  "m", "n",
      "x", "o", "p", "r", "s", "s", "t", "y",  "f", "ch", "ps", "o"};
  return letter >= 0x03B1 && letter < 0x03B1 + kLetters.size() ? kLetters[letter - 0x03B1] : "";
}

bool IsOneOf(char32_t letter, std::u32string_view list) { return list.find(letter) != list.npos; }

// ELOT 743 reads pairs: ου, αυ ευ ηυ before voiced sounds, μπ at the ends of a word, γ before
// velars. Returns the number of letters read.
std::size_t AppendGreek(std::u32string_view letters, std::size_t at, std::string& out) {
  const BareLetter first = WithoutMarks(letters[at]);
  const bool has_second = at + 1 < letters.size();
  const BareLetter second = has_second ? WithoutMarks(letters[at + 1]) : BareLetter{0};
  const auto next = [&](char32_t letter) { return second.letter == letter; };
  if (next(U'υ') && !second.diaeresis && !first.accent && IsOneOf(first.letter, U"αεηο")) {
    if (first.letter == U'ο') {
      out += "ou";
      return 2;
    }
    const char32_t after = at + 2 < letters.size() ? WithoutMarks(letters[at + 2]).letter : 0;
    out += GreekLetter(first.letter);
    out += IsOneOf(after, U"βγδζλμνραεηιουω") ? 'v' : 'f';
    return 2;
  }
  if (first.letter == U'μ' && next(U'π')) {
    out += at == 0 || at + 2 == letters.size() ? "b" : "mp";
    return 2;
  }
  if (first.letter == U'γ' && (next(U'γ') || next(U'ξ') || next(U'χ'))) {
    out += 'n';
    out += GreekLetter(second.letter);
    return 2;
  }
  out += GreekLetter(first.letter);
  return 1;
}

// đ is a d with a stroke in Vietnamese, a sound of its own elsewhere; these letters are Vietnamese
// only.
bool IsVietnamese(std::u32string_view letters) {
  for (const char32_t letter : letters) {
    if ((letter >= 0x1EA0 && letter <= 0x1EF9) || letter == 0x01A1 || letter == 0x01B0) return true;
  }
  return false;
}

}  // namespace

std::string Transliterate(std::u32string_view letters, const LetterMap& map) {
  std::string out;
  const bool vietnamese = IsVietnamese(letters);
  for (std::size_t at = 0; at < letters.size();) {
    const char32_t letter = letters[at];
    if (letter < 0x80 && !map.Append(letter, out)) {
      out += static_cast<char>(letter);
    } else if (letter >= 0x80 && ScriptOf(letter) == Script::kGreek) {
      at += AppendGreek(letters, at, out);
      continue;
    } else if (AppendSemivowel(letters, at, out)) {
      // read
    } else if (letter == U'đ' && vietnamese) {
      out += 'd';
    } else if (letter >= 0x80 && !map.Append(letter, out)) {
      const char32_t bare = WithoutMarks(letter).letter;
      if (bare >= 'a' && bare <= 'z') {
        out += static_cast<char>(bare);
      } else if (!map.Append(bare, out)) {
        AppendOther(bare, out);
      }
    }
    ++at;
  }
  return out;
}

}  // namespace onefold::encode
