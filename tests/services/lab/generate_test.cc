#include "services/lab/generate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "crypto/random.h"
#include "services/lab/generate_names.h"

namespace onefold::lab {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::vector<std::string>> Rows(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::stringstream cells(line);
    auto& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

class GenerateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    crypto::InitializeCrypto();
    folder_ = fs::temp_directory_path() / ("onefold_generate_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  Generated Make(std::uint64_t persons, std::uint64_t seed, const std::string& name) {
    auto generated = Generate({persons, seed, (folder_ / name).string()});
    EXPECT_TRUE(generated.ok()) << generated.status();
    return *generated;
  }
  fs::path folder_;
};

TEST_F(GenerateTest, TheSameSeedGivesTheSameFiles) {
  Make(300, 7, "a");
  Make(300, 7, "b");
  Make(300, 8, "c");
  for (const char* file :
       {"police.csv", "border.csv", "shelter.csv", "helpline.csv", "truth.csv"}) {
    EXPECT_EQ(ReadAll(folder_ / "a" / file), ReadAll(folder_ / "b" / file)) << file;
    EXPECT_NE(ReadAll(folder_ / "a" / file), ReadAll(folder_ / "c" / file)) << file;
  }
}

TEST_F(GenerateTest, TruthNamesEveryRecordOnceAndCountsAgree) {
  const Generated generated = Make(2'000, 1, "a");
  std::set<std::string> in_truth, persons, in_lists;
  for (const auto& row : Rows(folder_ / "a" / "truth.csv")) {
    if (row[0] == "source") continue;
    EXPECT_TRUE(in_truth.insert(row[0] + "/" + row[1]).second);
    persons.insert(row[2]);
  }
  for (const std::string agency : {"police", "border", "shelter", "helpline"}) {
    for (const auto& row : Rows(folder_ / "a" / (agency + ".csv"))) {
      EXPECT_EQ(row.size(), 17u);
      if (row[0] != "record_id") in_lists.insert(agency + "/" + row[0]);
    }
  }
  EXPECT_EQ(in_truth, in_lists);
  EXPECT_EQ(in_truth.size(), generated.records);
  EXPECT_EQ(persons.size(), generated.observed);
  EXPECT_LT(generated.observed, generated.persons);
  EXPECT_GT(generated.records, generated.observed);
}

TEST_F(GenerateTest, OnlyConsentAgenciesAskAndSomePersonsRefuse) {
  Make(2'000, 2, "a");
  std::map<std::string, int> consent;
  for (const auto& row : Rows(folder_ / "a" / "shelter.csv")) ++consent[row[11]];
  EXPECT_GT(consent["Y"], consent["N"]);
  EXPECT_GT(consent["N"], 0);
  for (const auto& row : Rows(folder_ / "a" / "police.csv")) {
    if (row[0] == "record_id") continue;
    EXPECT_EQ(row[11], "NA");
  }
}

TEST_F(GenerateTest, RefusesImpossibleSizes) {
  EXPECT_EQ(Generate({0, 1, folder_.string()}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Generate({10'000'001, 1, folder_.string()}).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(GenerateTest, AnUnwritableFolderIsAnError) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "file") << "x";
  EXPECT_FALSE(Generate({10, 1, (folder_ / "file").string()}).ok());
}

TEST(SpellTest, OneNameInThreeSpellings) {
  struct Row {
    NameLanguage language;
    const char *native, *latin, *plain;
  };
  const Row rows[] = {
      {NameLanguage::kSerbian, "Ђорђе Живковић", "Đorđe Živković", "Djordje Zivkovic"},
      {NameLanguage::kSerbian, "Љубомир Џунић", "Ljubomir Džunić", "Ljubomir Dzunic"},
      {NameLanguage::kBulgarian, "Юлия Щерева", "Yuliya Shtereva", "Yuliya Shtereva"},
      {NameLanguage::kGreek, "Παπαδόπουλος", "Papadopoulos", "Papadopoulos"},
      {NameLanguage::kRomanian, "Ștefănescu", "Ștefănescu", "Stefanescu"},
      {NameLanguage::kAlbanian, "Përmeti", "Përmeti", "Permeti"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Spell(row.native, row.language, Spelling::kNative), row.native);
    EXPECT_EQ(Spell(row.native, row.language, Spelling::kLatin), row.latin);
    EXPECT_EQ(Spell(row.native, row.language, Spelling::kPlain), row.plain);
  }
}

}  // namespace
}  // namespace onefold::lab
