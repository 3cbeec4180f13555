// Made-up persons, a household at a time: single persons, brothers and sisters, twins.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/lab/generate/identifier.h"
#include "services/lab/generate/naming_system.h"

namespace onefold::lab {

enum class Kin { kNone, kSibling, kTwin };  // to the first person of the household

// An agency writes a record of the person in a year.
struct Encounter {
  std::uint8_t agency = 0;
  std::uint16_t year = 0;
};

struct Person {
  const NamingSystem* names = nullptr;
  bool female = false;
  std::string given;           // one or two names
  std::string family;          // at birth, as a man has it; empty: single name
  std::string second_family;   // mostly empty
  std::string married_family;  // empty: kept the name of birth
  int married_year = 0;
  std::string father_given, mother_given;
  std::string alias_given, alias_family;  // empty: no alias
  BirthDate born;
  std::string place, citizenship;
  std::string document, second_document, national_id;

  std::size_t form = 0;                    // index into Forms()
  std::size_t country = 0;                 // where exploited, index into Countries()
  std::uint32_t visibility_percent = 100;  // how easily any agency meets the person
  bool reluctant = false;                  // refuses consent mostly
  std::vector<std::uint16_t> years;        // in which exploited; more than one: trafficked again
  Kin kin = Kin::kNone;
  std::uint64_t household = 0;
  std::vector<Encounter> encounters;

  int AgeIn(int year) const { return year - born.year; }
  // As the person's papers of the year have it.
  std::string FamilyIn(int year) const;
};

// A man's surname in the form of the person's sex.
std::string Gendered(const NamingSystem& names, const std::string& family, bool female);

struct WorldYears {
  int first = 0, last = 0;
};

// At least one person. Encounters are not set (capture.h).
std::vector<Person> MakeHousehold(std::uint64_t number, std::size_t countries, WorldYears years,
                                  SeededStream& random);

}  // namespace onefold::lab
