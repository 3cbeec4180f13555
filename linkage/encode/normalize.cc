#include "linkage/encode/normalize.h"

#include <algorithm>

#include "linkage/encode/fold.h"
#include "linkage/encode/language.h"
#include "linkage/encode/letters.h"
#include "linkage/encode/transliterate.h"

namespace onefold::encode {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

// A lower-case letter or digit, '\'' for an apostrophe, '\0' for what is dropped, ' ' for what
// separates.
char ReadAscii(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return c;
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + ('a' - 'A'));
  if (c == '\'' || c == '`') return '\'';
  const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  return control && c != '\t' && c != '\n' && c != '\r' ? '\0' : ' ';
}

// SplitLetters and Transliterate for plain ASCII, where neither ICU nor a table has anything to
// say.
std::vector<std::string> SplitAscii(std::string_view text, Apostrophe apostrophe) {
  std::vector<std::string> tokens;
  std::string token;
  for (const char raw : text) {
    const char c = ReadAscii(raw);
    if (c == ' ' || (c == '\'' && apostrophe == Apostrophe::kSplit && token.size() != 1)) {
      if (!token.empty()) tokens.push_back(std::move(token));
      token.clear();
    } else if (c != '\'' && c != '\0') {
      token += c;
    }
  }
  if (!token.empty()) tokens.push_back(std::move(token));
  return tokens;
}

NormalizedName NormalizeTokens(std::string_view utf8, const Language& language) {
  NormalizedName name;
  if (IsAscii(utf8)) {
    name.tokens = SplitAscii(utf8, language.apostrophe);
  } else {
    for (const LetterToken& token : SplitLetters(utf8, language.apostrophe)) {
      name.mixed_script |= token.mixed_script;
      std::string ascii = Transliterate(token.letters, language.letters);
      if (!ascii.empty()) name.tokens.push_back(std::move(ascii));
    }
  }
  if (language.fold == Fold::kNone) return name;
  for (std::string& token : name.tokens) token = FoldSpelling(std::move(token), language.fold);
  return name;
}

void DropParticles(std::vector<std::string>& tokens, const Language& language) {
  if (tokens.size() < 2) return;
  const auto is_particle = [&](const std::string& token) {
    return token.size() <= 5 &&
           std::binary_search(language.particles.begin(), language.particles.end(), token);
  };
  // A name of nothing but particles (a surname Van, a person called Al) is a name.
  if (std::all_of(tokens.begin(), tokens.end(), is_particle)) return;
  std::erase_if(tokens, is_particle);
}

}  // namespace

NormalizedName NormalizeName(std::string_view utf8, std::string_view language) {
  const Language& rules = FindLanguage(language);
  NormalizedName name = NormalizeTokens(utf8, rules);
  DropParticles(name.tokens, rules);
  return name;
}

std::vector<std::string> NormalizeText(std::string_view utf8, std::string_view language) {
  return NormalizeTokens(utf8, FindLanguage(language)).tokens;
}

std::string NormalizeCode(std::string_view utf8) {
  if (!IsAscii(utf8)) return UpperCode(utf8);
  std::string code;
  for (const char c : utf8) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) code += c;
    if (c >= 'a' && c <= 'z') code += static_cast<char>(c - ('a' - 'A'));
  }
  return code;
}

}  // namespace onefold::encode
