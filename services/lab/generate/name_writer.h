// Writes the names of a record: chooses script and spelling as the agency would, and makes its
// errors.
#pragma once

#include <string>

#include "services/lab/generate/agency.h"
#include "services/lab/generate/mistakes.h"
#include "services/lab/generate/person.h"

namespace onefold::lab {

struct WrittenNames {
  std::string given, family, birth_family, alias;
};

class NameWriter {
 public:
  // All outlive the writer.
  NameWriter(const Person& person, const Encounter& encounter, bool latin_only, Mistakes& mistakes,
             SeededStream& random);

  const Scheme& scheme() const { return *scheme_; }
  WrittenNames Names();
  // Any other name or place of the record: in its scheme, with errors of writing.
  std::string Written(const std::string& name);

 private:
  const Scheme& FirstOf(Script script) const;
  const Scheme& UsualScheme() const;
  const Scheme& ChooseScheme();
  const Scheme& InLatin(const Scheme& scheme) const;
  std::string GivenAsHeard(std::string given);
  std::string FamilyAsHeard(std::string family);
  std::string BirthFamily();

  const Person& person_;
  const NamingSystem& names_;
  const Agency& agency_;
  const int year_;
  Mistakes& mistakes_;
  SeededStream& random_;
  // For what depends on letters. Apart from `random_`, so that the same person written in another
  // script is the same in all that is not letters.
  SeededStream hand_;
  const Scheme* scheme_;
  bool loses_marks_;
};

}  // namespace onefold::lab
