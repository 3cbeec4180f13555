#include "services/lab/generate/generate.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "crypto/hash.h"
#include "services/lab/csv_field.h"
#include "services/lab/generate/names.h"
#include "services/lab/generate/spelling.h"

namespace onefold::lab {
namespace {

using crypto::SeededStream;

// Habits of an agency, in percent.
struct Agency {
  const char* name;
  std::uint64_t meets;  // chance that it meets a person
  std::uint64_t again;  // chance of one more record of a person it has already
  Spelling spelling;    // its usual way to write names
  std::uint64_t other_spelling, error, missing;
  const char* legal_basis;
  std::uint64_t consent;  // legal basis C: share of yes
  bool dotted_dates;
};
constexpr std::array<Agency, 5> kAgencies = {{
    {"police", 45, 3, Spelling::kPlain, 15, 6, 4, "P", 0, false},
    {"border", 30, 5, Spelling::kPlain, 5, 8, 6, "T", 0, false},
    {"shelter", 30, 4, Spelling::kNative, 20, 6, 10, "C", 88, true},
    {"helpline", 20, 12, Spelling::kOtherScript, 40, 12, 25, "C", 75, true},
    {"inspectorate", 18, 2, Spelling::kNative, 10, 5, 6, "T", 0, true},
}};
constexpr std::string_view kHeader =
    "record_id,language,given_names,family_names,father_name,birth_date,sex,birth_place,"
    "citizenship,"
    "document_number,legal_basis,consent_linkage,victim_status,age_group,citizenship_group,"
    "exploitation_forms,region,ref_year\n";
constexpr std::uint64_t kYear = 2025;

struct Person {
  const NameStock* stock = nullptr;
  bool female = false;
  std::string given, second_given, family, second_family, father;
  std::uint64_t year = 0, month = 0, day = 0;
  std::string place, document;
  std::string_view exploitation;
};

template <typename List>
auto Pick(const List& list, SeededStream& random) {
  return list[random.Below(std::size(list))];
}
bool Chance(std::uint64_t percent, SeededStream& random) { return random.Below(100) < percent; }

std::string FamilyName(const NameStock& stock, bool female, SeededStream& random) {
  const std::size_t ending = random.Below(stock.male_endings.size());
  const auto& endings = female ? stock.female_endings : stock.male_endings;
  return std::string(Pick(stock.stems, random)) + std::string(endings[ending]);
}

Person MakePerson(SeededStream& random) {
  static constexpr std::string_view kForms[] = {"SexualExploitation", "ForcedLabour",
                                                "ForcedBegging", "ForcedCriminality", "Servitude"};
  Person person;
  person.stock = &NameStocks()[random.Below(NameStocks().size())];
  person.female = Chance(70, random);
  const auto& given = person.female ? person.stock->female : person.stock->male;
  person.given = Pick(given, random);
  if (Chance(12, random)) person.second_given = Pick(given, random);
  person.family = FamilyName(*person.stock, person.female, random);
  if (Chance(8, random)) person.second_family = FamilyName(*person.stock, person.female, random);
  person.father = Pick(person.stock->male, random);
  const std::uint64_t age = 8 + std::min(random.Below(50), random.Below(50));  // more of the young
  person.year = kYear - age;
  person.month = 1 + random.Below(12);
  person.day = 1 + random.Below(28);
  person.place = Pick(person.stock->places, random);
  if (Chance(65, random)) {
    person.document = std::string(1, static_cast<char>('A' + random.Below(26)));
    for (int digit = 0; digit < 7; ++digit)
      person.document += static_cast<char>('0' + random.Below(10));
  }
  person.exploitation = Pick(kForms, random);
  return person;
}

std::string AgeGroup(std::uint64_t age) {
  if (age < 12) return "0-11";
  if (age < 18) return "12-17";
  return age < 25 ? "18-24" : "25+";
}

// Writes a person down as one agency does.
class Clerk {
 public:
  Clerk(const Agency& agency, SeededStream& random) : agency_(agency), random_(random) {}

  std::string Row(const Person& person, const std::string& record_id) {
    const Spelling spelling = Chance(agency_.other_spelling, random_)
                                  ? static_cast<Spelling>(random_.Below(3))
                                  : agency_.spelling;
    std::string given = Written(person.given, person, spelling);
    if (!person.second_given.empty() && Chance(60, random_)) {
      given += " " + Written(person.second_given, person, spelling);
    }
    std::string family = Written(person.family, person, spelling);
    if (!person.second_family.empty() && Chance(60, random_)) {
      family += (Chance(50, random_) ? "-" : " ") + Written(person.second_family, person, spelling);
    }
    if (Chance(agency_.error / 4, random_)) std::swap(given, family);
    const bool by_consent = std::string_view(agency_.legal_basis) == "C";
    const char* consent = !by_consent ? "NA" : Chance(agency_.consent, random_) ? "Y" : "N";
    const std::string fields[] = {
        record_id,
        Chance(85, random_) ? std::string(person.stock->language) : "",
        Kept(given, agency_.missing / 3),
        Kept(family, agency_.missing / 2),
        Kept(Written(person.father, person, spelling), agency_.missing * 2),
        Kept(BirthDate(person), agency_.missing),
        Kept(person.female != Chance(1, random_) ? "F" : "M", agency_.missing),
        Kept(Written(person.place, person, spelling), agency_.missing * 2),
        Kept(std::string(person.stock->citizenship), agency_.missing),
        Kept(Document(person), 20 + agency_.missing * 2),
        agency_.legal_basis,
        consent,
        Chance(70, random_) ? "ActualVictimOfTrafficking" : "PossibleVictimOfTrafficking",
        AgeGroup(kYear - person.year),
        person.stock->citizenship == "BGR" || person.stock->citizenship == "ROU" ? "EU_OTHER"
                                                                                 : "NON_EU",
        std::string(person.exploitation),
        "UNK",
        std::to_string(kYear),
    };
    std::string row;
    for (const std::string& field : fields) row += (&field == fields ? "" : ",") + CsvField(field);
    return row + "\n";
  }

 private:
  std::string Kept(std::string value, std::uint64_t missing_percent) {
    return Chance(missing_percent, random_) ? std::string() : value;
  }

  std::string Written(const std::string& name, const Person& person, Spelling spelling) {
    std::string text = Spell(name, person.stock->language, spelling);
    return Chance(agency_.error, random_) ? Mistype(text, random_) : text;
  }

  std::string BirthDate(const Person& person) {
    std::uint64_t year = person.year, month = person.month, day = person.day;
    if (Chance(agency_.error / 2, random_)) year += random_.Below(2) == 0 ? 1 : -1;
    if (Chance(agency_.error / 3, random_) && day <= 12) std::swap(month, day);
    if (Chance(agency_.error / 3, random_)) day = 1 + random_.Below(28);
    if (Chance(agency_.error / 4, random_)) month = day = 1;  // only the year was known
    std::array<char, 80> text{};
    const auto y = static_cast<unsigned>(year), m = static_cast<unsigned>(month),
               d = static_cast<unsigned>(day);
    if (agency_.dotted_dates) {
      std::snprintf(text.data(), text.size(), "%02u.%02u.%04u", d, m, y);
    } else {
      std::snprintf(text.data(), text.size(), "%04u-%02u-%02u", y, m, d);
    }
    return text.data();
  }

  std::string Document(const Person& person) {
    std::string document = person.document;
    if (!document.empty() && Chance(agency_.error / 2, random_)) {
      document[1 + random_.Below(document.size() - 1)] = static_cast<char>('0' + random_.Below(10));
    }
    return document;
  }

  const Agency& agency_;
  SeededStream& random_;
};

// Rows of an agency leave in an order that has nothing to do with the persons'.
void Shuffle(std::vector<std::string>& rows, SeededStream& random) {
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.Below(i)]);
}

Status WriteFile(const std::filesystem::path& path, std::string_view header,
                 const std::vector<std::string>& rows) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << header;
  for (const std::string& row : rows) out << row;
  out.close();
  if (!out) return InternalError("cannot write " + path.string());
  return OkStatus();
}

}  // namespace

StatusOr<Generated> Generate(const GenerateOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) return InvalidArgumentError("cannot make the folder " + options.directory);
  const Digest seed =
      crypto::Sha256(AsBytes("onefold-lab generate " + std::to_string(options.seed)));
  SeededStream random(seed);
  std::array<std::vector<std::string>, kAgencies.size()> rows;
  std::vector<std::string> truth;
  for (std::uint64_t p = 0; p < options.persons; ++p) {
    const Person person = MakePerson(random);
    const std::size_t surely = random.Below(kAgencies.size());
    for (std::size_t a = 0; a < kAgencies.size(); ++a) {
      std::uint64_t records = a == surely || Chance(kAgencies[a].meets, random) ? 1 : 0;
      while (records > 0 && records < 5 && Chance(kAgencies[a].again, random)) ++records;
      Clerk clerk(kAgencies[a], random);
      for (std::uint64_t r = 0; r < records; ++r) {
        // Record numbers of one agency tell nothing about those of another.
        const std::string id =
            std::string(1, kAgencies[a].name[0]) + "-" +
            FormatHex(ByteView(crypto::Sha256(AsBytes(std::to_string(random.NextU64())))).first(6));
        rows[a].push_back(clerk.Row(person, id));
        truth.push_back(std::string(kAgencies[a].name) + "," + id + ",p" + std::to_string(p) +
                        "\n");
      }
    }
  }
  Generated generated{options.persons, truth.size(), {}};
  const std::filesystem::path directory(options.directory);
  for (std::size_t a = 0; a < kAgencies.size(); ++a) {
    Shuffle(rows[a], random);
    generated.files.push_back((directory / (std::string(kAgencies[a].name) + ".csv")).string());
    ONEFOLD_RETURN_IF_ERROR(WriteFile(generated.files.back(), kHeader, rows[a]));
  }
  Shuffle(truth, random);
  generated.files.push_back((directory / "truth.csv").string());
  ONEFOLD_RETURN_IF_ERROR(WriteFile(generated.files.back(), "source,record_id,person_id\n", truth));
  return generated;
}

}  // namespace onefold::lab
