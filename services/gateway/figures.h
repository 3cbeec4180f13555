// How figures are written on the page.
#pragma once

#include <cstdint>
#include <string>

#include "services/gateway/release.h"

namespace onefold::gateway {

// 4998 -> "4,998"; a withheld figure in words, never as 0.
std::string ShowFigure(const Figure& figure);
// <td class="n">.
std::string FigureCell(const Figure& figure);
// 0.4273 -> "42.7 %"
std::string ShowPercent(double share);
// "2026-03-01 12:00 UTC" in a <time> element.
std::string ShowTime(std::int64_t unix_ms);

// A bar over the whole width, `part` of `whole` filled; nothing when `whole` is 0. Decoration: the
// figures stand beside it as text.
std::string ShareBar(std::uint64_t part, std::uint64_t whole);

// One bar for all records: different persons, records of somebody counted already, records that
// could not be linked; with its key. "" when a part of it is withheld or the parts do not add up.
std::string RecordsBar(const Release& release);

}  // namespace onefold::gateway
