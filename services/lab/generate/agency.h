// The agencies of the made-up world: whom they meet, how they write, and how often they err.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "services/lab/generate/keyboard.h"

namespace onefold::lab {

inline constexpr std::size_t kMaxAgencies = 8;

enum class Writing { kAsWritten, kLatin, kAscii, kCyrillic };  // the usual form of a name

struct Agency {
  std::string_view name;
  bool state_agency = true;  // else an NGO
  std::size_t country = 0;   // index into kCountries, at most --states - 1
  Writing writing = Writing::kLatin;
  Keyboard keyboard = Keyboard::kQwerty;  // for Latin letters
  std::string_view date_format = "yyyy-mm-dd";
  std::string_view legal_basis = "T";  // C: asks for consent

  // Chance to meet a victim in a year, in permille, times percent by trait.
  std::uint32_t meets_permille = 0;
  std::uint32_t woman_percent = 100, man_percent = 100;
  std::uint32_t child_percent = 100, adult_percent = 100;
  std::array<std::uint32_t, 6> form_percent{};  // by kForms
  std::uint32_t again_permille = 0;             // one more record of a person it has
};
// In the order in which --agencies takes them: two kinds from the second on.
std::span<const Agency, kMaxAgencies> Agencies();

// Who sends a person on to whom.
struct Referral {
  std::string_view from, to;
  std::uint32_t permille = 0;
};
std::span<const Referral> Referrals();

struct Country {
  std::string_view code, citizenship;
  bool in_eu = false;
  std::array<std::string_view, 4> regions;  // NUTS 3
};
std::span<const Country> Countries();

// Forms of exploitation (codes of the victim register) with their shares.
struct Form {
  std::string_view code;
  std::uint32_t permille = 0;
  std::uint32_t woman_permille = 0, child_permille = 0;
};
inline constexpr std::size_t kForms = 6;
std::span<const Form, kForms> Forms();

// What goes wrong when a record is written. Each has a rate for every agency.
enum class ErrorKind {
  kOtherScript,
  kOtherScheme,
  kDiacriticLoss,
  kOrderSwap,
  kTokenMissing,
  kTokenAdded,
  kPatronymicAsSurname,
  kGenderSuffix,
  kEarlierSurname,
  kNickname,
  kAlias,
  kTyping,
  kMisread,
  kGivenMissing,
  kFamilyMissing,
  kBirthSurnameMissing,
  kFatherMissing,
  kMotherMissing,
  kDateMissing,
  kDateYearOnly,
  kDateDefault,
  kDateSwapped,
  kDateOffByOne,
  kSexMissing,
  kSexWrong,
  kPlaceMissing,
  kCitizenshipMissing,
  kDocumentMissing,
  kDocumentError,
  kOtherDocument,
  kNationalIdMissing,
  kNationalIdError,
  kLanguageMissing,
};
inline constexpr std::size_t kErrorKinds = 33;

enum class ErrorLevel { kLow, kMedium, kHeavy };  // half, once, twice the rates

std::string_view ErrorName(ErrorKind kind);  // in records.csv
// Permille, at most 950.
std::uint32_t ErrorRate(ErrorKind kind, std::size_t agency, ErrorLevel level);

}  // namespace onefold::lab
