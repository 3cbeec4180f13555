// Unicode text -> tokens of letters and digits. The one place of the normalisation that uses ICU.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::encode {

enum class Apostrophe {
  kSplit,  // separates words; a single letter before it belongs to what follows (O'Brien, d'Angelo)
  kRemove,  // stands for a sign that is not written (Мар'яна, Ol'ga, Sa'id)
};

struct LetterToken {
  std::u32string letters;  // lower case, composed (NFKC); digits as ASCII
  bool mixed_script =
      false;  // letters of more than one of Latin, Cyrillic, Greek; look-alikes were repaired
};

// Steps: apostrophes of all kinds made one -> NFKC -> controls, zero-width and loose marks removed
// -> lower case -> split at everything that is neither letter nor digit -> look-alikes of a mixed
// token put into its main script.
std::vector<LetterToken> SplitLetters(std::string_view utf8, Apostrophe apostrophe);

enum class Script { kLatin, kCyrillic, kGreek, kOther };
Script ScriptOf(char32_t letter);

struct BareLetter {
  char32_t letter;
  bool accent = false;     // had an acute, grave or circumflex
  bool diaeresis = false;  // had a diaeresis
};
// The letter without its marks: ž -> z, ώ -> ω with accent. Letters whose mark is part of the shape
// (đ, ł, ø) stay.
BareLetter WithoutMarks(char32_t letter);

// NFKC and upper case (root locale), look-alike Cyrillic and Greek capitals as Latin, letters and
// digits only.
std::string UpperCode(std::string_view utf8);

}  // namespace onefold::encode
