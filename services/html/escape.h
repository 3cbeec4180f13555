// Text into HTML. Every text on a page that is not written in our source goes through EscapeHtml.
#pragma once

#include <string>
#include <string_view>

namespace onefold {

// Safe as element content and inside a quoted attribute: & < > " ' become references; bytes that
// are not UTF-8, control characters and characters that change the direction of what follows become
// U+FFFD.
std::string EscapeHtml(std::string_view text);

// The escaped text, isolated, so that its direction does not affect what surrounds it.
std::string Isolated(std::string_view text);

}  // namespace onefold
