#include "services/lab/generate/clerk.h"

#include <algorithm>

#include "services/lab/generate/mistakes.h"
#include "services/lab/generate/name_writer.h"

namespace onefold::lab {
namespace {

std::string TwoDigits(int value) {
  return std::string(value < 10 ? "0" : "") + std::to_string(value);
}

std::string FormatDate(const BirthDate& date, std::string_view format) {
  const std::string y = std::to_string(date.year), m = TwoDigits(date.month),
                    d = TwoDigits(date.day);
  if (format == "dd.mm.yyyy") return d + "." + m + "." + y;
  if (format == "dd/mm/yyyy") return d + "/" + m + "/" + y;
  if (format == "yyyymmdd") return y + m + d;
  return y + "-" + m + "-" + d;
}

std::string AgeGroup(int age) {
  if (age < 12) return "0-11";
  if (age < 18) return "12-17";
  return age < 25 ? "18-24" : "25+";
}

class Clerk {
 public:
  Clerk(const Person& person, const Encounter& encounter, const Office& office,
        SeededStream& random)
      : person_(person),
        names_(*person.names),
        agency_(Agencies()[encounter.agency]),
        year_(encounter.year),
        country_(Countries()[std::min(agency_.country, office.countries - 1)]),
        random_(random),
        mistakes_(encounter.agency, office.errors, random),
        writer_(person, encounter, office.latin_only, mistakes_, random) {}

  WrittenRecord Write(const std::string& record_id) {
    record_[Column::kRecordId] = record_id;
    record_.scheme = &writer_.scheme();
    WrittenNames names = writer_.Names();
    record_[Column::kGivenNames] = std::move(names.given);
    record_[Column::kFamilyNames] = std::move(names.family);
    record_[Column::kBirthFamilyName] = std::move(names.birth_family);
    record_[Column::kAlias] = std::move(names.alias);
    WriteParents();
    WriteBirth();
    WriteNumbers();
    WriteCase();
    WriteConsent();
    record_.errors = mistakes_.made();
    return std::move(record_);
  }

 private:
  void WriteParents() {
    if (!mistakes_.Misses(ErrorKind::kFatherMissing)) {
      record_[Column::kFatherName] =
          writer_.Written(names_.FatherName(person_.father_given, person_.female));
    }
    if (!mistakes_.Misses(ErrorKind::kMotherMissing)) {
      const std::string& mother = person_.mother_given;
      record_[Column::kMotherName] = writer_.Written(mother.substr(0, mother.find(' ')));
    }
  }

  void WriteBirth() {
    record_[Column::kBirthDate] = BirthDateAsHeard();
    if (!mistakes_.Misses(ErrorKind::kPlaceMissing))
      record_[Column::kBirthPlace] = writer_.Written(person_.place);
    if (!mistakes_.Misses(ErrorKind::kSexMissing)) {
      const bool wrong = mistakes_.Happens(ErrorKind::kSexWrong);
      if (wrong) mistakes_.Note(ErrorKind::kSexWrong);
      record_[Column::kSex] = person_.female != wrong ? "F" : "M";
    }
    if (!mistakes_.Misses(ErrorKind::kCitizenshipMissing)) {
      record_[Column::kCitizenship] = person_.citizenship;
    }
  }

  std::string BirthDateAsHeard() {
    if (mistakes_.Misses(ErrorKind::kDateMissing)) return "";
    BirthDate date = person_.born;
    if (mistakes_.Misses(ErrorKind::kDateYearOnly)) return std::to_string(date.year);
    const auto change = [&](ErrorKind kind, const BirthDate& to) {
      if (!mistakes_.Happens(kind) || to == date || !IsDate(to)) return;
      mistakes_.Note(kind);
      date = to;
    };
    change(ErrorKind::kDateOffByOne, OneOff(date));
    change(ErrorKind::kDateSwapped, {date.year, date.day, date.month});
    change(ErrorKind::kDateDefault, {date.year, 1, 1});
    return FormatDate(date, agency_.date_format);
  }

  BirthDate OneOff(BirthDate date) {
    const int by = random_.Below(2) == 0 ? 1 : -1;
    int* const parts[] = {&date.day, &date.month, &date.year};
    *parts[random_.Below(3)] += by;
    return date;
  }

  void WriteNumbers() {
    std::string document = person_.document;
    if (!person_.second_document.empty() && mistakes_.Happens(ErrorKind::kOtherDocument)) {
      mistakes_.Replace(document, person_.second_document, ErrorKind::kOtherDocument);
    }
    record_[Column::kDocumentNumber] = NumberAsTyped(
        document, IdScheme::kNone, ErrorKind::kDocumentMissing, ErrorKind::kDocumentError);
    record_[Column::kNationalId] =
        NumberAsTyped(person_.national_id, names_.data().id_scheme, ErrorKind::kNationalIdMissing,
                      ErrorKind::kNationalIdError);
  }

  std::string NumberAsTyped(const std::string& number, IdScheme scheme, ErrorKind missing,
                            ErrorKind error) {
    if (number.empty() || mistakes_.Misses(missing)) return "";
    if (!mistakes_.Happens(error)) return number;
    mistakes_.Note(error);
    return WithWrongDigit(scheme, number, random_);
  }

  void WriteCase() {
    if (!mistakes_.Misses(ErrorKind::kLanguageMissing)) {
      record_[Column::kLanguage] = names_.data().language;
    }
    record_[Column::kVictimStatus] = Chance(agency_.state_agency ? 600 : 350, random_)
                                         ? "ActualVictimOfTrafficking"
                                         : "PossibleVictimOfTrafficking";
    record_[Column::kAgeGroup] = AgeGroup(person_.AgeIn(year_));
    record_[Column::kCitizenshipGroup] = CitizenshipGroup();
    std::string forms(Forms()[person_.form].code);
    const Form& further = Forms()[random_.Below(kForms)];
    if (Chance(150, random_) && further.code != forms) forms += ";" + std::string(further.code);
    record_[Column::kExploitationForms] = forms;
    record_[Column::kRegion] = Countries()[person_.country].regions[random_.Below(4)];
    record_[Column::kRefYear] = std::to_string(year_);
  }

  std::string CitizenshipGroup() const {
    if (person_.citizenship == country_.citizenship) return "REP_COUNTRY";
    for (const char* eu : {"BGR", "ROU", "GRC", "CYP", "HUN"}) {
      if (person_.citizenship == eu) return "EU_OTHER";
    }
    return "NON_EU";
  }

  void WriteConsent() {
    record_[Column::kLegalBasis] = agency_.legal_basis;
    record_[Column::kConsentLinkage] = "NA";
    if (agency_.legal_basis == "C") {
      record_.linkable = !Chance(person_.reluctant ? 750 : 110, random_);
      record_[Column::kConsentLinkage] = record_.linkable ? "Y" : "N";
    } else if (agency_.legal_basis == "T" && Chance(person_.reluctant ? 120 : 10, random_)) {
      record_.linkable = false;
      record_[Column::kConsentLinkage] = "N";
    }
  }

  const Person& person_;
  const NamingSystem& names_;
  const Agency& agency_;
  const int year_;
  const Country& country_;
  SeededStream& random_;
  Mistakes mistakes_;
  NameWriter writer_;
  WrittenRecord record_;
};

}  // namespace

WrittenRecord WriteDown(const Person& person, const Encounter& encounter,
                        const std::string& record_id, const Office& office, SeededStream& random) {
  return Clerk(person, encounter, office, random).Write(record_id);
}

}  // namespace onefold::lab
