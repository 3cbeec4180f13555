// The rules of the spelling schemes, as plain data.
#pragma once

#include <span>
#include <string_view>

#include "services/lab/generate/spelling.h"

namespace onefold::lab {

// Rules are "from=to", in small letters; ^ binds to the start of a word, $ to its end. `rules`
// replace those of `base` that have the same left side.
struct SchemeData {
  std::string_view languages;
  std::string_view name;
  Script script = Script::kLatin;
  std::string_view base = "", rules = "";
  bool unmarked_first = false;  // diacritics dropped before the rules
  bool unmarked_after = false;  // or after them
  bool capitals = false;        // the script of the language has none: words get one
};

std::span<const SchemeData> AllSchemes();

}  // namespace onefold::lab
