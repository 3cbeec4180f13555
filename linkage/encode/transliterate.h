// A token's letters -> ASCII, by script and language. Pure; no folding of spellings (fold.h).
#pragma once

#include <string>
#include <string_view>

#include "linkage/encode/language.h"

namespace onefold::encode {

// [a-z0-9] only; a letter that no table knows is dropped. Latin and Cyrillic by `map`, Greek by
// ELOT 743 (ISO 843 type 2), Georgian, Armenian, Hebrew and Arabic letter by letter by their usual
// romanisation without diacritics.
std::string Transliterate(std::u32string_view letters, const LetterMap& map);

}  // namespace onefold::encode
