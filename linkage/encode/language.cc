// Facts by language: ICAO Doc 9303 part 3 section 6 (Latin and Cyrillic), the national
// romanisations of Bulgaria (2009), Ukraine (2010), Russia (passports, 2013), North Macedonia, the
// Serbian-Croatian Latin alphabet, and practice.
#include "linkage/encode/language.h"

#include <algorithm>

namespace onefold::encode {
namespace {

// General rule for Cyrillic (no language declared): ISO 9 without diacritics, which is how Gaj's
// Latin alphabet reads without them: Живко and Živko meet.
constexpr std::string_view kCyrillicGeneral =
    "а=a б=b в=v г=g д=d ђ=dj е=e ё=e ж=z з=z и=i й=j і=i ї=ji є=je ј=j к=k л=l љ=lj м=m н=n њ=nj "
    "о=o "
    "п=p р=r с=s т=t ћ=c у=u ў=u ф=f х=h ц=c ч=c џ=dz ш=s щ=st ъ=a ы=y ь= э=e ю=ju я=ja ѓ=gj ќ=kj "
    "ѕ=dz ґ=g ѣ=e ѝ=i ѐ=e";
// For languages with a fold: every letter apart, the fold then unites what is written in several
// ways.
constexpr std::string_view kCyrillicDigraphs =
    "ж=zh й=y ї=yi є=ye х=kh ц=ts ч=ch џ=dzh ш=sh щ=shch ъ= ы=y ю=yu я=ya ѕ=dz ў=u";
constexpr std::string_view kCyrillicRomanian =
    "ж=j й=i к=c х=h ц=t ч=c џ=g ш=s щ=st ъ=a ы=i ь= э=a ю=iu я=ia ӂ=g";
constexpr std::string_view kLatinGeneral =
    "đ=dj ð=d ß=ss æ=ae œ=oe ø=o ł=l þ=th ı=i ŋ=n ħ=h ŧ=t ĸ=k ə=a ɖ=d ŀ=l ǆ=dz ǉ=lj ǌ=nj";

// Schemes: other ways in which the same letters are spelled, for NameVariants.
constexpr std::string_view kSouthIcao = "đ=d ђ=d ж=z ч=c ћ=c ш=s џ=dz љ=lj њ=nj ц=c х=h ј=j";
constexpr std::string_view kSouthPlain = "đ=dj ђ=dj ж=z ч=c ћ=c ш=s џ=dz љ=lj њ=nj ц=c х=h ј=j";
constexpr std::string_view kSouthEnglish =
    "đ=dj ž=zh č=ch ć=ch š=sh ђ=dj ж=zh ч=ch ћ=ch ш=sh џ=dzh ј=y љ=ly њ=ny ц=ts х=h";
constexpr std::string_view kMacedonianOfficial =
    "ж=zh ч=ch ш=sh џ=dj ѓ=gj ќ=kj ѕ=dz ц=c х=h ј=j љ=lj њ=nj";
constexpr std::string_view kMacedonianPlain = "ж=z ч=c ш=s џ=dz ѓ=g ќ=k ѕ=z ц=c х=h ј=j љ=l њ=n";
constexpr std::string_view kBulgarianOfficial =
    "ж=zh й=y х=h ц=ts ч=ch ш=sh щ=sht ъ=a ь=y ю=yu я=ya";
constexpr std::string_view kBulgarianIcao = "ж=zh й=i х=kh ц=ts ч=ch ш=sh щ=sht ъ=a ь=i ю=iu я=ia";
constexpr std::string_view kBulgarianFrench =
    "ж=j й=i у=ou х=h ц=tz ч=tch ш=ch щ=cht ъ=a ь=i ю=iou я=ia";
constexpr std::string_view kBulgarianU = "ж=j й=i х=h ц=c ч=ch ш=sh щ=sht ъ=u ь=i ю=yu я=ya";
constexpr std::string_view kBulgarianY = "ж=zh й=i х=kh ц=ts ч=ch ш=sh щ=sht ъ=y ь=y ю=iu я=ia";
constexpr std::string_view kUkrainianOfficial =
    "г=h ґ=g и=y й=i ї=i є=ie ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ю=iu я=ia";
constexpr std::string_view kUkrainianYa =
    "г=h ґ=g и=y й=y ї=yi є=ye ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ю=yu я=ya";
constexpr std::string_view kUkrainianRussian =
    "г=g ґ=g и=i й=y ї=i є=e ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ю=yu я=ya";
constexpr std::string_view kUkrainianPlain =
    "г=h ґ=g и=y й=j ї=ji є=je ж=z х=ch ц=c ч=c ш=s щ=sc ю=ju я=ja";
constexpr std::string_view kRussianPassport =
    "ё=e ж=zh й=i х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y э=e ю=iu я=ia";
constexpr std::string_view kRussianEnglish =
    "ё=yo ж=zh й=y х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y э=e ю=yu я=ya";
constexpr std::string_view kRussianGerman =
    "в=w ё=jo ж=sch й=j з=s х=ch ц=z ч=tsch ш=sch щ=schtsch ъ= ы=y э=e ю=ju я=ja";
constexpr std::string_view kRussianFrench =
    "ё=io ж=j й=i у=ou х=kh ц=ts ч=tch ш=ch щ=chtch ъ= ы=y э=e ю=iou я=ia";
constexpr std::string_view kRussianPlain = "ё=e ж=z й=j х=h ц=c ч=c ш=s щ=sc ъ= ы=y э=e ю=ju я=ja";

constexpr std::string_view kSlavicTitles = "dipl doc dr gda gdin ing inz mag mr prof";
constexpr std::string_view kGermanParticles =
    "am auf dem den der dr frau fur her im ing prof van vom von zu zum zur";

struct Row {
  std::string_view tags;
  Fold fold;
  Apostrophe apostrophe;
  std::string_view letters;    // over the general rules
  std::string_view particles;  // canonical forms
  std::vector<std::string_view> schemes;
};

constexpr auto kSplit = Apostrophe::kSplit;
constexpr auto kRemove = Apostrophe::kRemove;

const std::vector<Row>& Rows() {
  static const std::vector<Row>& rows = *new std::vector<Row>{
      {"und",
       Fold::kNone,
       kSplit,
       "",
       "al bin bint da de del dem den der dos dr el ibn miss mr mrs ms prof sir van von",
       {kSouthIcao, kSouthEnglish, "ä=ae ö=oe ü=ue å=aa ø=oe ñ=ny ğ= ë="}},
      {"en",
       Fold::kNone,
       kSplit,
       "",
       "dr miss mr mrs ms prof rev sir",
       {"å=aa ä=ae ö=oe ø=oe ü=ue"}},
      {"sr bs hr sh cnr sl",
       Fold::kSlavic,
       kRemove,
       "",
       kSlavicTitles,
       {kSouthPlain, kSouthIcao, kSouthEnglish}},
      {"mk",
       Fold::kSlavic,
       kRemove,
       "",
       kSlavicTitles,
       {kMacedonianOfficial, kMacedonianPlain, kSouthEnglish, kSouthPlain}},
      {"bg",
       Fold::kSlavic,
       kRemove,
       "щ=sht ъ=a ь=y",
       kSlavicTitles,
       {kBulgarianOfficial, kBulgarianIcao, kBulgarianFrench, kBulgarianU, kBulgarianY}},
      {"uk be",
       Fold::kEastSlavic,
       kRemove,
       "и=y ь=",
       kSlavicTitles,
       {kUkrainianOfficial, kUkrainianYa, kUkrainianRussian, kUkrainianPlain}},
      {"ru",
       Fold::kSlavic,
       kRemove,
       "",
       kSlavicTitles,
       {kRussianPassport, kRussianEnglish, kRussianGerman, kRussianFrench, kRussianPlain}},
      {"ro mo",
       Fold::kRomanian,
       kSplit,
       kCyrillicRomanian,
       "dl dna dra dr ing prof",
       {"ș=sh ş=sh ț=tz ţ=tz", "ț=ts ţ=ts", "â=i î=a", kRussianPassport, kRussianEnglish}},
      {"el", Fold::kGreek, kSplit, "", "dr", {}},
      {"sq",
       Fold::kAlbanian,
       kSplit,
       "č=c ç=c ć=q đ=gj š=sh ž=zh ђ=gj ћ=q џ=xh ѓ=gj ќ=q",
       "dr ing prof zonja zoti",
       {"ç=ch ë=", "ç=q ë=e", "ë=", "ç=c š=s ž=z đ=dj ć=c"}},
      {"hu", Fold::kPlain, kSplit, "", "dr id ifj ne ozv prof", {"ö=oe ő=oe ü=ue ű=ue", "đ=gy"}},
      {"cs sk",
       Fold::kPlain,
       kSplit,
       "",
       "bc csc doc dr ing judr mgr mudr phdr prof rndr",
       {"č=ch š=sh ž=zh", "ř=rz ď=dj ť=tj ň=nj"}},
      {"pl",
       Fold::kPlain,
       kSplit,
       "",
       "dr hab inz mgr pan pani prof",
       {"ś=sh ć=ch ż=zh ź=zh", "ó=u ą=on ę=en"}},
      {"lt lv et",
       Fold::kPlain,
       kSplit,
       "",
       "dr prof",
       {"č=ch š=sh ž=zh", "ä=ae ö=oe ü=ue õ=oe ā=aa ē=ee ī=ii ū=uu"}},
      {"de",
       Fold::kGerman,
       kSplit,
       "ä=ae ö=oe ü=ue å=a ø=oe æ=ae œ=oe",
       kGermanParticles,
       {"ä=a ö=o ü=u ø=o å=a", "ä=ae ö=oe ü=ue å=aa ø=oe"}},
      {"sv da nb no nn fi is",
       Fold::kGerman,
       kSplit,
       "ä=ae ö=oe ü=y å=aa ø=oe æ=ae đ=d",
       "af av dr von",
       {"ä=a ö=o å=a ø=o æ=a", "ä=ae ö=oe å=aa ø=oe æ=ae"}},
      {"nl", Fold::kPlain, kSplit, "", "de den der dr het ir mr te ten ter van", {}},
      {"tr az",
       Fold::kTurkish,
       kSplit,
       "ə=e",
       "bay bayan dr prof",
       {"ş=sh ç=ch ğ= ö=oe ü=ue", "ş=sch ç=tsch ö=oe ü=ue ğ=g", "ğ="}},
      {"pt gl", Fold::kRomance, kSplit, "", "da das de do dos dr dra e sr sra", {"ç=s"}},
      {"es ca",
       Fold::kRomance,
       kSplit,
       "",
       "da de del dr dra el i la las los sr sra",
       {"ñ=ny", "ñ=ni"}},
      {"it", Fold::kRomance, kSplit, "", "da dal de degli dei del dela di dr dot", {}},
      {"fr", Fold::kRomance, kSplit, "", "de des dr du la le les m me mle", {}},
      {"vi", Fold::kNone, kSplit, "đ=d", "", {}},
      {"ar fa ku ps ur", Fold::kArabic, kRemove, "", "al bin bint dr ibn", {}},
  };
  return rows;
}

char32_t NextCodePoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : 3;
  char32_t value = size == 1 ? byte(0) : size == 2 ? byte(0) & 0x1F : byte(0) & 0x0F;
  for (std::size_t i = 1; i < size; ++i) value = value << 6 | (byte(i) & 0x3F);
  text.remove_prefix(size);
  return value;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool UsesDigraphs(Fold fold) {
  return fold == Fold::kSlavic || fold == Fold::kEastSlavic || fold == Fold::kAlbanian;
}

Language Build(const Row& row) {
  Language language;
  language.tags = row.tags;
  language.fold = row.fold;
  language.apostrophe = row.apostrophe;
  language.letters.Add(kLatinGeneral);
  language.letters.Add(kCyrillicGeneral);
  if (UsesDigraphs(row.fold)) language.letters.Add(kCyrillicDigraphs);
  language.letters.Add(row.letters);
  for (const std::string_view scheme : row.schemes) {
    language.schemes.push_back(language.letters);
    language.schemes.back().Add(scheme);
  }
  language.particles = Words(row.particles);
  std::sort(language.particles.begin(), language.particles.end());
  return language;
}

bool SameTag(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
         });
}

}  // namespace

void LetterMap::Add(std::string_view specification) {
  for (std::string_view word : Words(specification)) {
    const char32_t letter = NextCodePoint(word);
    if (letter >= kLetters || word.empty() || word[0] != '=') continue;
    word.remove_prefix(1);
    Spelling& spelling = spellings_[letter];
    spelling.size = static_cast<std::uint8_t>(word.copy(spelling.text, sizeof(spelling.text)));
    spelling.known = true;
  }
}

bool LetterMap::Append(char32_t letter, std::string& out) const {
  if (letter >= kLetters || !spellings_[letter].known) return false;
  out.append(spellings_[letter].text, spellings_[letter].size);
  return true;
}

const std::vector<Language>& AllLanguages() {
  static const std::vector<Language>& languages = *[] {
    auto* built = new std::vector<Language>();
    for (const Row& row : Rows()) built->push_back(Build(row));
    return built;
  }();
  return languages;
}

const Language& FindLanguage(std::string_view tag) {
  const std::vector<Language>& languages = AllLanguages();
  const std::string_view primary = tag.substr(0, tag.find_first_of("-_"));
  if (primary.empty()) return languages[0];
  for (const Language& language : languages) {
    std::string_view tags = language.tags;
    while (!tags.empty()) {
      const std::size_t end = std::min(tags.find(' '), tags.size());
      if (SameTag(primary, tags.substr(0, end))) return language;
      tags.remove_prefix(std::min(end + 1, tags.size()));
    }
  }
  return languages[0];
}

}  // namespace onefold::encode
