// A7: an attacker who holds the linkage key encodes his population and takes the nearest item of
// the same block. Shows what a key holder guards against.
#pragma once

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// `population`: the same pass under the victims' key.
Guesses GuessByDictionary(const PassView& view, const EncodedPass& population, unsigned workers);

}  // namespace onefold::lab::attack
