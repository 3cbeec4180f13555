// Personal identification numbers with a checksum. A strong identifier that is copied wrongly links
// nobody, or the wrong persons; a wrong checksum shows four of five such errors or more.
//
// Only length, alphabet and checksum are looked at, not the date inside a number. A number of one
// repeated digit (0000000000) is a placeholder and fails. Tested against python-stdnum.
// docs/formats/schema.md says whose identifiers these are.
#pragma once

#include <string>
#include <string_view>

#include "linkage/schema.h"

namespace onefold::encode {

// `code` is a normalised code (NormalizeCode). kNone accepts everything.
bool PassesChecksum(linkage::Checksum check, std::string_view code);

// The code in the one form that is compared: a personnummer without its century. "" when it fails
// its checksum.
std::string CheckedCode(linkage::Checksum check, std::string code);

}  // namespace onefold::encode
