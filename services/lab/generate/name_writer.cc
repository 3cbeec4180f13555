#include "services/lab/generate/name_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

SeededStream Fork(SeededStream& random) {
  std::array<std::uint8_t, 32> seed;
  random.Fill(seed);
  return SeededStream(seed);
}

// One of the schemes of the language that fit; `otherwise` when none does.
template <typename Fits>
const Scheme& OneThat(const NamingSystem& names, SeededStream& random, Fits fits,
                      const Scheme& otherwise) {
  std::vector<const Scheme*> fitting;
  for (const Scheme& scheme : SchemesOf(names.data().language)) {
    if (fits(scheme)) fitting.push_back(&scheme);
  }
  return fitting.empty() ? otherwise : *fitting[random.Below(fitting.size())];
}

}  // namespace

NameWriter::NameWriter(const Person& person, const Encounter& encounter, bool latin_only,
                       Mistakes& mistakes, SeededStream& random)
    : person_(person),
      names_(*person.names),
      agency_(Agencies()[encounter.agency]),
      year_(encounter.year),
      mistakes_(mistakes),
      random_(random),
      hand_(Fork(random)),
      scheme_(&ChooseScheme()),
      loses_marks_(mistakes.Happens(ErrorKind::kDiacriticLoss)) {
  if (latin_only) scheme_ = &InLatin(*scheme_);
}

// The first scheme of the script in the language; its own orthography when there is none.
const Scheme& NameWriter::FirstOf(Script script) const {
  const auto& schemes = SchemesOf(names_.data().language);
  const auto found = std::find_if(schemes.begin(), schemes.end(),
                                  [&](const Scheme& s) { return s.script == script; });
  return found == schemes.end() ? schemes[0] : *found;
}

const Scheme& NameWriter::UsualScheme() const {
  const auto& schemes = SchemesOf(names_.data().language);
  switch (agency_.writing) {
    case Writing::kAsWritten:
      return schemes[0];
    case Writing::kCyrillic: {
      const Scheme& cyrillic = FirstOf(Script::kCyrillic);
      return cyrillic.script == Script::kCyrillic ? cyrillic : FirstOf(Script::kLatin);
    }
    case Writing::kLatin:
      return FirstOf(Script::kLatin);
    case Writing::kAscii:
      break;
  }
  for (const Scheme& scheme : schemes) {
    if (scheme.name == "ascii") return scheme;
  }
  return FirstOf(Script::kLatin);
}

const Scheme& NameWriter::InLatin(const Scheme& scheme) const {
  return scheme.script == Script::kLatin ? scheme : FirstOf(Script::kLatin);
}

const Scheme& NameWriter::ChooseScheme() {
  const Scheme& usual = UsualScheme();
  const bool other_script = mistakes_.Happens(ErrorKind::kOtherScript);
  const bool other_scheme = mistakes_.Happens(ErrorKind::kOtherScheme);
  if (other_script) {
    const Scheme& other = OneThat(
        names_, hand_, [&](const Scheme& s) { return s.script != usual.script; }, usual);
    if (&other != &usual) mistakes_.Note(ErrorKind::kOtherScript);
    if (&other != &usual) return other;
  }
  if (!other_scheme) return usual;
  const Scheme& other = OneThat(
      names_, hand_,
      [&](const Scheme& s) { return s.script == usual.script && s.index != usual.index; }, usual);
  if (&other != &usual) mistakes_.Note(ErrorKind::kOtherScheme);
  return other;
}

std::string NameWriter::Written(const std::string& name) {
  if (name.empty()) return name;
  std::string text = names_.Written(name, *scheme_);
  if (loses_marks_ && scheme_->script == Script::kLatin) {
    const std::string bare = WithoutDiacritics(text);
    if (bare != text) mistakes_.Note(ErrorKind::kDiacriticLoss);
    text = bare;
  }
  if (mistakes_.Happens(ErrorKind::kTyping)) {
    const Keyboard keyboard =
        KeyboardFor(scheme_->script, names_.data().language, agency_.keyboard);
    mistakes_.Replace(text, Mistyped(text, keyboard, hand_), ErrorKind::kTyping);
  }
  if (mistakes_.Happens(ErrorKind::kMisread))
    mistakes_.Replace(text, Misread(text, hand_), ErrorKind::kMisread);
  return text;
}

WrittenNames NameWriter::Names() {
  std::string given = person_.given, family = person_.FamilyIn(year_), alias;
  if (!person_.alias_given.empty()) {
    const std::string alias_family = person_.alias_family.empty()
                                         ? family
                                         : Gendered(names_, person_.alias_family, person_.female);
    if (mistakes_.Happens(ErrorKind::kAlias)) {
      mistakes_.Note(ErrorKind::kAlias);
      if (Chance(300, random_)) alias = Joined({given, family});
      given = person_.alias_given;
      family = alias_family;
    } else if (Chance(350, random_)) {
      alias = Joined({person_.alias_given, alias_family});
    }
  }
  given = GivenAsHeard(std::move(given));
  family = FamilyAsHeard(std::move(family));
  WrittenNames written;
  if (!mistakes_.Misses(ErrorKind::kGivenMissing)) written.given = Written(given);
  if (!mistakes_.Misses(ErrorKind::kFamilyMissing)) written.family = Written(family);
  const std::uint32_t foreign_order = names_.data().family_first ? 150 : 0;
  if (Chance(mistakes_.Rate(ErrorKind::kOrderSwap) + foreign_order, random_)) {
    mistakes_.Replace(written.given, std::exchange(written.family, written.given),
                      ErrorKind::kOrderSwap);
  }
  written.alias = Written(alias);
  written.birth_family = BirthFamily();
  return written;
}

std::string NameWriter::GivenAsHeard(std::string given) {
  std::vector<std::string> words;
  for (const std::string_view word : Words(given)) words.emplace_back(word);
  const std::size_t called = names_.data().male_middle.empty() ? 0 : words.size() - 1;
  if (mistakes_.Happens(ErrorKind::kNickname)) {
    const std::string other = names_.OtherName(words[called], random_);
    if (!other.empty()) mistakes_.Replace(words[called], other, ErrorKind::kNickname);
  }
  if (words.size() > 1 && mistakes_.Happens(ErrorKind::kTokenMissing)) {
    mistakes_.Note(ErrorKind::kTokenMissing);
    words.erase(words.begin() + (called == 0 ? 1 : 0));
  }
  if (mistakes_.Happens(ErrorKind::kTokenAdded)) {
    mistakes_.Note(ErrorKind::kTokenAdded);
    words.push_back(names_.FatherName(person_.father_given, person_.female));
  }
  return Joined(words);
}

std::string NameWriter::FamilyAsHeard(std::string family) {
  if (!person_.married_family.empty() && year_ >= person_.married_year &&
      mistakes_.Happens(ErrorKind::kEarlierSurname)) {
    mistakes_.Replace(family, Gendered(names_, person_.family, person_.female),
                      ErrorKind::kEarlierSurname);
  }
  if (names_.has_feminine() && mistakes_.Happens(ErrorKind::kGenderSuffix)) {
    const std::string& man = person_.married_family.empty() || year_ < person_.married_year
                                 ? person_.family
                                 : person_.married_family;
    mistakes_.Replace(family, Gendered(names_, man, !person_.female), ErrorKind::kGenderSuffix);
  }
  const std::size_t gap = family.find(' ');
  if (gap != std::string::npos) {
    if (mistakes_.Happens(ErrorKind::kTokenMissing)) {
      mistakes_.Note(ErrorKind::kTokenMissing);
      family.resize(gap);
    } else if (Chance(400, random_)) {
      family[gap] = '-';
    }
  }
  if (mistakes_.Happens(ErrorKind::kPatronymicAsSurname)) {
    mistakes_.Replace(family, names_.FatherName(person_.father_given, person_.female),
                      ErrorKind::kPatronymicAsSurname);
  }
  return family;
}

std::string NameWriter::BirthFamily() {
  if (person_.married_family.empty() || year_ < person_.married_year) return "";
  if (mistakes_.Misses(ErrorKind::kBirthSurnameMissing)) return "";
  return Written(Gendered(names_, person_.family, person_.female));
}

}  // namespace onefold::lab
