// An estimate document for people: a few lines, several models beside each other.
#pragma once

#include <string>

namespace onefold::counter {

// `document`: docs/formats/estimate.md. As it came when it cannot be read.
std::string EstimateText(const std::string& document);

}  // namespace onefold::counter
