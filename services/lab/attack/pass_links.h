// Looks for anything by which items of two passes could be recognised as one record: equal tokens,
// equal pieces of the pseudonyms, equal filters.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/attack/view.h"

namespace onefold::lab::attack {

struct PassLink {
  std::uint32_t pass = 0, item = 0, other_pass = 0, other_item = 0;
};

// A value that stands in exactly one item of each of two passes, at any place of the item that has
// a meaning: block token, each 16 bytes of the pseudonym, each filter with a bit in it. Equal short
// filters can be chance; the judge says whether a link is right.
std::vector<PassLink> FindPassLinks(const std::vector<const PassView*>& passes);

}  // namespace onefold::lab::attack
