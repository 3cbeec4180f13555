// Spellings of one sound in the records of one language become one: zh and ž, y and j, ae and ä. On
// ASCII, after transliteration, so that every script meets here. docs/formats/normalization.md has
// the table.
#pragma once

#include <string>

#include "linkage/encode/language.h"

namespace onefold::encode {

// `token`: [a-z0-9]*; so is the result, which is never longer than 2 * token.size().
// FoldSpelling(FoldSpelling(x)) = FoldSpelling(x).
std::string FoldSpelling(std::string token, Fold fold);

}  // namespace onefold::encode
