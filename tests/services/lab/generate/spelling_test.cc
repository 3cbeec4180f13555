#include "services/lab/generate/spelling.h"

#include <gtest/gtest.h>

#include "services/lab/generate/naming_system.h"
#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

struct Case {
  const char* language;
  const char* scheme;
  const char* name;
  const char* written;
};

const Scheme& SchemeNamed(std::string_view language, std::string_view name) {
  for (const Scheme& scheme : SchemesOf(language)) {
    if (scheme.name == name) return scheme;
  }
  ADD_FAILURE() << language << " has no scheme " << name;
  return SchemesOf(language).front();
}

class Spelled : public ::testing::TestWithParam<Case> {};

TEST_P(Spelled, AsTheOfficeDoes) {
  const Case& c = GetParam();
  EXPECT_EQ(Spell(c.name, c.language, SchemeNamed(c.language, c.scheme)), c.written);
}

INSTANTIATE_TEST_SUITE_P(
    Schemes, Spelled,
    ::testing::Values(Case{"sr", "native", "Đorđe Živković", "Đorđe Živković"},
                      Case{"sr", "cyrillic", "Đorđe Živković", "Ђорђе Живковић"},
                      Case{"sr", "cyrillic", "Ljiljana Nježić", "Љиљана Њежић"},
                      Case{"sr", "ascii", "Đorđe Živković", "Djordje Zivkovic"},
                      Case{"sr", "icao", "Đorđe Živković", "Dorde Zivkovic"},
                      Case{"sr", "english", "Đorđe Živković", "Djordje Zhivkovich"},
                      Case{"bs", "cyrillic", "Džemal", "Џемал"},
                      Case{"mk", "official", "Ѓорѓи Џепароски", "Gjorgji Djeparoski"},
                      Case{"mk", "plain", "Жаклина Ќосева", "Zaklina Koseva"},
                      Case{"mk", "serbian", "Живко Ѓорѓиев", "Živko Đorđiev"},
                      Case{"bg", "official", "Щерьо Йорданов", "Shteryo Yordanov"},
                      Case{"bg", "official", "Мария", "Maria"},
                      Case{"bg", "official", "Мариян", "Mariyan"},
                      Case{"bg", "french", "Юлия Желязкова", "Ioulia Jeliazkova"},
                      Case{"uk", "official", "Юрій Згурський", "Yurii Zghurskyi"},
                      Case{"uk", "official", "Зиновія Гнатюк", "Zynoviia Hnatiuk"},
                      Case{"uk", "russian", "Григорій", "Grigoriy"},
                      Case{"uk", "official", "В'ячеслав", "Viacheslav"},
                      Case{"el", "official", "Παναγιώτης Μπακάλης", "Panagiotis Bakalis"},
                      Case{"el", "official", "Ευστάθιος Ντούκας", "Efstathios Ntoukas"},
                      Case{"el", "greeklish", "Χρήστος Ξενάκης", "Hristos Ksenakis"},
                      Case{"el", "unaccented", "Παναγιώτης", "Παναγιωτης"},
                      Case{"sq", "slavic", "Gjergj Hoxha Shehu", "Đerđ Hodža Šehu"},
                      Case{"sq", "cyrillic", "Xhafer Krasniqi", "Џафер Красниќи"},
                      Case{"ro", "cedilla", "Ștefan Țurcanu", "Ştefan Ţurcanu"},
                      Case{"ro", "ascii", "Ștefan Bălan", "Stefan Balan"},
                      Case{"ro", "cyrillic", "Gheorghe Ciobanu", "Георге Чиобану"},
                      Case{"tr", "ascii", "Şükrü Çağlar", "Sukru Caglar"},
                      Case{"tr", "german", "Gökhan Şahin", "Goekhan Schahin"},
                      Case{"hu", "german", "György Szűcs", "Gyoergy Szuecs"},
                      Case{"ka", "official", "გიორგი ჭანტურია", "Giorgi Chanturia"},
                      Case{"ka", "russian", "ჯემალ ყიფიანი", "Djemal Kipiani"},
                      Case{"vi", "ascii", "Nguyễn Thị Thúy", "Nguyen Thi Thuy"},
                      Case{"vi", "ascii", "Đặng Đức", "Dang Duc"}));

TEST(Spell, EveryWayOfWritingGivesWhatItsScriptHas) {
  const auto script_of = [](char32_t letter) {
    if (letter >= 0x370 && letter < 0x400) return Script::kGreek;
    if (letter >= 0x400 && letter < 0x530) return Script::kCyrillic;
    if (letter >= 0x600 && letter < 0x700) return Script::kArabic;
    if (letter >= 0x10A0 && letter < 0x1100) return Script::kGeorgian;
    return Script::kLatin;
  };
  const Digest seed{};
  SeededStream random(seed);
  for (const NamingSystem& system : NamingSystems()) {
    for (const Scheme& scheme : SchemesOf(system.data().language)) {
      for (int i = 0; i < 300; ++i) {
        const std::string name = system.Given(i % 2 == 0, random) + " " + system.Family(random) +
                                 " " + system.Place(random);
        for (const char32_t letter : Letters(system.Written(name, scheme))) {
          if (letter == ' ' || letter == '-' || letter == '\'') continue;
          ASSERT_EQ(script_of(letter), scheme.script)
              << system.data().id << " " << scheme.name << " " << name;
        }
      }
    }
  }
}

TEST(Arabic, IsSpelledByList) {
  for (const NamingSystem& system : NamingSystems()) {
    if (system.data().language != "ar") continue;
    EXPECT_EQ(system.Written("محمد", SchemeNamed("ar", "english")), "Mohammed");
    EXPECT_EQ(system.Written("محمد", SchemeNamed("ar", "french")), "Mohamed");
    EXPECT_EQ(system.Written("محمد", SchemeNamed("ar", "native")), "محمد");
  }
}

TEST(NamingSystem, KnowsFormsOfNames) {
  const auto system = [](std::string_view id) -> const NamingSystem& {
    for (const NamingSystem& one : NamingSystems()) {
      if (one.data().id == id) return one;
    }
    ADD_FAILURE() << id;
    return NamingSystems().front();
  };
  EXPECT_EQ(system("macedonian").Feminine("Стојановски"), "Стојановска");
  EXPECT_EQ(system("bulgarian").Feminine("Иванов"), "Иванова");
  EXPECT_EQ(system("ukrainian").Feminine("Шевченко"), "Шевченко");
  EXPECT_EQ(system("ukrainian").Feminine("Чорний"), "Чорна");
  EXPECT_EQ(system("greek").Feminine("Παπαδόπουλος"), "Παπαδοπούλου");
  EXPECT_EQ(system("serbian").Feminine("Jovanović"), "Jovanović");
  EXPECT_EQ(system("bulgarian").FatherName("Георги", false), "Георгов");
  EXPECT_EQ(system("bulgarian").FatherName("Иван", true), "Иванова");
  EXPECT_EQ(system("ukrainian").FatherName("Петро", false), "Петрович");
  EXPECT_EQ(system("ukrainian").FatherName("Сергій", true), "Сергіївна");
  EXPECT_EQ(system("serbian").FatherName("Dragan Milan", false), "Dragan");
}

TEST(NamingSystem, HasEnoughNames) {
  const Digest seed{};
  SeededStream random(seed);
  for (const NamingSystem& system : NamingSystems()) {
    std::map<std::string, int> full;
    for (int i = 0; i < 2000; ++i) {
      ++full[system.Given(i % 2 == 0, random) + " " + system.Family(random)];
    }
    EXPECT_GT(full.size(), 1500u) << system.data().id;  // a fourth of the people at most
    EXPECT_LT(full.size(), 2000u) << system.data().id;  // share a name, and some do
  }
}

TEST(FrequencyList, FollowsItsLaw) {
  const FrequencyList list({"a", "b", "c"}, 1);  // 1/2, 1/3, 1/4 of 13/12
  const Digest seed{};
  SeededStream random(seed);
  std::map<std::string, int> drawn;
  for (int i = 0; i < 13'000; ++i) ++drawn[list.Draw(random)];
  EXPECT_NEAR(drawn["a"], 6000, 250);
  EXPECT_NEAR(drawn["b"], 4000, 250);
  EXPECT_NEAR(drawn["c"], 3000, 250);
}

TEST(Text, LettersAndCases) {
  for (const char* text : {"", "Živković", "Ђорђе", "Παπαδόπουλος", "გიორგი", "محمد", "Nguyễn"}) {
    EXPECT_EQ(Utf8(Letters(text)), text);
  }
  struct Pair {
    char32_t capital, small;
  };
  for (const Pair& pair :
       {Pair{U'A', U'a'}, Pair{U'Ž', U'ž'}, Pair{U'Ş', U'ş'}, Pair{U'Ș', U'ș'}, Pair{U'Ł', U'ł'},
        Pair{U'Ő', U'ő'}, Pair{U'Ö', U'ö'}, Pair{U'Ђ', U'ђ'}, Pair{U'Ж', U'ж'}, Pair{U'Ґ', U'ґ'},
        Pair{U'Є', U'є'}, Pair{U'Ω', U'ω'}, Pair{U'Ά', U'ά'}, Pair{U'Ễ', U'ễ'}, Pair{U'Ơ', U'ơ'},
        Pair{U'Ư', U'ư'}}) {
    EXPECT_EQ(Lower(pair.capital), pair.small);
    EXPECT_EQ(Upper(pair.small), pair.capital);
    EXPECT_EQ(Lower(pair.small), pair.small);
    EXPECT_EQ(Upper(pair.capital), pair.capital);
  }
}

}  // namespace
}  // namespace onefold::lab
