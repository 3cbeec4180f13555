// Writes a person down as one agency does, with its habits and errors.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "services/lab/generate/mistakes.h"
#include "services/lab/generate/person.h"

namespace onefold::lab {

enum class Column {
  kRecordId,
  kLanguage,
  kGivenNames,
  kFamilyNames,
  kBirthFamilyName,
  kAlias,
  kFatherName,
  kMotherName,
  kBirthDate,
  kSex,
  kBirthPlace,
  kCitizenship,
  kDocumentNumber,
  kNationalId,
  kLegalBasis,
  kConsentLinkage,
  kVictimStatus,
  kAgeGroup,
  kCitizenshipGroup,
  kExploitationForms,
  kRegion,
  kRefYear,
};
inline constexpr std::array<std::string_view, 22> kColumnNames = {"record_id",
                                                                  "language",
                                                                  "given_names",
                                                                  "family_names",
                                                                  "birth_family_name",
                                                                  "alias",
                                                                  "father_name",
                                                                  "mother_name",
                                                                  "birth_date",
                                                                  "sex",
                                                                  "birth_place",
                                                                  "citizenship",
                                                                  "document_number",
                                                                  "national_id",
                                                                  "legal_basis",
                                                                  "consent_linkage",
                                                                  "victim_status",
                                                                  "age_group",
                                                                  "citizenship_group",
                                                                  "exploitation_forms",
                                                                  "region",
                                                                  "ref_year"};

struct WrittenRecord {
  std::array<std::string, kColumnNames.size()> fields;
  const Scheme* scheme = nullptr;  // of the names
  ErrorSet errors;                 // those that changed something
  bool linkable = true;
  std::string& operator[](Column column) { return fields[static_cast<std::size_t>(column)]; }
  const std::string& operator[](Column column) const {
    return fields[static_cast<std::size_t>(column)];
  }
};

// How records of a world are written.
struct Office {
  std::size_t countries = 3;
  ErrorLevel errors = ErrorLevel::kMedium;
  bool latin_only = false;  // GenerateOptions
};

WrittenRecord WriteDown(const Person& person, const Encounter& encounter,
                        const std::string& record_id, const Office& office, SeededStream& random);

}  // namespace onefold::lab
