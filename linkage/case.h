// What the counting side gets about a record: never an identifier.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/bytes.h"

namespace onefold::linkage {

// Fictitious persons that agencies agree on, to measure how many links are found
// (linkage/count/planted.h), have numbers from 1 to this.
inline constexpr std::uint32_t kMaxPlanted = 1'000'000;

// First byte of the flags behind a handle, in a sealed pseudonym: the item stands for nobody and
// only hides how many there are (encode/padding.h).
inline constexpr std::uint8_t kDummyFlag = 1;

enum class LegalBasis { kConsent, kPublicTask, kPolice, kVitalInterest };  // letters C, T, P, V
enum class Consent { kYes, kNo, kNotApplicable };

struct IndicatorValue {
  std::string indicator;           // id in the register template
  std::vector<std::string> codes;  // sorted, without repeats
  friend bool operator==(const IndicatorValue&, const IndicatorValue&) = default;
};

struct Case {
  Id128 handle{};  // random per (submission, record)
  LegalBasis legal_basis = LegalBasis::kPublicTask;
  Consent consent_linkage = Consent::kNotApplicable;
  // Encodings were sent: consent and legal basis allow it and a pass applied.
  bool linkable = false;
  std::vector<IndicatorValue> indicators;  // in the template's order
  std::uint32_t planted = 0;               // agreed number of the fictitious person; 0: a real one
  friend bool operator==(const Case&, const Case&) = default;
};

// Consent (C) needs an explicit yes; the other bases allow linkage unless consent was asked and
// refused.
bool AllowsLinkage(LegalBasis basis, Consent consent);

}  // namespace onefold::linkage
