// A3: matches records by the blocks they share, without looking at a filter. Colour refinement
// (Weisfeiler and Leman 1968) of the bipartite graph of records and blocks: needs to know which
// items of different passes are one record.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/attack/block_aware.h"

namespace onefold::lab::attack {

// One pass seen as a set of blocks of records.
struct PassIncidence {
  std::vector<std::uint32_t> record_of;    // by item, block after block
  std::vector<std::uint32_t> block_begin;  // as in PassView
};

// By record: its colour after refinement. Equal structures give equal colours, so that the colours
// of two graphs can be compared.
std::vector<std::uint64_t> RefineColours(const std::vector<PassIncidence>& passes,
                                         std::uint32_t records);

// By victim: a population record of the same colour, at random among several; each at most once.
std::vector<std::uint32_t> MatchColours(const std::vector<std::uint64_t>& victims,
                                        const std::vector<std::uint64_t>& population,
                                        crypto::SeededStream& stream);

}  // namespace onefold::lab::attack
