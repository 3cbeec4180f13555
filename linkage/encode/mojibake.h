// Text that was decoded wrongly on its way: UTF-8 read as Latin-1 or Windows-1252 ("Ã¤" for "ä",
// "Ð–" for "Ж"), or characters already lost (U+FFFD).
#pragma once

#include <string_view>

namespace onefold::encode {

// `text` is well-formed UTF-8. A heuristic: rare sound texts such as "Ã¤" itself are reported too.
bool LooksLikeMojibake(std::string_view text);

}  // namespace onefold::encode
