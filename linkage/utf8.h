// Small UTF-8 tools over bytes: validation, code points, trimming. No tables, no locale.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace onefold::linkage {

bool IsAscii(std::string_view text);

// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above
// U+10FFFF.
bool IsValidUtf8(std::string_view text);

// The code point that starts at `position` of well-formed text; moves `position` past it.
char32_t NextCodePoint(std::string_view text, std::size_t& position);

// Without spaces and tabs at both ends (ASCII, and U+00A0 which spreadsheets like to add).
std::string_view TrimSpaces(std::string_view text);

}  // namespace onefold::linkage
