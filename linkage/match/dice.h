// The clkhash profile: every pair of one pass without blocks, by exact Dice against a threshold.
#pragma once

#include "linkage/match/link.h"

namespace onefold::match {

// `result.items` is in canonical order. Fills pairs and report; pairs ascend by (left, right).
// Empty filters have no Dice and are never paired.
Status LinkByDice(const linkage::PassLayout& layout, const Parameters& parameters,
                  Progress* progress, PassResult& result);

}  // namespace onefold::match
