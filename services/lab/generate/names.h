// Building blocks of made-up persons: common given names, stems and endings of family names,
// places. No real person is meant; family names are put together from stem and ending.
#pragma once

#include <span>
#include <string_view>

namespace onefold::lab {

struct NameStock {
  std::string_view language;     // BCP 47
  std::string_view citizenship;  // ISO 3166 alpha-3
  std::span<const std::string_view> male, female, stems;
  std::span<const std::string_view> male_endings, female_endings;  // same length
  std::span<const std::string_view> places;
};

// Names in the script of the language: Cyrillic for mk, bg and uk, Latin for the others.
std::span<const NameStock> NameStocks();

}  // namespace onefold::lab
