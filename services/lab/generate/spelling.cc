#include "services/lab/generate/spelling.h"

#include <utility>
#include <vector>

namespace onefold::lab {
namespace {

struct Rule {
  std::string_view from, to;
};

// The first rule that fits at a place wins: longer ones stand first.
std::string Replace(std::string_view text, std::span<const Rule> rules) {
  std::string out;
  while (!text.empty()) {
    bool replaced = false;
    for (const Rule& rule : rules) {
      if (!text.starts_with(rule.from)) continue;
      out += rule.to;
      text.remove_prefix(rule.from.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    out += text[0];
    text.remove_prefix(1);
  }
  return out;
}

constexpr Rule kSerbianToCyrillic[] = {
    {"Lj", "Љ"}, {"Nj", "Њ"}, {"Dž", "Џ"}, {"lj", "љ"}, {"nj", "њ"}, {"dž", "џ"}, {"Đ", "Ђ"},
    {"đ", "ђ"},  {"Ž", "Ж"},  {"ž", "ж"},  {"Ć", "Ћ"},  {"ć", "ћ"},  {"Č", "Ч"},  {"č", "ч"},
    {"Š", "Ш"},  {"š", "ш"},  {"A", "А"},  {"a", "а"},  {"B", "Б"},  {"b", "б"},  {"V", "В"},
    {"v", "в"},  {"G", "Г"},  {"g", "г"},  {"D", "Д"},  {"d", "д"},  {"E", "Е"},  {"e", "е"},
    {"Z", "З"},  {"z", "з"},  {"I", "И"},  {"i", "и"},  {"J", "Ј"},  {"j", "ј"},  {"K", "К"},
    {"k", "к"},  {"L", "Л"},  {"l", "л"},  {"M", "М"},  {"m", "м"},  {"N", "Н"},  {"n", "н"},
    {"O", "О"},  {"o", "о"},  {"P", "П"},  {"p", "п"},  {"R", "Р"},  {"r", "р"},  {"S", "С"},
    {"s", "с"},  {"T", "Т"},  {"t", "т"},  {"U", "У"},  {"u", "у"},  {"F", "Ф"},  {"f", "ф"},
    {"H", "Х"},  {"h", "х"},  {"C", "Ц"},  {"c", "ц"}};

// Official romanisations: Macedonian and Ukrainian as in passports, Bulgarian by the law of 2009.
constexpr Rule kMacedonianToLatin[] = {{"Ѓ", "Gj"}, {"ѓ", "gj"}, {"Ќ", "Kj"}, {"ќ", "kj"},
                                       {"Х", "H"},  {"х", "h"},  {"Ц", "C"},  {"ц", "c"},
                                       {"Ј", "J"},  {"ј", "j"}};
constexpr Rule kBulgarianToLatin[] = {{"Щ", "Sht"}, {"щ", "sht"}, {"Ъ", "A"},  {"ъ", "a"},
                                      {"Й", "Y"},   {"й", "y"},   {"Х", "H"},  {"х", "h"},
                                      {"Ц", "Ts"},  {"ц", "ts"},  {"Ю", "Yu"}, {"ю", "yu"},
                                      {"Я", "Ya"},  {"я", "ya"},  {"ь", "y"}};
constexpr Rule kUkrainianToLatin[] = {
    {"Щ", "Shch"}, {"щ", "shch"}, {"Г", "H"},  {"г", "h"},  {"И", "Y"},  {"и", "y"},  {"І", "I"},
    {"і", "i"},    {"Ї", "Yi"},   {"ї", "i"},  {"Х", "Kh"}, {"х", "kh"}, {"Ц", "Ts"}, {"ц", "ts"},
    {"Й", "Y"},    {"й", "i"},    {"Ю", "Yu"}, {"ю", "iu"}, {"Я", "Ya"}, {"я", "ia"}, {"ь", ""}};
constexpr Rule kCyrillicToLatin[] = {
    {"Ж", "Zh"}, {"ж", "zh"}, {"Ч", "Ch"}, {"ч", "ch"}, {"Ш", "Sh"}, {"ш", "sh"}, {"Џ", "Dj"},
    {"џ", "dj"}, {"Љ", "Lj"}, {"љ", "lj"}, {"Њ", "Nj"}, {"њ", "nj"}, {"А", "A"},  {"а", "a"},
    {"Б", "B"},  {"б", "b"},  {"В", "V"},  {"в", "v"},  {"Г", "G"},  {"г", "g"},  {"Д", "D"},
    {"д", "d"},  {"Е", "E"},  {"е", "e"},  {"З", "Z"},  {"з", "z"},  {"И", "I"},  {"и", "i"},
    {"К", "K"},  {"к", "k"},  {"Л", "L"},  {"л", "l"},  {"М", "M"},  {"м", "m"},  {"Н", "N"},
    {"н", "n"},  {"О", "O"},  {"о", "o"},  {"П", "P"},  {"п", "p"},  {"Р", "R"},  {"р", "r"},
    {"С", "S"},  {"с", "s"},  {"Т", "T"},  {"т", "t"},  {"У", "U"},  {"у", "u"},  {"Ф", "F"},
    {"ф", "f"}};
constexpr Rule kPlainLatin[] = {
    {"Đ", "Dj"}, {"đ", "dj"}, {"Ž", "Z"}, {"ž", "z"}, {"Ć", "C"}, {"ć", "c"}, {"Č", "C"},
    {"č", "c"},  {"Š", "S"},  {"š", "s"}, {"Ă", "A"}, {"ă", "a"}, {"Â", "A"}, {"â", "a"},
    {"Î", "I"},  {"î", "i"},  {"Ș", "S"}, {"ș", "s"}, {"Ț", "T"}, {"ț", "t"}, {"Ë", "E"},
    {"ë", "e"},  {"Ç", "C"},  {"ç", "c"}, {"Ğ", "G"}, {"ğ", "g"}, {"İ", "I"}, {"ı", "i"},
    {"Ö", "O"},  {"ö", "o"},  {"Ş", "S"}, {"ş", "s"}, {"Ü", "U"}, {"ü", "u"}};

std::string CyrillicToLatin(std::string_view name, std::string_view language) {
  std::string text(name);
  if (language == "mk") text = Replace(text, kMacedonianToLatin);
  if (language == "bg") text = Replace(text, kBulgarianToLatin);
  if (language == "uk") text = Replace(text, kUkrainianToLatin);
  return Replace(text, kCyrillicToLatin);
}

std::vector<std::string> Characters(const std::string& utf8) {
  std::vector<std::string> characters;
  for (const char c : utf8) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (!continues || characters.empty()) characters.emplace_back();
    characters.back() += c;
  }
  return characters;
}

}  // namespace

std::string Spell(std::string_view name, std::string_view language, Spelling spelling) {
  const bool cyrillic = language == "mk" || language == "bg" || language == "uk";
  if (spelling == Spelling::kNative) return std::string(name);
  if (cyrillic) return CyrillicToLatin(name, language);
  if (spelling == Spelling::kOtherScript && language == "sr")
    return Replace(name, kSerbianToCyrillic);
  return Replace(name, kPlainLatin);
}

std::string Mistype(const std::string& utf8, crypto::SeededStream& random) {
  std::vector<std::string> characters = Characters(utf8);
  if (characters.size() < 3) return utf8;
  const std::size_t at = 1 + random.Below(characters.size() - 2);
  switch (random.Below(4)) {
    case 0:
      characters.erase(characters.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 1:
      characters.insert(characters.begin() + static_cast<std::ptrdiff_t>(at), characters[at]);
      break;
    case 2:
      std::swap(characters[at], characters[at + 1]);
      break;
    default:
      characters[at] = characters[random.Below(characters.size())];
  }
  std::string out;
  for (const std::string& character : characters) out += character;
  return out;
}

}  // namespace onefold::lab
