// Made-up filters that look like CLKs of four fields: made-up given name, surname, place and date
// of birth as padded bigrams, 15 of 1,024 bits a bigram, which fills 37 of 100 bits. Names and
// letters are as unequal as in life, because that is what decides how well a sketch does: bits of
// one bigram rise and fall together, and frequent names share them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace onefold::lab {

struct ClkLikeSets {
  std::vector<std::uint64_t> left, right;  // [record][word]
};

// `records` a side; half of them are on both sides, with no to three wrong letters or digits. The
// same for the same arguments, on every machine.
ClkLikeSets MakeClkLikeSets(std::size_t records, std::size_t bits);

}  // namespace onefold::lab
