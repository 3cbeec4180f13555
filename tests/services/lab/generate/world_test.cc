// What the made-up worlds must have: docs/formats/generate.md.
#include "tests/services/lab/generate/world.h"

#include <filesystem>
#include <set>

#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

using testing::Key;
using testing::Row;
using testing::World;

TEST(World, FilesAgreeWithEachOther) {
  const World& world = World::Get();
  EXPECT_EQ(world.generated.persons, 4000u);
  EXPECT_EQ(world.persons.size(), 4000u);
  EXPECT_EQ(world.rows.size(), world.generated.records);
  EXPECT_EQ(world.records.size(), world.rows.size());
  EXPECT_EQ(world.person_of.size(), world.rows.size());
  EXPECT_EQ(world.events.size(), world.generated.withdrawals);
  EXPECT_EQ(world.generated.files.size(), 7u + 5u);
  for (const std::string& file : world.generated.files) {
    EXPECT_TRUE(std::filesystem::exists(file)) << file;
  }
}

TEST(World, CaptureHistoriesAgreeWithTheRecords) {
  const World& world = World::Get();
  std::map<std::string, std::multiset<std::string>> met;
  for (const auto& [key, person] : world.person_of) {
    met[person].insert(key.first + ":" + world.rows.at(key).at("ref_year"));
  }
  std::uint64_t detected = 0;
  for (const auto& [id, person] : world.persons) {
    std::multiset<std::string> said;
    for (const std::string_view one : Words(person.at("agencies"), ';')) said.emplace(one);
    EXPECT_EQ(said, met[id]) << id;
    EXPECT_EQ(person.at("detected"), said.empty() ? "N" : "Y");
    EXPECT_EQ(person.at("records"), std::to_string(said.size()));
    detected += said.empty() ? 0 : 1;
  }
  EXPECT_EQ(detected, world.generated.detected);
  EXPECT_GT(detected, 2000u);  // some persons nobody met
  EXPECT_LT(detected, 3200u);
}

TEST(World, ConsentAndWithdrawals) {
  const World& world = World::Get();
  std::uint64_t linkable = 0;
  for (const auto& [key, row] : world.rows) {
    const std::string consent = row.at("consent_linkage"), basis = row.at("legal_basis");
    const bool may = world.records.at(key).at("linkable") == "Y";
    EXPECT_EQ(may, basis == "C" ? consent == "Y" : consent != "N");
    linkable += may ? 1 : 0;
  }
  EXPECT_EQ(linkable, world.generated.linkable);
  const double refused = 1 - static_cast<double>(linkable) / static_cast<double>(world.rows.size());
  EXPECT_GT(refused, 0.10);
  EXPECT_LT(refused, 0.25);
  EXPECT_GT(world.events.size(), 20u);
  for (const Row& event : world.events) {
    const Key key(event.at("source"), event.at("record_id"));
    EXPECT_EQ(world.records.at(key).at("linkable"), "Y");
    EXPECT_GT(event.at("event_date").substr(0, 4), world.rows.at(key).at("ref_year"));
  }
}

TEST(World, PlantsEveryKindOfError) {
  const World& world = World::Get();
  for (std::size_t kind = 0; kind < kErrorKinds; ++kind) {
    const std::string name(ErrorName(static_cast<ErrorKind>(kind)));
    EXPECT_GT(world.ShareWith(name), 0.001) << name;
  }
  EXPECT_NEAR(world.ShareWith("typing_error"), 0.20, 0.05);
  EXPECT_NEAR(world.ShareWith("date_missing"), 0.10, 0.03);
}

TEST(World, ErrorsAreWhereTheySayTheyAre) {
  const World& world = World::Get();
  const auto has = [](const Row& record, const std::string& error) {
    return (";" + record.at("errors") + ";").find(";" + error + ";") != std::string::npos;
  };
  for (const auto& [key, record] : world.records) {
    const Row& row = world.rows.at(key);
    const auto empty = [&](const char* column) { return row.at(column).empty(); };
    EXPECT_EQ(has(record, "date_missing"), empty("birth_date"));
    EXPECT_EQ(has(record, "date_year_only"), row.at("birth_date").size() == 4);
    EXPECT_EQ(has(record, "sex_missing"), empty("sex"));
    EXPECT_EQ(has(record, "language_missing"), empty("language"));
    EXPECT_TRUE(!has(record, "document_missing") || empty("document_number"));
    EXPECT_TRUE(!has(record, "birth_surname_missing") || empty("birth_family_name"));
  }
}

TEST(World, NationalIdentifiersHaveValidCheckDigitsButForTheErrors) {
  const World& world = World::Get();
  std::map<std::string, IdScheme> scheme;
  for (const NamingData* data : kNamingData) scheme[std::string(data->id)] = data->id_scheme;
  std::uint64_t right = 0, wrong = 0;
  for (const auto& [key, row] : world.rows) {
    const std::string& id = row.at("national_id");
    const Row& record = world.records.at(key);
    if (id.empty()) continue;
    const bool planted = record.at("errors").find("national_id_error") != std::string::npos;
    EXPECT_EQ(HasValidCheckDigit(scheme[record.at("naming_system")], id), !planted) << id;
    ++(planted ? wrong : right);
  }
  EXPECT_GT(right, 500u);
  EXPECT_GT(wrong, 5u);
  EXPECT_LT(wrong, right / 15);
}

TEST(World, ScriptsFormsAndKin) {
  const World& world = World::Get();
  std::map<std::string, int> scripts, systems, kin;
  for (const auto& [key, record] : world.records) {
    ++scripts[record.at("script")];
    ++systems[record.at("naming_system")];
  }
  for (const auto& [id, person] : world.persons) ++kin[person.at("kin")];
  EXPECT_EQ(scripts.size(), 5u);
  for (const auto& [script, records] : scripts) EXPECT_GT(records, 20) << script;
  EXPECT_EQ(systems.size(), 14u);
  EXPECT_NEAR(kin["twin"], 16, 14);
  EXPECT_NEAR(kin["sibling"], 270, 80);
}

TEST(World, SomeAreTraffickedAgain) {
  const World& world = World::Get();
  int again = 0, seen_again = 0;
  for (const auto& [id, person] : world.persons) {
    again += person.at("years").find(';') != std::string::npos ? 1 : 0;
    std::set<std::string_view> years;
    for (const std::string_view one : Words(person.at("agencies"), ';')) {
      years.insert(one.substr(one.size() - 4));
    }
    seen_again += years.size() > 1 ? 1 : 0;
  }
  EXPECT_NEAR(again, 440, 120);
  EXPECT_GT(seen_again, 100);
}

// Syrian papers say 1 January far more often than chance.
TEST(World, FirstOfJanuaryClustersInOneNationality) {
  const World& world = World::Get();
  std::map<bool, std::pair<int, int>> found;  // syrian: first of January, all full dates
  for (const auto& [key, row] : world.rows) {
    const std::string& date = row.at("birth_date");
    if (date.size() < 8) continue;
    auto& [first, all] = found[world.records.at(key).at("naming_system") == "syrian"];
    const bool iso = date[4] == '-', joined = date.size() == 8;
    first += (iso      ? date.substr(5) == "01-01"
              : joined ? date.substr(4) == "0101"
                       : date[0] == '0' && date[1] == '1' && date[3] == '0' && date[4] == '1')
                 ? 1
                 : 0;
    ++all;
  }
  EXPECT_GT(found[true].first * 100, found[true].second * 12);
  EXPECT_LT(found[false].first * 100, found[false].second * 6);
}

// Persons met by police are met by shelters more often than others are: referrals.
TEST(World, ListsDependOnEachOther) {
  const World& world = World::Get();
  double both = 0, police = 0, shelter = 0;
  for (const auto& [id, person] : world.persons) {
    const bool p = person.at("agencies").find("police:") != std::string::npos;
    const bool s = person.at("agencies").find("shelter:") != std::string::npos;
    police += p ? 1 : 0;
    shelter += s ? 1 : 0;
    both += p && s ? 1 : 0;
  }
  EXPECT_GT(both, 1.3 * police * shelter / 4000);
}

// The control differs in letters of names and places only, and only where they were not Latin.
TEST(World, LatinControlIsTheSameWorldInOtherLetters) {
  const World& world = World::Get();
  const testing::Folder folder;
  GenerateOptions options = world.options;
  options.latin_only = true;
  options.directory = folder / "control";
  ASSERT_TRUE(Generate(options).ok());
  const std::vector<std::string> columns(kColumnNames.begin(), kColumnNames.end());
  const std::set<std::string> spelled = {"given_names", "family_names", "birth_family_name",
                                         "alias",       "father_name",  "mother_name",
                                         "birth_place"};
  std::size_t rewritten = 0, seen = 0;
  for (std::size_t a = 0; a < options.agencies; ++a) {
    const std::string source(Agencies()[a].name);
    for (const Row& row : testing::ReadAll(folder / ("control/" + source + ".csv"), columns)) {
      ++seen;
      const Key key{source, row.at("record_id")};
      const Row& original = world.rows.at(key);
      const bool latin = world.records.at(key).at("script") == "Latn";
      for (const std::string& column : columns) {
        const bool same = row.at(column) == original.at(column);
        ASSERT_TRUE(same || (!latin && spelled.contains(column))) << column;
        ASSERT_EQ(row.at(column).empty(), original.at(column).empty()) << column;
        rewritten += same ? 0 : 1;
      }
    }
  }
  EXPECT_EQ(seen, world.rows.size());
  EXPECT_GT(rewritten, seen / 2);
  for (const Row& row : testing::ReadAll(folder / "control/records.csv", {"script"})) {
    ASSERT_EQ(row.at("script"), "Latn");
  }
}

}  // namespace
}  // namespace onefold::lab
