#include "services/lab/generate/generate.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "crypto/hash.h"
#include "services/lab/generate/text.h"
#include "services/lab/link.h"
#include "services/lab/score.h"
#include "tests/services/lab/generate/world.h"

namespace onefold::lab {
namespace {

std::string DigestOfFiles(const Generated& generated) {
  crypto::Sha256Stream digest;
  for (const std::string& file : generated.files) {
    std::ostringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    digest.Update(AsBytes(content.str()));
  }
  return FormatHex(digest.Finish());
}

TEST(Generate, SameSeedSameBytes) {
  const testing::Folder folder;
  GenerateOptions options;
  options.persons = 300;
  options.seed = 7;
  std::map<std::string, std::string> digests;
  for (const char* run : {"one", "two"}) {
    options.directory = folder / run;
    const auto generated = Generate(options);
    ASSERT_TRUE(generated.ok());
    digests[run] = DigestOfFiles(*generated);
  }
  EXPECT_EQ(digests["one"], digests["two"]);
  // Changes whenever tables, rates or the order of draws do: worlds of other versions are others.
  EXPECT_EQ(digests["one"], "a87ae82173591b8ba739701ca886f43976383d0b8db8f3da5e85910d23659361");
  options.seed = 8;
  EXPECT_NE(DigestOfFiles(*Generate(options)), digests["two"]);
}

TEST(Generate, PlantedPersonsAreBesideTheWorld) {
  const testing::Folder folder;
  GenerateOptions options;
  options.persons = 300;
  options.seed = 7;
  options.agencies = 3;
  options.directory = folder / "without";
  const auto without = Generate(options);
  options.planted = 40;
  options.directory = folder / "with";
  auto with = Generate(options);
  ASSERT_TRUE(without.ok() && with.ok());
  EXPECT_EQ(with->records, without->records);
  EXPECT_EQ(with->files.size(), without->files.size() + 3);

  std::map<std::string, std::vector<std::string>> dates;  // by number, as the agencies write them
  for (const char* agency : {"police", "shelter", "border"}) {
    std::set<std::string> ids, numbers;
    for (const testing::Row& row :
         testing::ReadAll(folder / ("with/" + std::string(agency) + ".csv"), {"record_id"})) {
      ids.insert(row.at("record_id"));
    }
    const std::size_t real = ids.size();
    for (const testing::Row& row :
         testing::ReadAll(folder / ("with/" + std::string(agency) + ".planted.csv"),
                          {"record_id", "planted", "consent_linkage", "birth_date"})) {
      ids.insert(row.at("record_id"));
      numbers.insert(row.at("planted"));
      EXPECT_NE(row.at("consent_linkage"), "N");
      dates[row.at("planted")].push_back(row.at("birth_date"));
    }
    EXPECT_EQ(ids.size(), real + 40) << "one space of record ids";
    EXPECT_EQ(numbers.size(), 40u);
    EXPECT_TRUE(numbers.contains("1") && numbers.contains("40"));
  }
  std::size_t differ = 0;
  for (const auto& [number, written] : dates) {
    ASSERT_EQ(written.size(), 3u);
    differ += written[0] != written[1] || written[1] != written[2];
  }
  EXPECT_GT(differ, 0u) << "each agency has errors of its own";

  std::erase_if(with->files,
                [](const std::string& file) { return file.ends_with(".planted.csv"); });
  EXPECT_EQ(DigestOfFiles(*with), DigestOfFiles(*without)) << "the world is the same";
}

TEST(Generate, LevelsOfErrors) {
  std::map<ErrorLevel, std::size_t> errors;
  for (const ErrorLevel level : {ErrorLevel::kLow, ErrorLevel::kMedium, ErrorLevel::kHeavy}) {
    const testing::Folder folder;
    GenerateOptions options;
    options.persons = 500;
    options.errors = level;
    options.directory = folder / "";
    ASSERT_TRUE(Generate(options).ok());
    for (const testing::Row& row : testing::ReadAll(folder / "records.csv", {"errors"})) {
      errors[level] += Words(row.at("errors"), ';').size();
    }
  }
  EXPECT_LT(errors[ErrorLevel::kLow] * 3, errors[ErrorLevel::kMedium] * 2);
  EXPECT_LT(errors[ErrorLevel::kMedium] * 5, errors[ErrorLevel::kHeavy] * 4);
}

TEST(Generate, TakesAgenciesStatesAndYears) {
  const testing::Folder folder;
  GenerateOptions options;
  options.persons = 800;
  options.agencies = 2;
  options.states = 1;
  options.years = 1;
  options.directory = folder / "small";
  const auto small = Generate(options);
  ASSERT_TRUE(small.ok());
  EXPECT_EQ(small->files.size(), 2u + 5u);
  std::set<std::string> kinds;
  for (const testing::Row& row :
       testing::ReadAll(folder / "small/agencies.csv", {"kind", "state"})) {
    kinds.insert(row.at("kind"));
    EXPECT_EQ(row.at("state"), "RS");
  }
  EXPECT_EQ(kinds.size(), 2u);
  for (const testing::Row& row : testing::ReadAll(folder / "small/police.csv", {"ref_year"})) {
    EXPECT_EQ(row.at("ref_year"), "2025");
  }
  options.agencies = 8;
  options.directory = folder / "large";
  EXPECT_EQ(Generate(options)->files.size(), 8u + 5u);
}

TEST(Generate, RefusesWhatItCannotMake) {
  const testing::Folder folder;
  GenerateOptions good;
  good.directory = folder / "";
  for (const auto& change : std::vector<void (*)(GenerateOptions&)>{
           [](GenerateOptions& o) { o.persons = 0; }, [](GenerateOptions& o) { o.agencies = 1; },
           [](GenerateOptions& o) { o.agencies = 9; }, [](GenerateOptions& o) { o.states = 0; },
           [](GenerateOptions& o) { o.states = 4; }, [](GenerateOptions& o) { o.years = 0; },
           [](GenerateOptions& o) { o.directory = "/dev/null/x"; }}) {
    GenerateOptions options = good;
    change(options);
    EXPECT_EQ(Generate(options).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(Generate, LinksUnderTheShippedSchema) {
  const testing::World& world = testing::World::Get();
  LinkOptions options;
  options.schema_path = std::string(ONEFOLD_SOURCE_DIR) + "/deploy/schemas/see.json";
  options.secret = "test";
  options.show_progress = false;
  options.read.max_reported = 0;
  for (std::size_t a = 0; a < world.options.agencies; ++a) {
    const std::string name(Agencies()[a].name);
    options.sources.push_back({name, world.path(name), false});
  }
  const auto outcome = Link(options);
  ASSERT_TRUE(outcome.ok()) << Message(outcome.status());
  EXPECT_EQ(outcome->refused, 0u);
  EXPECT_EQ(outcome->rows.size(), world.generated.linkable);
  EXPECT_EQ(outcome->rows.size() + outcome->unlinkable, world.generated.records);
  const testing::Folder folder;
  ASSERT_TRUE(WriteEntities(*outcome, folder / "e.csv").ok());
  const auto score = ScoreEntities(folder / "e.csv", world.path("truth"));
  ASSERT_TRUE(score.ok()) << Message(score.status());
  EXPECT_GT(score->precision, 0.9);
  EXPECT_GT(score->recall_linked, 0.4);
}

}  // namespace
}  // namespace onefold::lab
