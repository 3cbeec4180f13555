// Capture histories: who was met by which lists, as counts of persons.
//
// A history is a bit mask, bit i for list i; the count of history 0, the persons that no list met,
// is what estimation is about and is never known.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/status.h"

namespace onefold::estimate {

using History = std::uint32_t;

inline constexpr std::size_t kMostLists = 10;
// Bounds the time of a bootstrap; no register that this is meant for comes near it.
inline constexpr std::uint64_t kMostPersons = 1'000'000;

// Counts alone, as models see them: counts[history], 2^lists of them, counts[0] is zero.
struct Counts {
  unsigned lists = 0;
  std::vector<std::uint64_t> by_history;
};
std::uint64_t Persons(const Counts& counts);

struct CaptureTable {
  std::vector<std::string> lists;  // in the order of their names
  Counts counts;
};

// `by_history` in the order of `lists`, whose order has no meaning: the table is the same however
// lists are ordered. InvalidArgument "lists.*" or "counts.*": fewer than 2 or more than kMostLists
// lists, an empty or repeated name, not 2^lists counts, a count of history 0, no persons or more
// than kMostPersons.
StatusOr<CaptureTable> MakeTable(const std::vector<std::string>& lists,
                                 const std::vector<std::uint64_t>& by_history);

// The table has too little to say about persons that nobody met: fewer than three lists, a list of
// fewer than five persons, no person on two lists. FailedPrecondition with the reason.
Status CheckEnough(const CaptureTable& table);

}  // namespace onefold::estimate
