// The errors of hands and scanners.
#pragma once

#include <string>
#include <string_view>

#include "crypto/random.h"
#include "services/lab/generate/spelling.h"

namespace onefold::lab {

// The keys in three rows, as they lie under each other.
enum class Keyboard {
  kQwerty,
  kQwertz,
  kJcuken,
  kBulgarian,
  kSouthSlavic,
  kGreek,
  kGeorgian,
  kArabic
};

// The keyboard that a script is typed on: `latin` for Latin letters, by language for Cyrillic.
Keyboard KeyboardFor(Script script, std::string_view language, Keyboard latin);

// The keys that touch the letter's key; empty for a letter that the keyboard does not have.
std::u32string Neighbours(Keyboard keyboard, char32_t letter);

// One error of typing: a neighbouring key instead of the right one or beside it, a letter left out,
// typed twice or exchanged with the next. Words of fewer than three letters stay as they are.
std::string Mistyped(const std::string& text, Keyboard keyboard, crypto::SeededStream& random);

// One letter read as another that looks like it; the text itself when it has none of these.
std::string Misread(const std::string& text, crypto::SeededStream& random);

}  // namespace onefold::lab
