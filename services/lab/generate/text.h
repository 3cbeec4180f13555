// Letters of the scripts that the generator writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onefold::lab {

std::u32string Letters(std::string_view utf8);  // of valid UTF-8
void AppendUtf8(char32_t letter, std::string& out);
std::string Utf8(std::u32string_view letters);

// Latin, Greek and Cyrillic; everything else stays as it is. İ and ı have no counterpart here: a
// name's I may be either.
char32_t Lower(char32_t letter);
char32_t Upper(char32_t letter);
std::string Capitalized(std::string_view utf8);  // the first letter

// Words between single spaces.
std::vector<std::string_view> Words(std::string_view text, char separator = ' ');
std::string Joined(const std::vector<std::string>& words, std::string_view separator = " ");

}  // namespace onefold::lab
