// The style sheet of the first page and the site's icon. Both stand in the program, so that the
// page needs nothing from anywhere else.
#pragma once

#include <string_view>

namespace onefold::gateway {

extern const std::string_view kStyle;  // CSS, put into <style>; without "</"
extern const std::string_view kIcon;   // SVG

}  // namespace onefold::gateway
