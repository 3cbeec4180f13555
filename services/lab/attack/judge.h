// Who is who: the truth that no attack sees. Counts right guesses, and tells an attacker what the
// experiment grants him (known plaintext).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

class Judge {
 public:
  // Record ids by row of the victims and of the population; equal ids are one person.
  Judge(const std::vector<std::string>& victims, const std::vector<std::string>& population);

  // Victims who are in the population.
  std::uint64_t overlap() const { return overlap_; }

  // By victim: whether a guess of one of its items is right. `row_of`: by item.
  std::vector<bool> FindRight(const std::vector<std::uint32_t>& row_of,
                              const Guesses& guesses) const;

  // Which victims the attacker knows already: a share of the overlap, drawn from `seed`.
  std::vector<bool> DrawKnown(double fraction, std::uint64_t seed) const;
  // A sample of at most `limit` of the victims of the overlap who are not known.
  std::vector<bool> DrawTested(const std::vector<bool>& known, std::uint64_t limit,
                               std::uint64_t seed) const;
  // By item: the row of the population when the item is of a known victim, else kNoGuess.
  Guesses Reveal(const std::vector<std::uint32_t>& row_of, const std::vector<bool>& known) const;

 private:
  std::vector<bool> Draw(std::vector<std::uint32_t> candidates, std::uint64_t count,
                         crypto::SeededStream stream) const;

  std::vector<std::uint32_t> population_row_of_;  // by victim; kNoGuess outside the overlap
  std::uint64_t overlap_ = 0;
};

}  // namespace onefold::lab::attack
