#include <algorithm>
#include <span>

#include "linkage/encode/language.h"
#include "linkage/encode/letters.h"
#include "linkage/encode/normalize.h"
#include "linkage/encode/transliterate.h"

namespace onefold::encode {
namespace {

struct Respelling {
  std::string_view from, to;
};
// What is also written for the letter pairs of ELOT 743, all at once for one scheme.
constexpr Respelling kGreekSpoken[] = {{"ch", "h"}, {"ou", "u"}, {"mp", "b"},
                                       {"nt", "d"}, {"gk", "g"}, {"ng", "g"},
                                       {"ei", "i"}, {"oi", "i"}, {"y", "i"}};
constexpr Respelling kGreekTyped[] = {{"ch", "x"}, {"x", "ks"}};
constexpr Respelling kGreekEnglish[] = {{"ch", "h"}, {"f", "ph"}, {"k", "c"}, {"x", "x"}};
constexpr Respelling kGreekLatin[] = {{"av", "au"}, {"af", "au"}, {"ev", "eu"},
                                      {"ef", "eu"}, {"v", "b"},   {"ch", "ch"}};

std::string Respell(std::string_view text, std::span<const Respelling> table) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Respelling& entry) {
      return text.substr(at).starts_with(entry.from);
    });
    if (found == table.end()) {
      out += text[at++];
    } else {
      out += found->to;
      at += found->from.size();
    }
  }
  return out;
}

std::string Spell(const std::vector<LetterToken>& tokens, const LetterMap& letters) {
  std::string spelling;
  for (const LetterToken& token : tokens) spelling += Transliterate(token.letters, letters);
  return spelling;
}

bool HasGreek(const std::vector<LetterToken>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const LetterToken& token) {
    return std::any_of(token.letters.begin(), token.letters.end(),
                       [](char32_t letter) { return ScriptOf(letter) == Script::kGreek; });
  });
}

}  // namespace

std::vector<std::string> NameVariants(std::string_view utf8_token, std::string_view language) {
  const Language& rules = FindLanguage(language);
  const std::vector<LetterToken> tokens = SplitLetters(utf8_token, rules.apostrophe);
  std::vector<std::string> variants{Spell(tokens, rules.letters)};
  for (const LetterMap& scheme : rules.schemes) variants.push_back(Spell(tokens, scheme));
  if (HasGreek(tokens)) {
    const std::string official = variants[0];
    variants.push_back(Respell(official, kGreekSpoken));
    variants.push_back(Respell(official, kGreekTyped));
    variants.push_back(Respell(official, kGreekEnglish));
    variants.push_back(Respell(official, kGreekLatin));
  }
  std::string canonical;
  for (const std::string& token : NormalizeText(utf8_token, language)) canonical += token;
  std::sort(variants.begin(), variants.end());
  variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
  std::erase_if(variants, [&](const std::string& variant) {
    return variant.empty() || variant == canonical;
  });
  return variants;
}

}  // namespace onefold::encode
