#include "services/lab/generate/agency.h"

#include <algorithm>

namespace onefold::lab {
namespace {

// Percent by form: sexual, labour, begging, criminality, servitude, marriage.
constexpr std::array<Agency, kMaxAgencies> kAgencies = {{
    {"police",
     true,
     0,
     Writing::kAscii,
     Keyboard::kQwertz,
     "yyyy-mm-dd",
     "P",
     260,
     95,
     105,
     100,
     100,
     {110, 90, 110, 170, 60, 50},
     30},
    {"shelter",
     false,
     0,
     Writing::kAsWritten,
     Keyboard::kQwertz,
     "dd.mm.yyyy",
     "C",
     190,
     140,
     30,
     60,
     110,
     {130, 60, 60, 40, 120, 150},
     60},
    {"border",
     true,
     1,
     Writing::kAscii,
     Keyboard::kQwerty,
     "yyyymmdd",
     "T",
     170,
     90,
     120,
     90,
     100,
     {90, 110, 120, 90, 60, 60},
     50},
    {"helpline",
     false,
     0,
     Writing::kLatin,
     Keyboard::kQwertz,
     "dd.mm.yyyy",
     "C",
     190,
     130,
     60,
     60,
     110,
     {120, 90, 50, 40, 150, 150},
     150},
    {"inspectorate",
     true,
     1,
     Writing::kCyrillic,
     Keyboard::kQwerty,
     "dd/mm/yyyy",
     "T",
     110,
     60,
     140,
     30,
     110,
     {20, 330, 60, 60, 100, 10},
     20},
    {"child_protection",
     true,
     0,
     Writing::kCyrillic,
     Keyboard::kQwertz,
     "dd.mm.yyyy",
     "T",
     350,
     100,
     100,
     100,
     0,
     {100, 30, 150, 120, 80, 150},
     40},
    {"outreach",
     false,
     2,
     Writing::kAsWritten,
     Keyboard::kQwerty,
     "dd.mm.yyyy",
     "C",
     170,
     130,
     60,
     60,
     110,
     {160, 50, 130, 60, 50, 60},
     150},
    {"asylum_office",
     true,
     2,
     Writing::kLatin,
     Keyboard::kQwerty,
     "yyyy-mm-dd",
     "T",
     110,
     80,
     130,
     120,
     100,
     {90, 110, 70, 60, 90, 80},
     30},
}};

constexpr Referral kReferrals[] = {
    {"police", "shelter", 250},           {"police", "child_protection", 400},
    {"police", "helpline", 60},           {"shelter", "police", 120},
    {"helpline", "shelter", 200},         {"helpline", "police", 120},
    {"helpline", "inspectorate", 40},     {"border", "police", 200},
    {"border", "asylum_office", 180},     {"inspectorate", "police", 250},
    {"child_protection", "shelter", 150}, {"outreach", "shelter", 180},
    {"outreach", "helpline", 120},        {"asylum_office", "shelter", 150},
};

constexpr Country kCountries[] = {
    {"RS", "SRB", false, {"RS110", "RS123", "RS211", "RS226"}},
    {"MK", "MKD", false, {"MK001", "MK003", "MK006", "MK008"}},
    {"BG", "BGR", true, {"BG331", "BG341", "BG411", "BG421"}},
};

constexpr std::array<Form, kForms> kFormTable = {{
    {"SexualExploitation", 460, 920, 180},
    {"ForcedLabour", 260, 300, 60},
    {"ForcedBegging", 110, 500, 550},
    {"ForcedCriminality", 80, 300, 450},
    {"Servitude", 50, 800, 150},
    {"ForcedMarriage", 40, 950, 500},
}};

struct ErrorRow {
  ErrorKind kind;
  std::string_view name;
  std::array<std::uint32_t, kMaxAgencies> permille;
};
// Agencies: police, shelter, border, helpline, inspectorate, child protection, outreach, asylum.
constexpr std::array<ErrorRow, kErrorKinds> kErrors = {{
    {ErrorKind::kOtherScript, "other_script", {60, 150, 40, 300, 80, 100, 250, 60}},
    {ErrorKind::kOtherScheme, "other_scheme", {150, 150, 100, 300, 150, 150, 300, 100}},
    {ErrorKind::kDiacriticLoss, "diacritic_loss", {100, 150, 100, 300, 150, 100, 200, 100}},
    {ErrorKind::kOrderSwap, "order_swap", {15, 25, 40, 40, 20, 20, 30, 40}},
    {ErrorKind::kTokenMissing, "token_missing", {150, 250, 100, 400, 200, 200, 300, 120}},
    {ErrorKind::kTokenAdded, "token_added", {20, 30, 20, 40, 20, 30, 40, 30}},
    {ErrorKind::kPatronymicAsSurname, "patronymic_as_surname", {5, 15, 10, 25, 8, 8, 20, 20}},
    {ErrorKind::kGenderSuffix, "gender_suffix", {20, 25, 40, 40, 25, 25, 30, 40}},
    {ErrorKind::kEarlierSurname, "earlier_surname", {60, 80, 40, 80, 40, 30, 80, 30}},
    {ErrorKind::kNickname, "nickname", {15, 100, 8, 200, 20, 80, 180, 10}},
    {ErrorKind::kAlias, "alias", {120, 60, 40, 120, 40, 60, 150, 40}},
    {ErrorKind::kTyping, "typing_error", {50, 60, 70, 110, 50, 55, 90, 60}},
    {ErrorKind::kMisread, "ocr_error", {10, 5, 40, 0, 15, 5, 0, 40}},
    {ErrorKind::kGivenMissing, "given_missing", {5, 10, 5, 40, 8, 5, 40, 5}},
    {ErrorKind::kFamilyMissing, "family_missing", {8, 40, 6, 180, 12, 15, 150, 10}},
    {ErrorKind::kBirthSurnameMissing,
     "birth_surname_missing",
     {500, 600, 500, 900, 700, 600, 900, 500}},
    {ErrorKind::kFatherMissing, "father_missing", {300, 600, 400, 900, 600, 250, 900, 350}},
    {ErrorKind::kMotherMissing, "mother_missing", {700, 750, 800, 950, 900, 200, 900, 700}},
    {ErrorKind::kDateMissing, "date_missing", {20, 70, 10, 250, 40, 30, 220, 15}},
    {ErrorKind::kDateYearOnly, "date_year_only", {20, 80, 10, 150, 30, 40, 180, 20}},
    {ErrorKind::kDateDefault, "date_default", {15, 20, 20, 20, 15, 30, 30, 80}},
    {ErrorKind::kDateSwapped, "date_swapped", {12, 15, 20, 20, 15, 12, 20, 20}},
    {ErrorKind::kDateOffByOne, "date_off_by_one", {20, 25, 25, 40, 20, 20, 35, 25}},
    {ErrorKind::kSexMissing, "sex_missing", {5, 10, 2, 60, 10, 5, 40, 2}},
    {ErrorKind::kSexWrong, "sex_wrong", {4, 4, 6, 8, 4, 3, 6, 5}},
    {ErrorKind::kPlaceMissing, "place_missing", {150, 250, 80, 600, 300, 200, 550, 60}},
    {ErrorKind::kCitizenshipMissing, "citizenship_missing", {20, 60, 5, 200, 40, 40, 200, 5}},
    {ErrorKind::kDocumentMissing, "document_missing", {150, 500, 60, 850, 300, 400, 850, 120}},
    {ErrorKind::kDocumentError, "document_error", {25, 40, 20, 50, 30, 30, 50, 25}},
    {ErrorKind::kOtherDocument, "other_document", {250, 250, 200, 300, 250, 200, 250, 200}},
    {ErrorKind::kNationalIdMissing,
     "national_id_missing",
     {250, 700, 700, 950, 400, 300, 950, 800}},
    {ErrorKind::kNationalIdError, "national_id_error", {20, 30, 20, 40, 25, 20, 40, 20}},
    {ErrorKind::kLanguageMissing, "language_missing", {100, 100, 50, 250, 150, 100, 200, 50}},
}};

constexpr bool InOrder() {
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    if (kErrors[i].kind != static_cast<ErrorKind>(i)) return false;
  }
  return true;
}
static_assert(InOrder());

}  // namespace

std::span<const Agency, kMaxAgencies> Agencies() { return kAgencies; }
std::span<const Referral> Referrals() { return kReferrals; }
std::span<const Country> Countries() { return kCountries; }
std::span<const Form, kForms> Forms() { return kFormTable; }

std::string_view ErrorName(ErrorKind kind) { return kErrors[static_cast<std::size_t>(kind)].name; }

std::uint32_t ErrorRate(ErrorKind kind, std::size_t agency, ErrorLevel level) {
  const std::uint32_t medium = kErrors[static_cast<std::size_t>(kind)].permille[agency];
  const std::uint32_t rate = level == ErrorLevel::kLow     ? medium / 2
                             : level == ErrorLevel::kHeavy ? medium * 2
                                                           : medium;
  return std::min<std::uint32_t>(rate, 950);
}

}  // namespace onefold::lab
