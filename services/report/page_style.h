#pragma once

#include <string_view>

namespace onefold::report {

// The CSS of the page. One hue for each meaning: see the comment beside the colours.
extern const std::string_view kPageStyle;

}  // namespace onefold::report
