#include "services/lab/generate.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/lab/csv_field.h"
#include "services/lab/generate_names.h"

namespace onefold::lab {
namespace {

constexpr std::uint64_t kMostPersons = 10'000'000;
constexpr int kRefYear = 2025;

// Rates in percent.
struct AgencyHabit {
  std::string_view name;
  char legal_basis;
  unsigned native, latin;  // spellings; the rest is plain
  unsigned captures;       // of all persons
  unsigned referred;       // of those that an earlier agency met, in addition
  unsigned typo, swapped_names, swapped_date, first_january, year_only;
  unsigned no_family, no_father, no_place, no_document;
  unsigned repeated, consent_refused;
};
constexpr AgencyHabit kAgencies[] = {
    {"police", 'P', 70, 20, 35, 0, 4, 1, 1, 4, 1, 1, 30, 10, 40, 2, 0},
    {"border", 'T', 0, 0, 25, 15, 3, 2, 2, 6, 1, 1, 90, 30, 10, 3, 0},
    {"shelter", 'C', 10, 50, 15, 35, 7, 3, 3, 8, 4, 4, 40, 15, 70, 6, 12},
    {"helpline", 'C', 0, 20, 8, 20, 12, 4, 3, 6, 30, 18, 70, 40, 95, 9, 15},
};

struct Date {
  unsigned year = 0, month = 0, day = 0;
};

struct Person {
  NameLanguage language = NameLanguage::kSerbian;
  bool female = false;
  std::string given, second_given, family, father, place, document;
  Date birth;
  std::string form, region;
};

class Source {
 public:
  explicit Source(std::uint64_t seed) : random_(SeedBytes(seed)) {}
  crypto::SeededStream& stream() { return random_; }
  bool Percent(unsigned rate) { return random_.Below(100) < rate; }
  template <std::size_t N>
  std::string Pick(const std::string_view (&words)[N]) {
    return std::string(words[random_.Below(N)]);
  }

 private:
  static Digest SeedBytes(std::uint64_t seed) {
    return crypto::Sha256(AsBytes("onefold-lab generate " + std::to_string(seed)));
  }
  crypto::SeededStream random_;
};

constexpr std::string_view kForms[] = {"SexualExploitation", "ForcedLabour", "ForcedBegging",
                                       "Servitude", "ForcedMarriage"};
constexpr std::string_view kRegions[] = {"EL52", "RO11", "BG41", "RS11", "AL02", "EL30"};

Date DrawBirth(Source& source) {
  return {1965 + static_cast<unsigned>(source.stream().Below(48)),
          1 + static_cast<unsigned>(source.stream().Below(12)),
          1 + static_cast<unsigned>(source.stream().Below(28))};
}

Person DrawPerson(Source& source) {
  auto& random = source.stream();
  Person person;
  person.language = kNameLanguages[random.Below(kNameLanguages.size())];
  person.female = source.Percent(65);
  person.given = DrawGivenName(person.language, person.female, random);
  if (source.Percent(12)) {
    person.second_given = DrawGivenName(person.language, person.female, random);
    if (person.second_given == person.given) person.second_given.clear();
  }
  const FamilyName family = DrawFamilyName(person.language, random);
  person.family = person.female ? family.female : family.male;
  person.father = DrawGivenName(person.language, false, random);
  person.place = DrawPlace(person.language, random);
  person.document = fmt::format("{:09}", random.Below(1'000'000'000));
  person.birth = DrawBirth(source);
  person.form = source.Pick(kForms);
  person.region = source.Pick(kRegions);
  return person;
}

// A sibling shares family name, father and place: what false links are made of.
Person DrawSibling(const Person& elder, Source& source) {
  Person person = elder;
  person.given = DrawGivenName(person.language, person.female, source.stream());
  person.second_given.clear();
  person.birth = DrawBirth(source);
  person.birth.year = elder.birth.year + 1 + static_cast<unsigned>(source.stream().Below(6));
  person.document = fmt::format("{:09}", source.stream().Below(1'000'000'000));
  return person;
}

std::size_t CharacterStart(const std::string& text, std::uint64_t at) {
  std::size_t i = at % text.size();
  while (i > 0 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) --i;
  return i;
}
std::size_t CharacterSize(const std::string& text, std::size_t start) {
  std::size_t end = start + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - start;
}

// Drops, doubles or exchanges one character.
std::string MistypeOnce(std::string text, Source& source) {
  if (text.size() < 3) return text;
  const std::size_t start = CharacterStart(text, source.stream().Below(text.size()));
  const std::size_t size = CharacterSize(text, start);
  const std::string letter = text.substr(start, size);
  switch (source.stream().Below(3)) {
    case 0:
      return text.erase(start, size);
    case 1:
      return text.insert(start, letter);
    default:
      break;
  }
  if (start + size >= text.size()) return text.erase(start, size);
  const std::size_t next = CharacterSize(text, start + size);
  return text.substr(0, start) + text.substr(start + size, next) + letter +
         text.substr(start + size + next);
}

std::string WriteDate(Date date, const AgencyHabit& habit, Source& source) {
  if (source.Percent(habit.swapped_date) && date.day <= 12) std::swap(date.day, date.month);
  if (source.Percent(habit.first_january)) date.day = date.month = 1;
  if (source.Percent(habit.year_only)) return std::to_string(date.year);
  if (habit.name == "border") return fmt::format("{:02}.{:02}.{}", date.day, date.month, date.year);
  return fmt::format("{}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string AgeGroup(const Date& birth) {
  const int age = kRefYear - static_cast<int>(birth.year);
  if (age < 12) return "0-11";
  if (age < 18) return "12-17";
  return age < 25 ? "18-24" : "25+";
}

constexpr std::string_view kHeader =
    "record_id,given_names,family_names,father_name,birth_date,sex,birth_place,citizenship,"
    "document_number,language,"
    "legal_basis,consent_linkage,victim_status,age_group,exploitation_forms,region,ref_year\n";

std::string WriteRow(const std::string& record_id, const Person& person, const AgencyHabit& habit,
                     Source& source) {
  const unsigned dice = static_cast<unsigned>(source.stream().Below(100));
  const Spelling spelling = dice < habit.native                 ? Spelling::kNative
                            : dice < habit.native + habit.latin ? Spelling::kLatin
                                                                : Spelling::kPlain;
  const auto spell = [&](const std::string& native) {
    std::string text = Spell(native, person.language, spelling);
    return source.Percent(habit.typo) ? MistypeOnce(std::move(text), source) : text;
  };
  std::string given = spell(person.given);
  if (!person.second_given.empty() && source.Percent(60)) given += " " + spell(person.second_given);
  std::string family = source.Percent(habit.no_family) ? "" : spell(person.family);
  if (!family.empty() && source.Percent(habit.swapped_names)) std::swap(given, family);
  const std::string father = source.Percent(habit.no_father) ? "" : spell(person.father);
  const std::string place = source.Percent(habit.no_place) ? "" : spell(person.place);
  std::string document = source.Percent(habit.no_document) ? "" : person.document;
  if (!document.empty() && source.Percent(habit.typo)) document = MistypeOnce(document, source);
  const std::string date = WriteDate(person.birth, habit, source);
  const bool by_consent = habit.legal_basis == 'C';
  const std::string_view consent =
      by_consent ? (source.Percent(habit.consent_refused) ? "N" : "Y") : "NA";
  return fmt::format(
      "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", record_id, CsvField(given),
      CsvField(family), CsvField(father), date, person.female ? "F" : "M", CsvField(place),
      CitizenshipCode(person.language), document, LanguageTag(person.language), habit.legal_basis,
      consent, "PossibleVictim", AgeGroup(person.birth), person.form, person.region, kRefYear);
}

struct Output {
  std::string path;
  std::ofstream file;
};

StatusOr<Output> OpenOutput(const std::filesystem::path& path, std::string_view header) {
  Output output{path.string(), std::ofstream(path, std::ios::binary)};
  output.file << header;
  if (!output.file) return InternalError(output.path + " cannot be written");
  return output;
}

// What the agencies write about one person; true when at least one met the person.
bool WritePerson(std::uint64_t number, const Person& person, Source& source,
                 std::vector<Output>& lists, Output& truth, std::uint64_t& records) {
  bool met = false;
  for (std::size_t a = 0; a < lists.size(); ++a) {
    const AgencyHabit& habit = kAgencies[a];
    const bool captured = source.Percent(habit.captures) || (met && source.Percent(habit.referred));
    if (!captured) continue;
    met = true;
    const unsigned copies = source.Percent(habit.repeated) ? 2 : 1;
    for (unsigned copy = 0; copy < copies; ++copy) {
      // The id says nothing about the person or the order in which the file was made.
      const std::string id = fmt::format("{:016x}", source.stream().NextU64());
      lists[a].file << WriteRow(id, person, habit, source);
      truth.file << habit.name << ',' << id << ",p" << number << '\n';
      ++records;
    }
  }
  return met;
}

}  // namespace

StatusOr<Generated> Generate(const GenerateOptions& options) {
  if (options.persons == 0 || options.persons > kMostPersons) {
    return InvalidArgumentError("--persons must be from 1 to 10,000,000");
  }
  const std::filesystem::path folder(options.out_dir);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return InternalError(options.out_dir + ": " + error.message());

  std::vector<Output> lists;
  for (const AgencyHabit& habit : kAgencies) {
    ONEFOLD_ASSIGN_OR_RETURN(auto list,
                             OpenOutput(folder / (std::string(habit.name) + ".csv"), kHeader));
    lists.push_back(std::move(list));
  }
  ONEFOLD_ASSIGN_OR_RETURN(auto truth,
                           OpenOutput(folder / "truth.csv", "source,record_id,person_id\n"));

  Source source(options.seed);
  Generated generated;
  generated.persons = options.persons;
  Person person;
  for (std::uint64_t number = 0; number < options.persons; ++number) {
    const bool sibling = number > 0 && source.Percent(6);
    person = sibling ? DrawSibling(person, source) : DrawPerson(source);
    generated.observed += WritePerson(number, person, source, lists, truth, generated.records);
  }
  ONEFOLD_ASSIGN_OR_RETURN(auto population, OpenOutput(folder / "population.json", ""));
  population.file << FormatGenerated(generated) << '\n';

  lists.push_back(std::move(truth));
  lists.push_back(std::move(population));
  for (Output& output : lists) {
    output.file.close();
    if (!output.file) return InternalError(output.path + " cannot be written");
    generated.files.push_back(output.path);
  }
  return generated;
}

std::string FormatGenerated(const Generated& generated) {
  nlohmann::ordered_json json{{"persons", generated.persons},
                              {"observed", generated.observed},
                              {"records", generated.records}};
  if (!generated.files.empty()) json["files"] = generated.files;
  return json.dump();
}

}  // namespace onefold::lab
