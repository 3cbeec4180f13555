// National identifiers with their check digits, for made-up persons: JMBG (former Yugoslavia), EGN
// (Bulgaria), CNP (Romania), AMKA (Greece), RNTRC (Ukraine), TCKN (Turkey) and the Hungarian
// personal identifier.
#pragma once

#include <string>
#include <string_view>

#include "crypto/random.h"
#include "services/lab/generate/naming.h"

namespace onefold::lab {

struct BirthDate {
  int year = 0, month = 0, day = 0;
  friend bool operator==(const BirthDate&, const BirthDate&) = default;
};
int DaysInMonth(int year, int month);
bool IsDate(const BirthDate& date);

// Empty for IdScheme::kNone. Holds date of birth and sex where the scheme does.
std::string NationalId(IdScheme scheme, const BirthDate& born, bool female,
                       crypto::SeededStream& random);
bool HasValidCheckDigit(IdScheme scheme, std::string_view id);

// One digit another, or two neighbours swapped. The check digit notices, where there is one.
std::string WithWrongDigit(IdScheme scheme, const std::string& id, crypto::SeededStream& random);

}  // namespace onefold::lab
