#include "services/lab/generate/person.h"

#include <algorithm>

#include "services/lab/generate/agency.h"

namespace onefold::lab {
namespace {

// Of households. One birth in sixty is of twins; that both become victims is rarer still.
constexpr std::uint32_t kSiblingsPermille = 60, kTwinsPermille = 4;
constexpr std::uint32_t kAliasPermille = 60;
constexpr std::uint32_t kDocumentPermille = 700, kSecondDocumentPermille = 150;
constexpr std::uint32_t kNationalIdPermille = 900;
constexpr std::uint32_t kReluctantPermille = 250;
constexpr std::uint32_t kAgainPermille = 60;  // trafficked again in a later year
constexpr std::uint32_t kSameFatePermille = 700;

const NamingSystem& DrawSystem(SeededStream& random) {
  std::uint64_t at = random.Below(1000);
  for (const NamingSystem& system : NamingSystems()) {
    if (at < system.data().share) return system;
    at -= system.data().share;
  }
  return NamingSystems().front();
}

BirthDate RandomDay(int year, SeededStream& random) {
  BirthDate date{year, 1 + static_cast<int>(random.Below(12)), 0};
  date.day = 1 + static_cast<int>(random.Below(DaysInMonth(year, date.month)));
  return date;
}

BirthDate DrawBirth(const NamingSystem& names, bool child, int first_year, SeededStream& random) {
  // The younger, the commoner: the smaller of two draws.
  const std::uint64_t age = child ? 4 + std::max(random.Below(14), random.Below(14))
                                  : 18 + std::min(random.Below(42), random.Below(42));
  const int year = first_year - static_cast<int>(age);
  if (Chance(names.data().new_year_permille, random)) return {year, 1, 1};
  return RandomDay(year, random);
}

std::string DocumentNumber(SeededStream& random) {
  std::string number(1, static_cast<char>('A' + random.Below(26)));
  for (int i = 0; i < 8; ++i) number += static_cast<char>('0' + random.Below(10));
  return number;
}

void DrawFate(Person& person, std::size_t countries, WorldYears years, SeededStream& random) {
  std::uint64_t at = random.Below(1000);
  while (at >= Forms()[person.form].permille) at -= Forms()[person.form++].permille;
  person.country = random.Below(countries);
  person.years = {static_cast<std::uint16_t>(
      years.first + static_cast<int>(random.Below(years.last - years.first + 1)))};
  for (int year = person.years[0] + 1; year <= years.last; ++year) {
    if (Chance(kAgainPermille, random)) person.years.push_back(static_cast<std::uint16_t>(year));
  }
}

void Marry(Person& person, WorldYears years, SeededStream& random) {
  const int age = person.AgeIn(years.last);
  const std::uint32_t married = age < 18 ? 0 : age < 25 ? 300 : 650;
  if (!person.female || person.family.empty() || !Chance(married, random)) return;
  if (!Chance(person.names->data().changes_at_marriage_permille, random)) return;
  person.married_year = years.last - static_cast<int>(random.Below(age - 17));
  person.married_family = person.names->Family(random);
}

// What is the person's own in any household.
void DrawOwn(Person& person, WorldYears years, SeededStream& random) {
  const NamingSystem& names = *person.names;
  person.given = names.Given(person.female, random);
  Marry(person, years, random);
  if (Chance(kAliasPermille, random)) {
    person.alias_given = names.Given(person.female, random);
    if (Chance(600, random)) person.alias_family = names.Family(random);
  }
  if (Chance(kDocumentPermille, random)) person.document = DocumentNumber(random);
  if (!person.document.empty() && Chance(kSecondDocumentPermille, random)) {
    person.second_document = DocumentNumber(random);
  }
  if (Chance(kNationalIdPermille, random)) {
    person.national_id = NationalId(names.data().id_scheme, person.born, person.female, random);
  }
  static constexpr std::uint32_t kVisibility[] = {35,  35,  35,  35,  35,  35,  100, 100, 100, 100,
                                                  100, 100, 100, 100, 100, 190, 190, 190, 190, 190};
  person.visibility_percent = kVisibility[random.Below(std::size(kVisibility))];
  person.reluctant = Chance(kReluctantPermille, random);
}

Person FirstOfHousehold(std::uint64_t number, std::size_t countries, WorldYears years,
                        SeededStream& random) {
  Person person;
  person.household = number;
  person.names = &DrawSystem(random);
  const NamingSystem& names = *person.names;
  DrawFate(person, countries, years, random);
  const Form& form = Forms()[person.form];
  person.female = Chance(form.woman_permille, random);
  person.born = DrawBirth(names, Chance(form.child_permille, random), person.years[0], random);
  if (!Chance(names.data().single_name_permille, random)) person.family = names.Family(random);
  if (Chance(names.data().second_family_permille, random)) {
    person.second_family = names.Family(random);
    if (person.second_family == person.family) person.second_family.clear();
  }
  person.father_given = names.Given(false, random);
  person.mother_given = names.Given(true, random);
  person.place = names.Place(random);
  person.citizenship = names.Citizenship(random);
  DrawOwn(person, years, random);
  return person;
}

Person BrotherOrSister(const Person& first, bool twin, std::size_t countries, WorldYears years,
                       SeededStream& random) {
  Person person;
  person.household = first.household;
  person.names = first.names;
  person.kin = twin ? Kin::kTwin : Kin::kSibling;
  person.female = twin && Chance(600, random) ? first.female : random.Below(2) == 0;
  person.family = first.family;
  person.second_family = first.second_family;
  person.father_given = first.father_given;
  person.mother_given = first.mother_given;
  person.place = first.place;
  person.citizenship = first.citizenship;
  person.born = first.born;
  if (!twin) {
    const int apart = 1 + static_cast<int>(random.Below(6));
    const int year = first.born.year + (random.Below(2) == 0 ? apart : -apart);
    person.born = first.born.month == 1 && first.born.day == 1 ? BirthDate{year, 1, 1}
                                                               : RandomDay(year, random);
  }
  if (Chance(kSameFatePermille, random)) {
    person.form = first.form;
    person.country = first.country;
    person.years = first.years;
  } else {
    DrawFate(person, countries, years, random);
  }
  do {
    DrawOwn(person, years, random);
  } while (person.given == first.given);
  return person;
}

}  // namespace

std::string Gendered(const NamingSystem& names, const std::string& family, bool female) {
  return female ? names.Feminine(family) : family;
}

std::string Person::FamilyIn(int year) const {
  if (!married_family.empty() && year >= married_year) {
    return Gendered(*names, married_family, female);
  }
  std::string name = Gendered(*names, family, female);
  if (!second_family.empty()) name += " " + Gendered(*names, second_family, female);
  return name;
}

std::vector<Person> MakeHousehold(std::uint64_t number, std::size_t countries, WorldYears years,
                                  SeededStream& random) {
  std::vector<Person> household;
  household.push_back(FirstOfHousehold(number, countries, years, random));
  const std::uint64_t kind = random.Below(1000);
  const bool twin = kind < kTwinsPermille;
  if (!twin && kind >= kTwinsPermille + kSiblingsPermille) return household;
  household.push_back(BrotherOrSister(household[0], twin, countries, years, random));
  if (Chance(200, random)) {
    household.push_back(BrotherOrSister(household[0], false, countries, years, random));
  }
  return household;
}

}  // namespace onefold::lab
