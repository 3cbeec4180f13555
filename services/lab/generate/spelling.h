// How an agency writes a name down: in the script of the person's language, in the other script, or
// in plain ASCII.
#pragma once

#include <string>
#include <string_view>

#include "crypto/random.h"

namespace onefold::lab {

enum class Spelling {
  kNative,       // as the name stock has it
  kOtherScript,  // sr: Cyrillic; mk, bg, uk: Latin; others: as kPlain
  kPlain,        // ASCII letters only, diacritics dropped
};

std::string Spell(std::string_view name, std::string_view language, Spelling spelling);

// One typing error: a letter dropped, doubled, swapped with its neighbour or replaced by another of
// the same word. Words of fewer than three characters stay as they are.
std::string Mistype(const std::string& utf8, crypto::SeededStream& random);

}  // namespace onefold::lab
