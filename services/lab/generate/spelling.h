// How a name is spelled: the scripts and romanisations that offices use for a language. The tables
// are the generator's own, apart from those of linkage/encode: test data must not share the
// mistakes of what it tests. Sources: ICAO Doc 9303, the romanisation laws of Bulgaria (2009),
// Ukraine (2010) and Georgia (2002), ELOT 743, and practice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onefold::lab {

enum class Script { kLatin, kCyrillic, kGreek, kArabic, kGeorgian };
std::string_view ScriptName(Script script);  // ISO 15924: "Latn"

// One way to write a language. The first of a language is its own orthography, in which the name
// stock is kept.
struct Scheme {
  std::string_view name;  // "official"
  Script script = Script::kLatin;
  std::size_t index = 0;  // among the language's schemes
};

const std::vector<Scheme>& SchemesOf(std::string_view language);

// `text` in the language's own orthography -> as the scheme writes it. Arabic is not spelled by
// rules but by a list of spellings (NamingSystem).
std::string Spell(std::string_view text, std::string_view language, const Scheme& scheme);

// Latin and Greek letters without their marks; đ is d.
std::string WithoutDiacritics(std::string_view text);

}  // namespace onefold::lab
