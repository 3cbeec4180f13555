// Names as five languages form them, and the spellings under which agencies write them. Written
// apart from the product's normalisation on purpose: test data must not be made by the code under
// test.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"

namespace onefold::lab {

enum class NameLanguage { kSerbian, kBulgarian, kGreek, kRomanian, kAlbanian };
inline constexpr std::array kNameLanguages = {NameLanguage::kSerbian, NameLanguage::kBulgarian,
                                              NameLanguage::kGreek, NameLanguage::kRomanian,
                                              NameLanguage::kAlbanian};
std::string_view LanguageTag(NameLanguage language);      // sr, bg, el, ro, sq
std::string_view CitizenshipCode(NameLanguage language);  // ISO 3166-1 alpha-3

enum class Spelling {
  kNative,  // the language's first script
  kLatin,   // official romanisation, or Latin with diacritics
  kPlain,   // letters a to z only
};

// All in the language's native script, Zipf-distributed.
std::string DrawGivenName(NameLanguage language, bool female, crypto::SeededStream& random);
// `female` gives the feminine form where the language has one.
struct FamilyName {
  std::string male, female;
};
FamilyName DrawFamilyName(NameLanguage language, crypto::SeededStream& random);
std::string DrawPlace(NameLanguage language, crypto::SeededStream& random);

std::string Spell(std::string_view native, NameLanguage language, Spelling spelling);

}  // namespace onefold::lab
