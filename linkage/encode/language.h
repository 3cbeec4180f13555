// What the normalisation knows about a language. Tables in language.cc; reasons in
// docs/formats/normalization.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/encode/letters.h"

namespace onefold::encode {

// Spellings that are made one after transliteration (fold.h).
enum class Fold {
  kNone,
  kPlain,
  kSlavic,
  kEastSlavic,
  kRomanian,
  kGreek,
  kAlbanian,
  kGerman,
  kTurkish,
  kRomance,
  kArabic
};

// Latin and Cyrillic letters of one language -> ASCII. Written as "ж=zh ш=sh ь=".
class LetterMap {
 public:
  static constexpr std::size_t kLetters =
      0x530;  // Latin and Cyrillic up to the Cyrillic supplement

  LetterMap() : spellings_(kLetters) {}
  // Later specifications replace earlier ones.
  void Add(std::string_view specification);
  // False: the map says nothing about the letter.
  bool Append(char32_t letter, std::string& out) const;

 private:
  struct Spelling {
    char text[8] = {};
    std::uint8_t size = 0;
    bool known = false;
  };
  std::vector<Spelling> spellings_;
};

struct Language {
  std::string_view tags;  // "sr bs hr"
  Fold fold = Fold::kNone;
  Apostrophe apostrophe = Apostrophe::kSplit;
  LetterMap letters;
  std::vector<LetterMap> schemes;           // other spellings of the same letters
  std::vector<std::string_view> particles;  // canonical form, sorted
};

// By BCP 47 primary subtag, whatever the letters' case; general rules for a language that is not
// listed.
const Language& FindLanguage(std::string_view tag);
const std::vector<Language>& AllLanguages();  // the first has the general rules

}  // namespace onefold::encode
