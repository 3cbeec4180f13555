#include "services/lab/generate/generate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/lab/generate/spelling.h"
#include "services/lab/link.h"
#include "services/lab/score.h"
#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

TEST(Spell, WritesTheOtherScript) {
  EXPECT_EQ(Spell("Đorđe Živković", "sr", Spelling::kOtherScript), "Ђорђе Живковић");
  EXPECT_EQ(Spell("Ljiljana", "sr", Spelling::kOtherScript), "Љиљана");
  EXPECT_EQ(Spell("Đorđe Živković", "sr", Spelling::kPlain), "Djordje Zivkovic");
  EXPECT_EQ(Spell("Ѓорѓи", "mk", Spelling::kOtherScript), "Gjorgji");
  EXPECT_EQ(Spell("Щерю", "bg", Spelling::kPlain), "Shteryu");
  EXPECT_EQ(Spell("Григорій", "uk", Spelling::kPlain), "Hryhorii");
  EXPECT_EQ(Spell("Şükrü", "tr", Spelling::kPlain), "Sukru");
  EXPECT_EQ(Spell("Ștefan", "ro", Spelling::kNative), "Ștefan");
}

TEST(Mistype, MakesOneError) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  for (int i = 0; i < 200; ++i) {
    const std::string wrong = Mistype("Živković", random);
    EXPECT_GE(wrong.size(), 8u);
    EXPECT_LE(wrong.size(), 14u);
  }
  EXPECT_EQ(Mistype("Io", random), "Io");
}

TEST(Generate, SameSeedSameFiles) {
  const testing::Folder folder;
  for (const char* run : {"one", "two"}) {
    const auto generated = Generate({200, 7, folder / run});
    ASSERT_TRUE(generated.ok());
    EXPECT_EQ(generated->files.size(), 6u);
  }
  ASSERT_TRUE(Generate({200, 8, folder / "three"}).ok());
  for (const char* name : {"police.csv", "shelter.csv", "truth.csv"}) {
    EXPECT_EQ(folder.Read(std::string("one/") + name), folder.Read(std::string("two/") + name));
    EXPECT_NE(folder.Read(std::string("one/") + name), folder.Read(std::string("three/") + name));
  }
}

TEST(Generate, LinksUnderTheShippedSchema) {
  const testing::Folder folder;
  const auto generated = Generate({600, 3, folder / "made"});
  ASSERT_TRUE(generated.ok());
  LinkOptions options;
  options.schema_path = std::string(ONEFOLD_SOURCE_DIR) + "/deploy/schemas/see.json";
  options.secret = "test";
  options.show_progress = false;
  for (const char* name : {"police", "border", "shelter", "helpline", "inspectorate"}) {
    options.sources.push_back({name, folder / (std::string("made/") + name + ".csv"), false});
  }
  const auto outcome = Link(options);
  ASSERT_TRUE(outcome.ok()) << Message(outcome.status());
  EXPECT_EQ(outcome->refused, 0u);
  EXPECT_GT(outcome->unlinkable, 0u);  // consent was refused
  EXPECT_EQ(outcome->rows.size() + outcome->unlinkable, generated->records);
  ASSERT_TRUE(WriteEntities(*outcome, folder / "e.csv").ok());
  const auto score = ScoreEntities(folder / "e.csv", folder / "made/truth.csv");
  ASSERT_TRUE(score.ok()) << Message(score.status());
  EXPECT_GT(score->precision, 0.9);
  EXPECT_GT(score->recall, 0.3);
}

}  // namespace
}  // namespace onefold::lab
