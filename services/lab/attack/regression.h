// A4: known plaintext. From items whose persons the attacker knows he learns what the bits say
// about tokens (ridge regression), reads the other items with that, and takes the most similar
// person of the population (cosine, rare tokens weigh more). Breaks every encoding whose key is one
// for all items.
#pragma once

#include <string>
#include <vector>

#include "linkage/schema.h"
#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// By row of the population: the tokens of the fields that a pass compares, as numbers below
// `vocabulary`, sorted. Rare tokens and those beyond the most frequent 1,500 are left out.
struct TokenRows {
  std::uint32_t vocabulary = 0;
  std::vector<std::vector<std::uint32_t>> rows;
};
TokenRows TokensOfPass(const Records& population, const linkage::Schema& schema, std::size_t pass);

// `known`: by item, its row of the population or kNoGuess; at most 2,000 are learned from.
// `wanted`: the items to guess. `candidates`: rows of the population that are not known.
Guesses GuessByRegression(const PassView& view, const Guesses& known,
                          const std::vector<bool>& wanted,
                          const std::vector<std::uint32_t>& candidates, const TokenRows& tokens,
                          unsigned workers);

}  // namespace onefold::lab::attack
