// A5: people whom the attacker knows already give away the values of their blocks; who else of the
// population has that value is then guessed at random among the block's other items.
#pragma once

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// `known`: by item of `view`, its row of the population or kNoGuess. `population`: the same pass of
// the population under a key of the attacker. `unmasked` gets the number of other items in blocks
// with a known person.
Guesses GuessByElimination(const PassView& view, const Guesses& known,
                           const EncodedPass& population, crypto::SeededStream& stream,
                           std::uint64_t& unmasked);

}  // namespace onefold::lab::attack
