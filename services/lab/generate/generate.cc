#include "services/lab/generate/generate.h"

#include <filesystem>
#include <memory>
#include <optional>

#include "crypto/hash.h"
#include "services/lab/csv_field.h"
#include "services/lab/generate/capture.h"
#include "services/lab/generate/clerk.h"
#include "services/lab/generate/shuffled_file.h"
#include "services/lab/generate/text.h"
#include "services/ops/progress.h"

namespace onefold::lab {
namespace {

constexpr std::uint32_t kMaxPlanted = 1'000'000;  // as linkage/case.h
constexpr int kLastYear = 2025;
constexpr std::uint32_t kWithdrawsPermille = 25, kAsksForErasurePermille = 3;

// A bijection (the finaliser of SplitMix64): different numbers, different ids.
std::uint64_t Mixed(std::uint64_t value) {
  value ^= value >> 30;
  value *= 0xbf58476d1ce4e5b9;
  value ^= value >> 27;
  value *= 0x94d049bb133111eb;
  return value ^ value >> 31;
}

class World {
 public:
  explicit World(const GenerateOptions& options)
      : options_(options),
        years_{kLastYear - options.years + 1, kLastYear},
        office_{options.states, options.errors, options.latin_only} {
    for (std::size_t a = 0; a < options_.agencies; ++a) {
      files_.push_back(Open(std::string(Agencies()[a].name), HeaderOfRecords()));
      const Digest key = SeedOf("record ids of ", Agencies()[a].name);
      id_key_.push_back(ReadBe64(ByteView(key).first(8)));
    }
    next_id_.resize(options_.agencies);
    agencies_ = Open("agencies", "source,kind,state,legal_basis", 1);
    truth_ = Open("truth", "source,record_id,person_id");
    records_ =
        Open("records", "source,record_id,script,language,scheme,naming_system,linkable,errors");
    persons_ = Open("persons",
                    "person_id,naming_system,sex,birth_year,citizenship,exploitation_form,state,"
                    "years,household,kin,detected,agencies,records",
                    1);
    events_ = Open("events", "source,record_id,event,event_date");
  }

  StatusOr<Generated> Make() {
    for (std::size_t a = 0; a < options_.agencies; ++a) WriteAgency(Agencies()[a]);
    std::optional<ops::ProgressBar> bar;
    if (options_.show_progress) bar.emplace("generating", "persons", options_.persons);
    for (std::uint64_t household = 0; generated_.persons < options_.persons; ++household) {
      const Digest seed = SeedOf("household ", std::to_string(household));
      SeededStream random(seed);
      std::vector<Person> persons = MakeHousehold(household, options_.states, years_, random);
      MeetAgencies(persons, options_.agencies, options_.states, options_.independent, random);
      for (const Person& person : persons) {
        if (generated_.persons < options_.persons) WritePerson(person, random);
      }
      if (bar && household % 1024 == 0) bar->Update(generated_.persons);
    }
    if (options_.planted > 0) ONEFOLD_RETURN_IF_ERROR(WritePlanted());
    for (auto& file : files_) ONEFOLD_RETURN_IF_ERROR(Finish(*file));
    for (auto* file : {&agencies_, &truth_, &records_, &persons_, &events_}) {
      ONEFOLD_RETURN_IF_ERROR(Finish(**file));
    }
    return generated_;
  }

 private:
  static std::string HeaderOfRecords() {
    return Joined({kColumnNames.begin(), kColumnNames.end()}, ",");
  }

  Digest SeedOf(std::string_view what, std::string_view which) const {
    std::string text = "onefold-lab generate 3 seed " + std::to_string(options_.seed) + " ";
    text.append(what).append(which);
    return crypto::Sha256(AsBytes(text));
  }

  std::unique_ptr<ShuffledFile> Open(const std::string& name, std::string_view header,
                                     std::size_t window_rows = ShuffledFile::kWindowRows) const {
    const auto path = std::filesystem::path(options_.directory) / (name + ".csv");
    const Digest seed = SeedOf("order of ", name);
    return std::make_unique<ShuffledFile>(path.string(), header, seed, window_rows);
  }

  Status Finish(ShuffledFile& file) {
    generated_.files.push_back(file.path());
    return file.Close();
  }

  void WriteAgency(const Agency& agency) {
    const Country& country = Countries()[std::min(agency.country, options_.states - 1)];
    agencies_->Add(Joined({std::string(agency.name), agency.state_agency ? "state" : "ngo",
                           std::string(country.code), std::string(agency.legal_basis)},
                          ",") +
                   "\n");
  }

  std::string NextRecordId(std::size_t agency) {
    std::array<std::uint8_t, 8> bytes;
    std::uint64_t id = Mixed(next_id_[agency]++ ^ id_key_[agency]);
    for (std::size_t i = bytes.size(); i-- > 0; id >>= 8) bytes[i] = static_cast<std::uint8_t>(id);
    return std::string(1, Agencies()[agency].name[0]) + "-" + FormatHex(bytes);
  }

  void WritePerson(const Person& person, SeededStream& random) {
    const std::string id = "p" + std::to_string(generated_.persons++);
    if (!person.encounters.empty()) ++generated_.detected;
    std::string met_by;
    for (const Encounter& encounter : person.encounters) {
      WriteRecord(person, encounter, id, random);
      met_by += (met_by.empty() ? "" : ";") + std::string(Agencies()[encounter.agency].name) + ":" +
                std::to_string(encounter.year);
    }
    std::string years;
    for (const std::uint16_t year : person.years) {
      years += (years.empty() ? "" : ";") + std::to_string(year);
    }
    static constexpr const char* kKin[] = {"none", "sibling", "twin"};
    const std::string fields[] = {id,
                                  std::string(person.names->data().id),
                                  person.female ? "F" : "M",
                                  std::to_string(person.born.year),
                                  person.citizenship,
                                  std::string(Forms()[person.form].code),
                                  std::string(Countries()[person.country].code),
                                  years,
                                  std::to_string(person.household),
                                  kKin[static_cast<std::size_t>(person.kin)],
                                  person.encounters.empty() ? "N" : "Y",
                                  met_by,
                                  std::to_string(person.encounters.size())};
    persons_->Add(Row(fields));
  }

  void WriteRecord(const Person& person, const Encounter& encounter, const std::string& person_id,
                   SeededStream& random) {
    const std::string source(Agencies()[encounter.agency].name);
    const std::string id = NextRecordId(encounter.agency);
    const WrittenRecord record = WriteDown(person, encounter, id, office_, random);
    files_[encounter.agency]->Add(Row(record.fields));
    truth_->Add(source + "," + id + "," + person_id + "\n");
    std::string errors;
    for (std::size_t kind = 0; kind < kErrorKinds; ++kind) {
      if (!record.errors[kind]) continue;
      errors += (errors.empty() ? "" : ";") + std::string(ErrorName(static_cast<ErrorKind>(kind)));
    }
    const std::string fields[] = {source,
                                  id,
                                  std::string(ScriptName(record.scheme->script)),
                                  std::string(person.names->data().language),
                                  std::string(record.scheme->name),
                                  std::string(person.names->data().id),
                                  record.linkable ? "Y" : "N",
                                  errors};
    records_->Add(Row(fields));
    ++generated_.records;
    if (record.linkable) ++generated_.linkable;
    WriteEvent(record, source, id, encounter.year, random);
  }

  void WriteEvent(const WrittenRecord& record, const std::string& source, const std::string& id,
                  int year, SeededStream& random) {
    const bool by_consent = record[Column::kLegalBasis] == "C";
    const bool leaves = Chance(by_consent ? kWithdrawsPermille : kAsksForErasurePermille, random);
    const std::uint64_t month = 1 + random.Below(12);
    if (!leaves || !record.linkable) return;
    const std::string when = std::to_string(year + 1) + (month < 10 ? "-0" : "-");
    events_->Add(source + "," + id + "," +
                 (by_consent ? "consent_withdrawn" : "erasure_requested") + "," + when +
                 std::to_string(month) + "\n");
    ++generated_.withdrawals;
  }

  // Every agency knows every planted person and may link it; else they are written like the others.
  Status WritePlanted() {
    std::vector<std::unique_ptr<ShuffledFile>> files;
    for (std::size_t a = 0; a < options_.agencies; ++a) {
      files.push_back(
          Open(std::string(Agencies()[a].name) + ".planted", HeaderOfRecords() + ",planted"));
    }
    for (std::uint32_t number = 1; number <= options_.planted; ++number) {
      const Digest seed = SeedOf("planted person ", std::to_string(number));
      SeededStream random(seed);
      const Person person = MakeHousehold(number, options_.states, years_, random).front();
      for (std::size_t a = 0; a < options_.agencies; ++a) {
        Encounter encounter;
        encounter.agency = static_cast<std::uint8_t>(a);
        encounter.year =
            static_cast<std::uint16_t>(static_cast<std::uint64_t>(years_.first) +
                                       random.Below(static_cast<std::uint64_t>(options_.years)));
        WrittenRecord record = WriteDown(person, encounter, NextRecordId(a), office_, random);
        record[Column::kConsentLinkage] = record[Column::kLegalBasis] == "C" ? "Y" : "NA";
        std::vector<std::string> fields(record.fields.begin(), record.fields.end());
        fields.push_back(std::to_string(number));
        files[a]->Add(Row(fields));
      }
    }
    for (auto& file : files) ONEFOLD_RETURN_IF_ERROR(Finish(*file));
    return OkStatus();
  }

  template <typename Fields>
  static std::string Row(const Fields& fields) {
    std::string row;
    for (const std::string& field : fields) {
      if (&field != &fields[0]) row += ',';
      row += CsvField(field);
    }
    return row + "\n";
  }

  const GenerateOptions& options_;
  const WorldYears years_;
  const Office office_;
  Generated generated_;
  std::vector<std::unique_ptr<ShuffledFile>> files_;
  std::unique_ptr<ShuffledFile> agencies_, truth_, records_, persons_, events_;
  std::vector<std::uint64_t> id_key_, next_id_;
};

}  // namespace

StatusOr<Generated> Generate(const GenerateOptions& options) {
  if (options.persons == 0) return InvalidArgumentError("--persons must be at least 1");
  if (options.agencies < 2 || options.agencies > kMaxAgencies) {
    return InvalidArgumentError("--agencies must be from 2 to 8");
  }
  if (options.states < 1 || options.states > Countries().size()) {
    return InvalidArgumentError("--states must be from 1 to 3");
  }
  if (options.years < 1 || options.years > 20) {
    return InvalidArgumentError("--years must be from 1 to 20");
  }
  if (options.planted > kMaxPlanted) {
    return InvalidArgumentError("--planted must be at most 1000000");
  }
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) return InvalidArgumentError("cannot make the folder " + options.directory);
  return World(options).Make();
}

}  // namespace onefold::lab
