// Skeleton code: what is left of a name when everything that transliteration, habit and grammar
// change is taken away. The classes were chosen by measurement: docs/formats/normalization.md.
#include <algorithm>
#include <string_view>

#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

constexpr std::size_t kSymbols = 6;

struct Spelling {
  std::string_view letters, symbols;
};
// One sound, several letters; the first that fits is taken.
constexpr Spelling kSpellings[] = {
    {"shch", "ST"}, {"dzh", "T"}, {"sht", "ST"}, {"sch", "ST"}, {"tch", "K"}, {"nth", "T"},
    {"sc", "ST"},   {"ch", "K"},  {"kh", "K"},   {"sh", "S"},   {"zh", "S"},  {"ts", "K"},
    {"tz", "K"},    {"th", "T"},  {"ph", "V"},   {"dz", "T"},   {"dj", "T"},  {"xh", "T"},
    {"xr", "KR"},   {"gj", "K"},  {"kj", "K"},   {"mp", "B"},   {"mb", "B"},  {"nt", "T"},
    {"nd", "T"},    {"gk", "K"},  {"ng", "K"},   {"x", "KS"}};
// '.' is a vowel.                           abcdefghijklmnopqrstuvwxyz
constexpr std::string_view kClasses = ".BKT.VKK..KLMN.BKRST.VVK.S";
static_assert(kClasses.size() == 26);

bool IsVowel(char c) { return kClasses[static_cast<std::size_t>(c - 'a')] == '.'; }

std::string LettersOf(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (c >= 'a' && c <= 'z') letters += c;
  }
  return letters;
}

// Forms of family names that differ by gender or case beyond their vowels: Kazlauskas and
// Kazlauskienė, Papadopoulos and Papadopoulou.
void DropEnding(std::string& word) {
  for (const std::string_view ending : {"iene", "aite", "yte"}) {
    if (word.ends_with(ending) && word.size() > ending.size() + 2) {
      word.resize(word.size() - ending.size());
    }
  }
  if (word.size() > 3 && (word.back() == 's' || word.back() == 'z') &&
      IsVowel(word[word.size() - 2])) {
    word.pop_back();
  }
}

// Vowels at the start are one symbol; but i, j or y before a, o or u is a consonant (Jovan, Йован,
// Ioan), before e it is not heard everywhere (Jelena, Елена).
std::size_t AppendStart(std::string_view word, std::string& code) {
  std::size_t end = 0;
  while (end < word.size() && IsVowel(word[end])) ++end;
  if (end == 0) return 0;
  const bool iota = word[0] == 'i' || word[0] == 'j' || word[0] == 'y';
  const bool back = end > 1 && (word[1] == 'a' || word[1] == 'o' || word[1] == 'u');
  code += iota && back ? 'J' : 'A';
  return end;
}

Spelling SpellingAt(std::string_view rest) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.letters[0] == rest[0] && rest.starts_with(spelling.letters)) return spelling;
  }
  return {rest.substr(0, 1), kClasses.substr(static_cast<std::size_t>(rest[0] - 'a'), 1)};
}

}  // namespace

std::string SkeletonCode(std::string_view text) {
  std::string word = LettersOf(text), code;
  DropEnding(word);
  char last = '.';
  for (std::size_t at = AppendStart(word, code); at < word.size() && code.size() < kSymbols;) {
    const Spelling spelling = SpellingAt(std::string_view(word).substr(at));
    for (const char symbol : spelling.symbols) {
      if (symbol != '.' && symbol != last) code += symbol;
      last = symbol;
    }
    at += spelling.letters.size();
  }
  code.resize(std::min(code.size(), kSymbols));
  return code;
}

}  // namespace onefold::encode
