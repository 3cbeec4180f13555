#include "services/lab/generate_names.h"

#include <algorithm>
#include <map>
#include <span>

namespace onefold::lab {
namespace {

using Words = std::span<const std::string_view>;

// Frequent first, so that a Zipf draw makes common names common.
constexpr std::string_view kSerbianWomen[] = {
    "Марија", "Јелена", "Милица", "Ана",     "Јована", "Ивана", "Драгана", "Снежана", "Љиљана",
    "Сања",   "Наташа", "Тијана", "Ђурђица", "Весна",  "Жељка", "Теодора", "Нађа",    "Радмила"};
constexpr std::string_view kSerbianMen[] = {
    "Милан", "Никола", "Марко",   "Александар", "Стефан", "Ђорђе", "Немања", "Душан",  "Зоран",
    "Жељко", "Лука",   "Љубомир", "Горан",      "Бојан",  "Вук",   "Његош",  "Растко", "Ђуро"};
constexpr std::string_view kSerbianStems[] = {
    "Јован", "Петров", "Никол",   "Марков", "Ђорђев", "Стојанов", "Живков",
    "Илић",  "Павлов", "Милошев", "Ристић", "Чворов", "Шћепанов", "Љубичић",
    "Жунић", "Перић",  "Радоњић", "Ћирић",  "Гајић",  "Њежић"};
constexpr std::string_view kSerbianPlaces[] = {"Београд",  "Нови Сад", "Ниш",       "Крагујевац",
                                               "Суботица", "Чачак",    "Ужице",     "Врање",
                                               "Шабац",    "Лесковац", "Пожаревац", "Бањалука"};

constexpr std::string_view kBulgarianWomen[] = {
    "Мария",  "Иванка",   "Елена",   "Йорданка", "Пенка",     "Цветелина", "Гергана",   "Десислава",
    "Ралица", "Виктория", "Снежана", "Юлия",     "Захаринка", "Жана",      "Анастасия", "Щилияна"};
constexpr std::string_view kBulgarianMen[] = {
    "Иван",     "Георги", "Димитър", "Петър", "Христо", "Тодор", "Николай", "Стоян", "Васил",
    "Красимир", "Пламен", "Йордан",  "Ангел", "Цветан", "Юлиян", "Живко",   "Щерю",  "Асен"};
constexpr std::string_view kBulgarianStems[] = {
    "Иванов",  "Георгиев", "Димитров", "Петров",   "Христов", "Тодоров",
    "Стоянов", "Николов",  "Василев",  "Желязков", "Цветков", "Ангелов",
    "Щерев",   "Юруков",   "Златев",   "Караджов", "Чолаков", "Михайлов"};
constexpr std::string_view kBulgarianPlaces[] = {"София",  "Пловдив",      "Варна",  "Бургас",
                                                 "Русе",   "Стара Загора", "Плевен", "Сливен",
                                                 "Добрич", "Шумен",        "Перник", "Хасково"};

constexpr std::string_view kGreekWomen[] = {
    "Μαρία",   "Ελένη",       "Αικατερίνη", "Βασιλική",  "Σοφία",    "Αγγελική", "Γεωργία",
    "Δήμητρα", "Κωνσταντίνα", "Παρασκευή",  "Ευαγγελία", "Χριστίνα", "Ξένια",    "Ουρανία"};
constexpr std::string_view kGreekMen[] = {
    "Γεώργιος",  "Δημήτριος", "Κωνσταντίνος", "Ιωάννης",   "Νικόλαος", "Χρήστος", "Παναγιώτης",
    "Βασίλειος", "Αθανάσιος", "Μιχαήλ",       "Ευάγγελος", "Σπυρίδων", "Θεόδωρος"};
constexpr std::string_view kGreekStems[] = {
    "Παπαδόπουλ",    "Αγγελόπουλ",   "Νικολόπουλ", "Γεωργόπουλ", "Δημητρόπουλ", "Χριστόπουλ",
    "Παναγιωτόπουλ", "Οικονομόπουλ", "Σταθόπουλ",  "Ηλιόπουλ",   "Βασιλόπουλ",  "Μιχαλόπουλ"};
constexpr std::string_view kGreekPlaces[] = {"Αθήνα", "Θεσσαλονίκη", "Πάτρα",  "Ηράκλειο", "Λάρισα",
                                             "Βόλος", "Ιωάννινα",    "Καβάλα", "Χανιά",    "Ξάνθη"};

constexpr std::string_view kRomanianWomen[] = {"Maria",   "Elena",    "Ioana",       "Ana",
                                               "Andreea", "Mihaela",  "Cristina",    "Ștefania",
                                               "Daniela", "Gabriela", "Lăcrămioara", "Anișoara",
                                               "Măriuca", "Țuțuiana", "Florentina",  "Ilinca"};
constexpr std::string_view kRomanianMen[] = {
    "Ion",        "Gheorghe", "Andrei",  "Ștefan", "Mihai",  "Alexandru",
    "Vasile",     "Cristian", "Nicolae", "Marian", "Răzvan", "Cătălin",
    "Constantin", "Dănuț",    "Ionuț",   "Călin",  "Horațiu"};
constexpr std::string_view kRomanianStems[] = {
    "Popescu", "Ionescu",  "Popa",       "Dumitru",   "Stan",   "Gheorghiu",
    "Rusu",    "Munteanu", "Ștefănescu", "Lăzărescu", "Țăranu", "Bălan",
    "Ciobanu", "Vlăduțu",  "Moldoveanu", "Mureșan",   "Pârvu",  "Câmpeanu"};
constexpr std::string_view kRomanianPlaces[] = {"București", "Cluj-Napoca", "Timișoara",   "Iași",
                                                "Constanța", "Craiova",     "Brașov",      "Galați",
                                                "Ploiești",  "Oradea",      "Târgu Mureș", "Bacău"};

constexpr std::string_view kAlbanianWomen[] = {
    "Elira",    "Drita",  "Arjeta", "Mirela", "Valbona", "Fatmire", "Shpresa",  "Besa",
    "Liridona", "Ardita", "Ëndrra", "Blerta", "Teuta",   "Vjosa",   "Xhensila", "Majlinda"};
constexpr std::string_view kAlbanianMen[] = {
    "Arben",  "Agim",  "Ilir", "Besnik",   "Fatmir", "Gëzim",   "Luan",  "Bujar",  "Shkëlzen",
    "Dritan", "Burim", "Edon", "Përparim", "Qemal",  "Xhevdet", "Valon", "Ndriçim"};
constexpr std::string_view kAlbanianStems[] = {"Hoxha",    "Shehu", "Krasniqi", "Gashi",  "Berisha",
                                               "Kelmendi", "Çela",  "Dervishi", "Prifti", "Leka",
                                               "Rexhepi",  "Gjoka", "Bajrami",  "Kuçi",   "Zogu",
                                               "Morina",   "Thaçi", "Përmeti"};
constexpr std::string_view kAlbanianPlaces[] = {"Tiranë",  "Durrës", "Vlorë",   "Shkodër",
                                                "Elbasan", "Korçë",  "Fier",    "Prishtinë",
                                                "Prizren", "Pejë",   "Gjakovë", "Berat"};

struct Pools {
  Words women, men, families, places;
};
Pools PoolsOf(NameLanguage language) {
  switch (language) {
    case NameLanguage::kSerbian:
      return {kSerbianWomen, kSerbianMen, kSerbianStems, kSerbianPlaces};
    case NameLanguage::kBulgarian:
      return {kBulgarianWomen, kBulgarianMen, kBulgarianStems, kBulgarianPlaces};
    case NameLanguage::kGreek:
      return {kGreekWomen, kGreekMen, kGreekStems, kGreekPlaces};
    case NameLanguage::kRomanian:
      return {kRomanianWomen, kRomanianMen, kRomanianStems, kRomanianPlaces};
    case NameLanguage::kAlbanian:
      break;
  }
  return {kAlbanianWomen, kAlbanianMen, kAlbanianStems, kAlbanianPlaces};
}

// Rank r with weight 1/(r+3), in integers.
std::string_view DrawZipf(Words words, crypto::SeededStream& random) {
  constexpr std::uint64_t kScale = 1'000'000;
  std::uint64_t total = 0;
  for (std::size_t r = 0; r < words.size(); ++r) total += kScale / (r + 3);
  std::uint64_t at = random.Below(total);
  for (std::size_t r = 0; r < words.size(); ++r) {
    const std::uint64_t weight = kScale / (r + 3);
    if (at < weight) return words[r];
    at -= weight;
  }
  return words.back();
}

// Middle syllables: more family names than the stems alone, as a register has them.
constexpr std::string_view kSerbianSyllables[] = {"",   "",   "ба", "до", "ка",
                                                  "ле", "ми", "не", "ра", "та"};
constexpr std::string_view kBulgarianSyllables[] = {"",   "",   "Ба", "Де", "Ка",
                                                    "Ла", "Ми", "По", "Ра", "Та"};
constexpr std::string_view kGreekSyllables[] = {"",      "",     "Καρα",  "Παπα",
                                                "Χατζη", "Δελη", "Μαυρο", "Κοντο"};
constexpr std::string_view kRomanianSyllables[] = {"",    "",    "Bo", "Cri", "Do",
                                                   "Flo", "Gri", "Mo", "Ne",  "Tă"};
constexpr std::string_view kAlbanianSyllables[] = {"",   "",   "Ba", "De", "Gjo",
                                                   "Ka", "Le", "Mu", "Ra", "Xha"};

Words SyllablesOf(NameLanguage language) {
  switch (language) {
    case NameLanguage::kSerbian:
      return kSerbianSyllables;
    case NameLanguage::kBulgarian:
      return kBulgarianSyllables;
    case NameLanguage::kGreek:
      return kGreekSyllables;
    case NameLanguage::kRomanian:
      return kRomanianSyllables;
    case NameLanguage::kAlbanian:
      break;
  }
  return kAlbanianSyllables;
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::size_t CharacterBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80) return 1;
  return byte < 0xE0 ? 2 : 3;
}

// The first letter in lower case, for the letters that the stems begin with.
std::string WithLowerFirst(std::string text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  const auto set = [&text](unsigned a, unsigned b) {
    text[0] = static_cast<char>(a);
    text[1] = static_cast<char>(b);
  };
  if (first < 0x80) {
    if (first >= 'A' && first <= 'Z') text[0] = static_cast<char>(first + 0x20);
  } else if (first == 0xD0 && second >= 0x90 && second < 0xA0) {  // Cyrillic А to П
    set(0xD0, second + 0x20);
  } else if (first == 0xD0 && second >= 0xA0 && second < 0xB0) {  // Р to Я
    set(0xD1, second - 0x20);
  } else if (first == 0xCE && second >= 0x91 && second < 0xA0) {  // Greek Α to Ο
    set(0xCE, second + 0x20);
  } else if (first == 0xCE && second >= 0xA0 && second < 0xAA) {  // Π to Ω
    set(0xCF, second - 0x20);
  } else if (first == 0xC8) {  // Ș, Ț
    set(0xC8, second | 1U);
  } else if (first == 0xC3) {  // Ç
    set(0xC3, second + 0x20);
  }
  return text;
}

using Table = std::map<std::string_view, std::string_view>;

// Letter by letter; what the table lacks stays as it is.
std::string Replace(std::string_view text, const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view letter = text.substr(i, CharacterBytes(text[i]));
    const auto found = table.find(letter);
    out += found == table.end() ? letter : found->second;
    i += letter.size();
  }
  return out;
}

const Table& SerbianLatin() {
  static const Table table = {
      {"А", "A"},  {"Б", "B"},  {"В", "V"},  {"Г", "G"}, {"Д", "D"},  {"Ђ", "Đ"}, {"Е", "E"},
      {"Ж", "Ž"},  {"З", "Z"},  {"И", "I"},  {"Ј", "J"}, {"К", "K"},  {"Л", "L"}, {"Љ", "Lj"},
      {"М", "M"},  {"Н", "N"},  {"Њ", "Nj"}, {"О", "O"}, {"П", "P"},  {"Р", "R"}, {"С", "S"},
      {"Т", "T"},  {"Ћ", "Ć"},  {"У", "U"},  {"Ф", "F"}, {"Х", "H"},  {"Ц", "C"}, {"Ч", "Č"},
      {"Џ", "Dž"}, {"Ш", "Š"},  {"а", "a"},  {"б", "b"}, {"в", "v"},  {"г", "g"}, {"д", "d"},
      {"ђ", "đ"},  {"е", "e"},  {"ж", "ž"},  {"з", "z"}, {"и", "i"},  {"ј", "j"}, {"к", "k"},
      {"л", "l"},  {"љ", "lj"}, {"м", "m"},  {"н", "n"}, {"њ", "nj"}, {"о", "o"}, {"п", "p"},
      {"р", "r"},  {"с", "s"},  {"т", "t"},  {"ћ", "ć"}, {"у", "u"},  {"ф", "f"}, {"х", "h"},
      {"ц", "c"},  {"ч", "č"},  {"џ", "dž"}, {"ш", "š"}};
  return table;
}

const Table& BulgarianLatin() {  // the national (streamlined) system
  static const Table table = {
      {"А", "A"},  {"Б", "B"},  {"В", "V"},  {"Г", "G"},  {"Д", "D"},   {"Е", "E"},   {"Ж", "Zh"},
      {"З", "Z"},  {"И", "I"},  {"Й", "Y"},  {"К", "K"},  {"Л", "L"},   {"М", "M"},   {"Н", "N"},
      {"О", "O"},  {"П", "P"},  {"Р", "R"},  {"С", "S"},  {"Т", "T"},   {"У", "U"},   {"Ф", "F"},
      {"Х", "H"},  {"Ц", "Ts"}, {"Ч", "Ch"}, {"Ш", "Sh"}, {"Щ", "Sht"}, {"Ъ", "A"},   {"Ю", "Yu"},
      {"Я", "Ya"}, {"а", "a"},  {"б", "b"},  {"в", "v"},  {"г", "g"},   {"д", "d"},   {"е", "e"},
      {"ж", "zh"}, {"з", "z"},  {"и", "i"},  {"й", "y"},  {"к", "k"},   {"л", "l"},   {"м", "m"},
      {"н", "n"},  {"о", "o"},  {"п", "p"},  {"р", "r"},  {"с", "s"},   {"т", "t"},   {"у", "u"},
      {"ф", "f"},  {"х", "h"},  {"ц", "ts"}, {"ч", "ch"}, {"ш", "sh"},  {"щ", "sht"}, {"ъ", "a"},
      {"ь", "y"},  {"ю", "yu"}, {"я", "ya"}};
  return table;
}

const Table& GreekLatin() {  // after ISO 843, by letter
  static const Table table = {
      {"Α", "A"},  {"Β", "V"},  {"Γ", "G"}, {"Δ", "D"},  {"Ε", "E"},  {"Ζ", "Z"},  {"Η", "I"},
      {"Θ", "Th"}, {"Ι", "I"},  {"Κ", "K"}, {"Λ", "L"},  {"Μ", "M"},  {"Ν", "N"},  {"Ξ", "X"},
      {"Ο", "O"},  {"Π", "P"},  {"Ρ", "R"}, {"Σ", "S"},  {"Τ", "T"},  {"Υ", "Y"},  {"Φ", "F"},
      {"Χ", "Ch"}, {"Ψ", "Ps"}, {"Ω", "O"}, {"α", "a"},  {"β", "v"},  {"γ", "g"},  {"δ", "d"},
      {"ε", "e"},  {"ζ", "z"},  {"η", "i"}, {"θ", "th"}, {"ι", "i"},  {"κ", "k"},  {"λ", "l"},
      {"μ", "m"},  {"ν", "n"},  {"ξ", "x"}, {"ο", "o"},  {"π", "p"},  {"ρ", "r"},  {"σ", "s"},
      {"ς", "s"},  {"τ", "t"},  {"υ", "y"}, {"φ", "f"},  {"χ", "ch"}, {"ψ", "ps"}, {"ω", "o"},
      {"ά", "a"},  {"έ", "e"},  {"ή", "i"}, {"ί", "i"},  {"ό", "o"},  {"ύ", "y"},  {"ώ", "o"},
      {"Ά", "A"},  {"Έ", "E"},  {"Ή", "I"}, {"Ί", "I"},  {"Ό", "O"},  {"Ύ", "Y"},  {"Ώ", "O"},
      {"ϊ", "i"}};
  return table;
}

const Table& WithoutDiacritics() {
  static const Table table = {{"Đ", "Dj"}, {"đ", "dj"}, {"Ž", "Z"}, {"ž", "z"}, {"Č", "C"},
                              {"č", "c"},  {"Ć", "C"},  {"ć", "c"}, {"Š", "S"}, {"š", "s"},
                              {"Ș", "S"},  {"ș", "s"},  {"Ț", "T"}, {"ț", "t"}, {"Ă", "A"},
                              {"ă", "a"},  {"Â", "A"},  {"â", "a"}, {"Î", "I"}, {"î", "i"},
                              {"Ë", "E"},  {"ë", "e"},  {"Ç", "C"}, {"ç", "c"}};
  return table;
}

}  // namespace

std::string_view LanguageTag(NameLanguage language) {
  constexpr std::string_view kTags[] = {"sr", "bg", "el", "ro", "sq"};
  return kTags[static_cast<std::size_t>(language)];
}

std::string_view CitizenshipCode(NameLanguage language) {
  constexpr std::string_view kCodes[] = {"SRB", "BGR", "GRC", "ROU", "ALB"};
  return kCodes[static_cast<std::size_t>(language)];
}

std::string DrawGivenName(NameLanguage language, bool female, crypto::SeededStream& random) {
  const Pools pools = PoolsOf(language);
  return std::string(DrawZipf(female ? pools.women : pools.men, random));
}

FamilyName DrawFamilyName(NameLanguage language, crypto::SeededStream& random) {
  const std::string syllable(DrawZipf(SyllablesOf(language), random));
  std::string stem(DrawZipf(PoolsOf(language).families, random));
  if (language != NameLanguage::kSerbian && !syllable.empty()) stem = WithLowerFirst(stem);
  switch (language) {
    case NameLanguage::kSerbian:
      if (EndsWith(stem, "ић")) stem.resize(stem.size() - std::string_view("ић").size());
      return {stem + syllable + "ић", stem + syllable + "ић"};
    case NameLanguage::kBulgarian:
      return {syllable + stem, syllable + stem + "а"};
    case NameLanguage::kGreek:
      return {syllable + stem + "ος", syllable + stem + "ου"};
    case NameLanguage::kRomanian:
    case NameLanguage::kAlbanian:
      break;
  }
  return {syllable + stem, syllable + stem};
}

std::string DrawPlace(NameLanguage language, crypto::SeededStream& random) {
  return std::string(DrawZipf(PoolsOf(language).places, random));
}

std::string Spell(std::string_view native, NameLanguage language, Spelling spelling) {
  if (spelling == Spelling::kNative) return std::string(native);
  std::string latin(native);
  if (language == NameLanguage::kSerbian) latin = Replace(native, SerbianLatin());
  if (language == NameLanguage::kBulgarian) latin = Replace(native, BulgarianLatin());
  if (language == NameLanguage::kGreek) {
    latin = Replace(native, GreekLatin());
    for (std::size_t at = 0; (at = latin.find("oy", at)) != std::string::npos;) latin[at + 1] = 'u';
  }
  return spelling == Spelling::kLatin ? latin : Replace(latin, WithoutDiacritics());
}

}  // namespace onefold::lab
