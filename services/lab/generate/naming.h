// How the people of one language are named: plain data, one file a system in names/. Common given
// names, surnames and places of each country as general knowledge; persons are put together from
// them at random, none is real.
//
// Lists are words with spaces between them, the commonest first; '_' inside a word stands for a
// space. "A=B/C" gives the spellings of A, "A:B/C" other names of A's bearers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace onefold::lab {

// A national identifier with its check digit (identifier.h).
enum class IdScheme { kNone, kJmbg, kEgn, kCnp, kAmka, kRntrc, kTckn, kHungarian };

// The father's name as a middle name of its own form.
enum class Patronymic { kNone, kBulgarian, kUkrainian };

struct NamingData {
  std::string_view id;            // "serbian", in persons.csv
  std::string_view language;      // BCP 47; chooses the spellings (spelling.h)
  std::string_view citizenships;  // ISO 3166 alpha-3, the commonest first
  IdScheme id_scheme = IdScheme::kNone;
  std::uint32_t share = 0;  // of all persons, in permille

  std::string_view male, female;      // given names
  std::string_view male_middle = "";  // a middle name stands before the given name (vi)
  std::string_view female_middle = "";
  std::string_view surnames;                  // the common ones, as a man has them
  std::string_view stems = "", endings = "";  // the many rare ones: any stem with any ending
  std::uint32_t surname_offset = 8;           // the smaller, the commoner the commonest surname
  std::uint32_t rare_permille = 0;            // share of persons with a rare surname
  std::string_view feminine = "";             // "ski=ska": a woman's ending; the first that fits
  std::string_view nicknames = "";            // "Aleksandar:Aca/Saša"
  std::string_view places;

  Patronymic patronymic = Patronymic::kNone;
  std::uint32_t second_given_permille = 60;
  std::uint32_t second_family_permille = 30;
  std::uint32_t changes_at_marriage_permille = 700;  // of married women
  std::uint32_t new_year_permille = 5;     // papers say 1 January because nobody knew the day
  std::uint32_t single_name_permille = 0;  // no family name at all
  bool family_first = false;               // foreigners take the one for the other
};

extern const NamingData kSerbianNames, kBosnianNames, kMacedonianNames, kBulgarianNames,
    kUkrainianNames, kGreekNames, kAlbanianNames, kRomanianNames, kTurkishNames, kHungarianNames,
    kSyrianNames, kGeorgianNames, kNigerianNames, kVietnameseNames;

inline const std::array<const NamingData*, 14> kNamingData = {
    &kSerbianNames, &kBosnianNames,  &kMacedonianNames, &kBulgarianNames, &kUkrainianNames,
    &kGreekNames,   &kAlbanianNames, &kRomanianNames,   &kTurkishNames,   &kHungarianNames,
    &kSyrianNames,  &kGeorgianNames, &kNigerianNames,   &kVietnameseNames};

}  // namespace onefold::lab
