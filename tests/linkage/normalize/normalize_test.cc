#include "linkage/encode/normalize.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "linkage/encode/fold.h"
#include "linkage/encode/language.h"

namespace onefold::encode {
namespace {

std::string Join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> SplitTabs(const std::string& line) {
  std::vector<std::string> parts;
  std::istringstream input(line);
  for (std::string part; std::getline(input, part, '\t');) parts.push_back(part);
  return parts;
}

std::vector<std::string> Lines(const std::string& file) {
  std::ifstream input(std::string(ONEFOLD_SOURCE_DIR) + "/tests/vectors/" + file);
  EXPECT_TRUE(input.good()) << file;
  std::vector<std::string> lines;
  for (std::string line; std::getline(input, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

std::string Tag(const std::string& language) { return language == "und" ? "" : language; }

TEST(NormalizeName, GoldenTable) {
  std::set<std::string> languages;
  int rows = 0;
  for (const std::string& line : Lines("normalization.tsv")) {
    std::vector<std::string> row = SplitTabs(line);
    row.resize(4);
    const NormalizedName name = NormalizeName(row[1], Tag(row[0]));
    EXPECT_EQ(Join(name.tokens) + (name.mixed_script ? " !mixed" : ""), row[2]) << line;
    if (row[1].find_first_of(" -") == std::string::npos) {
      EXPECT_EQ(Join(NameVariants(row[1], Tag(row[0]))), row[3]) << line;
    }
    languages.insert(row[0]);
    ++rows;
  }
  EXPECT_GE(rows, 150);
  for (const char* language : {"sr", "bs", "cnr", "mk", "bg", "uk", "ru", "el", "sq", "ro",
                               "hu", "cs", "sk",  "pl", "lt", "lv", "et", "de", "tr", "pt"}) {
    EXPECT_TRUE(languages.contains(language)) << language;
  }
}

TEST(NormalizeName, SpellingsOfOneNameMeet) {
  int names = 0;
  for (const std::string& line : Lines("name_meetings.tsv")) {
    std::set<std::string> forms;
    std::string seen;
    for (const std::string& entry : SplitTabs(line)) {
      const std::size_t colon = entry.find(':');
      ASSERT_NE(colon, std::string::npos) << entry;
      const NormalizedName name =
          NormalizeName(entry.substr(colon + 1), Tag(entry.substr(0, colon)));
      EXPECT_FALSE(name.tokens.empty()) << entry;
      forms.insert(Join(name.tokens));
      seen += entry + " -> " + Join(name.tokens) + "\n";
    }
    EXPECT_EQ(forms.size(), 1u) << seen;
    ++names;
  }
  EXPECT_GE(names, 60);
}

// What must stay apart: folding is not a phonetic code.
TEST(NormalizeName, DifferentNamesStayApart) {
  const char* const pairs[][3] = {
      {"sr", "Jovan", "Ivan"},   {"sr", "Marko", "Marija"}, {"bg", "Ана", "Яна"},
      {"ru", "Саша", "Маша"},    {"de", "Bauer", "Baur"},   {"de", "Manuel", "Manul"},
      {"tr", "Ali", "Aliye"},    {"el", "Νίκος", "Νίκη"},   {"", "Smith", "Smyth"},
      {"", "Sean", "Shean"},     {"ro", "Ion", "Ioan"},     {"sq", "Agron", "Arben"},
      {"uk", "Харків", "Гарків"}};
  for (const auto& [language, a, b] : pairs) {
    EXPECT_NE(NormalizeName(a, language).tokens, NormalizeName(b, language).tokens)
        << language << ' ' << a << ' ' << b;
  }
}

TEST(NormalizeName, MixedLookAlikesAreRepairedAndReported) {
  struct Case {
    const char *text, *same_as;
    bool mixed;
  };
  const Case cases[] = {
      {"\u041Carko", "Marko", true},       // Cyrillic M in a Latin word
      {"\u041C\u0061рко", "Марко", true},  // Latin a in a Cyrillic word
      {"\u039Dικος", "Νικος", false},
      {"Νικ\u006Fς", "Νικος", true},                // Latin o in a Greek word
      {"Марко Petrović", "Марко Petrović", false},  // two words, a script each
      {"Marko1", "Marko1", false},
  };
  for (const Case& c : cases) {
    const NormalizedName name = NormalizeName(c.text, "");
    EXPECT_EQ(name.mixed_script, c.mixed) << c.text;
    EXPECT_EQ(name.tokens, NormalizeName(c.same_as, "").tokens) << c.text;
  }
}

TEST(NormalizeName, ParticlesGoButNeverAllTokens) {
  EXPECT_EQ(Join(NormalizeName("Van den Berg", "nl").tokens), "berg");
  EXPECT_EQ(Join(NormalizeName("Van Den", "nl").tokens), "van den");
  EXPECT_EQ(Join(NormalizeName("Van", "nl").tokens), "van");
  EXPECT_EQ(Join(NormalizeName("Al", "").tokens), "al");
  EXPECT_EQ(Join(NormalizeText("Van den Berg 12", "nl")), "van den berg 12");
}

TEST(NormalizeName, EmptyAndUnreadableInput) {
  EXPECT_TRUE(NormalizeName("", "sr").tokens.empty());
  EXPECT_TRUE(NormalizeName(" - ' . ", "sr").tokens.empty());
  EXPECT_TRUE(NormalizeName("\u200B\u00AD", "").tokens.empty());
  EXPECT_TRUE(NormalizeName("王小明", "").tokens.empty());
  EXPECT_EQ(Join(NormalizeName("Ana\xFF\xC3 Banana\xE2\x82", "").tokens), "ana banana");
  EXPECT_EQ(Join(NormalizeName(std::string("A\0na", 4), "").tokens), "ana");
  EXPECT_EQ(Join(NormalizeName(std::string("É\0na", 5), "").tokens), "ena");
}

TEST(NormalizeName, LanguageTags) {
  EXPECT_EQ(&FindLanguage("SR-Latn-RS"), &FindLanguage("sr"));
  EXPECT_EQ(&FindLanguage("hr_HR"), &FindLanguage("bs"));
  EXPECT_EQ(&FindLanguage("xx"), &FindLanguage(""));
  EXPECT_EQ(&FindLanguage("s"), &FindLanguage(""));
  EXPECT_NE(&FindLanguage("de"), &FindLanguage(""));
}

TEST(NormalizeName, ParticlesAreWrittenInCanonicalForm) {
  for (const Language& language : AllLanguages()) {
    for (const std::string_view particle : language.particles) {
      EXPECT_EQ(FoldSpelling(std::string(particle), language.fold), particle) << language.tags;
      EXPECT_LE(particle.size(), 5u) << "DropParticles looks at short words only";
    }
  }
}

TEST(NormalizeCode, OneFormWhateverTheScript) {
  EXPECT_EQ(NormalizeCode(" ab-12 c "), "AB12C");
  EXPECT_EQ(NormalizeCode("АВ 123 СТ"), "AB123CT");  // Cyrillic look-alikes
  EXPECT_EQ(NormalizeCode("ΑΒ１２"), "AB12");        // Greek, full width
  EXPECT_EQ(NormalizeCode("ş1"), "Ş1");
  EXPECT_EQ(NormalizeCode("straße"), "STRASSE");
  EXPECT_EQ(NormalizeCode("Ж"), "Ж");
  EXPECT_EQ(NormalizeCode(""), "");
  EXPECT_EQ(NormalizeCode("O0"), "O0") << "no folding of O and zero";
}

}  // namespace
}  // namespace onefold::encode
