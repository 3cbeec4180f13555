#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

bool Within(char32_t letter, char32_t first, char32_t last) {
  return letter >= first && letter <= last;
}

// Blocks in which capital and small letters alternate, the capital on even or on odd places.
bool AlternatesFromEven(char32_t letter) {
  return Within(letter, 0x100, 0x12F) || Within(letter, 0x132, 0x137) ||
         Within(letter, 0x14A, 0x177) || Within(letter, 0x1A0, 0x1A1) ||
         Within(letter, 0x218, 0x21B) || Within(letter, 0x490, 0x491) ||
         Within(letter, 0x1EA0, 0x1EF9);
}
bool AlternatesFromOdd(char32_t letter) {
  return Within(letter, 0x139, 0x148) || Within(letter, 0x179, 0x17E) ||
         Within(letter, 0x1AF, 0x1B0);
}

struct CapitalAndSmall {
  char32_t capital, small;
};
constexpr CapitalAndSmall kGreekAccented[] = {{U'Ά', U'ά'}, {U'Έ', U'έ'}, {U'Ή', U'ή'},
                                              {U'Ί', U'ί'}, {U'Ό', U'ό'}, {U'Ύ', U'ύ'},
                                              {U'Ώ', U'ώ'}};

}  // namespace

std::u32string Letters(std::string_view utf8) {
  std::u32string letters;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    const std::size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    char32_t letter = size == 1 ? byte : byte & (0xFF >> (size + 1));
    for (std::size_t i = 1; i < size && at + i < utf8.size(); ++i) {
      letter = letter << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
    }
    letters += letter;
    at += size;
  }
  return letters;
}

void AppendUtf8(char32_t letter, std::string& out) {
  if (letter < 0x80) {
    out += static_cast<char>(letter);
  } else if (letter < 0x800) {
    out += static_cast<char>(0xC0 | letter >> 6);
    out += static_cast<char>(0x80 | (letter & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | letter >> 12);
    out += static_cast<char>(0x80 | (letter >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (letter & 0x3F));
  }
}

std::string Utf8(std::u32string_view letters) {
  std::string out;
  for (const char32_t letter : letters) AppendUtf8(letter, out);
  return out;
}

char32_t Lower(char32_t letter) {
  if (Within(letter, 'A', 'Z')) return letter + 32;
  if (Within(letter, 0xC0, 0xDE) && letter != 0xD7) return letter + 32;
  if (letter == 0x130) return letter;
  if (AlternatesFromEven(letter)) return letter | 1;
  if (AlternatesFromOdd(letter)) return letter % 2 == 1 ? letter + 1 : letter;
  if (Within(letter, 0x391, 0x3A9)) return letter + 32;
  if (Within(letter, 0x410, 0x42F)) return letter + 32;
  if (Within(letter, 0x400, 0x40F)) return letter + 80;
  for (const CapitalAndSmall& pair : kGreekAccented) {
    if (pair.capital == letter) return pair.small;
  }
  return letter;
}

char32_t Upper(char32_t letter) {
  if (Within(letter, 'a', 'z')) return letter - 32;
  if (Within(letter, 0xE0, 0xFE) && letter != 0xF7) return letter - 32;
  if (letter == 0x131) return letter;
  if (AlternatesFromEven(letter)) return letter & ~char32_t{1};
  if (AlternatesFromOdd(letter)) return letter % 2 == 0 ? letter - 1 : letter;
  if (letter == U'ς') return U'Σ';
  if (Within(letter, 0x3B1, 0x3C9)) return letter - 32;
  if (Within(letter, 0x430, 0x44F)) return letter - 32;
  if (Within(letter, 0x450, 0x45F)) return letter - 80;
  for (const CapitalAndSmall& pair : kGreekAccented) {
    if (pair.small == letter) return pair.capital;
  }
  return letter;
}

std::string Capitalized(std::string_view utf8) {
  std::u32string letters = Letters(utf8);
  if (!letters.empty()) letters[0] = Upper(letters[0]);
  return Utf8(letters);
}

std::vector<std::string_view> Words(std::string_view text, char separator) {
  std::vector<std::string_view> words;
  const auto is_gap = [&](char c) { return c == separator || (separator == ' ' && c == '\n'); };
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_gap(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_gap(text[at])) ++at;
    if (at > begin) words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::string Joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (word.empty()) continue;
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

}  // namespace onefold::lab
