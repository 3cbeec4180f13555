// A6: matches by frequency alone, without any similarity: blocks by their sizes and by how often
// equal filters are repeated inside them, items by how often each of their filters is repeated.
#pragma once

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// `population`: the same pass under a key of the attacker. Blocks, then items of matched blocks,
// that look alike are matched at random.
Guesses GuessByFrequency(const PassView& view, const EncodedPass& population,
                         crypto::SeededStream& stream);

}  // namespace onefold::lab::attack
