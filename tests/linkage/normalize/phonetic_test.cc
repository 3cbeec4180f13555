#include <gtest/gtest.h>

#include <fstream>

#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

// Examples of the United States National Archives and of Knuth, The Art of Computer Programming,
// volume 3, 6.
TEST(PhoneticCode, KnownCodes) {
  const char* const table[][2] = {
      {"washington", "W252"}, {"lee", "L000"},         {"gutierrez", "G362"}, {"pfister", "P236"},
      {"jackson", "J250"},    {"tymczak", "T522"},     {"vandeusen", "V532"}, {"ashcraft", "A261"},
      {"euler", "E460"},      {"gauss", "G200"},       {"hilbert", "H416"},   {"knuth", "K530"},
      {"lloyd", "L300"},      {"lukasiewicz", "L222"}, {"robert", "R163"},    {"rupert", "R163"},
      {"honeyman", "H555"},   {"ghosh", "G200"},       {"heilbronn", "H416"}, {"wachs", "W200"}};
  for (const auto& [name, code] : table) {
    std::string expected = code;
    expected[0] = static_cast<char>(expected[0] + ('a' - 'A'));
    EXPECT_EQ(PhoneticCode(name), expected) << name;
  }
}

TEST(PhoneticCode, AnythingElse) {
  EXPECT_EQ(PhoneticCode(""), "");
  EXPECT_EQ(PhoneticCode("123"), "");
  EXPECT_EQ(PhoneticCode("1robert2"), "r163");
  EXPECT_EQ(PhoneticCode("ROBERT"), "r163");
  EXPECT_EQ(PhoneticCode("h"), "h000");
}

// Made by an independent implementation: skeleton() of tests/reference/encoding.py.
TEST(SkeletonCode, GoldenVectors) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/skeleton.tsv");
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    EXPECT_EQ(SkeletonCode(line.substr(0, tab)), line.substr(tab + 1)) << line;
    ++rows;
  }
  EXPECT_GT(rows, 300);
}

std::string CodeOf(const char* text, const char* language) {
  const std::vector<std::string> words = NormalizeName(text, language).tokens;
  return words.empty() ? "" : SkeletonCode(words.front());
}

// One name in several scripts, spellings and grammatical forms, with and without its language.
TEST(SkeletonCode, SpellingsOfOneNameMeet) {
  const std::vector<std::pair<const char*, const char*>> rows[] = {
      {{"Јелена", "sr"}, {"Jelena", ""}, {"Елена", "bg"}, {"Yelena", ""}, {"Elena", ""}},
      {{"Христо", "bg"}, {"Hristo", ""}, {"Christo", ""}, {"Khristo", ""}, {"Xristos", ""}},
      {{"Цветан", "bg"}, {"Цветан", ""}, {"Tsvetan", ""}, {"Cvetan", ""}, {"Tzvetan", ""}},
      {{"Јован", "sr"}, {"Йован", ""}, {"Iovan", ""}, {"Yovan", ""}},
      {{"Živković", "sr"}, {"Живковић", ""}, {"Zhivkovich", ""}, {"Zivkovic", ""}},
      {{"Щербенко", "uk"}, {"Щербенко", ""}, {"Shcherbenko", ""}, {"Shcherbenko", "uk"}},
      {{"Kowalski", "pl"}, {"Kowalska", ""}, {"Ковальская", "ru"}},
      {{"Παπαδόπουλος", "el"}, {"Παπαδοπούλου", ""}, {"Papadopoulou", ""}, {"Papadopulos", ""}},
      {{"Kazlauskas", "lt"}, {"Kazlauskienė", "lt"}, {"Kazlauskaitė", ""}},
      {{"Αντωνόπουλος", "el"}, {"Antonopoulos", ""}, {"Andonopoulos", ""}},
      {{"Hoxha", "sq"}, {"Hodža", "bs"}, {"Хоџа", ""}},
      {{"Hussein", ""}, {"Husein", "bs"}, {"Khusein", ""}}};
  for (const auto& row : rows) {
    for (const auto& [text, language] : row) {
      EXPECT_EQ(CodeOf(text, language), CodeOf(row[0].first, row[0].second)) << text << language;
    }
  }
}

TEST(SkeletonCode, DifferentNamesStayApart) {
  EXPECT_NE(CodeOf("Ivan", ""), CodeOf("Jovan", ""));
  EXPECT_NE(CodeOf("Milan", ""), CodeOf("Nina", ""));
  EXPECT_NE(CodeOf("Marko", ""), CodeOf("Marija", ""));
  EXPECT_EQ(CodeOf("", ""), "");
  EXPECT_EQ(CodeOf("123", ""), "");
}

}  // namespace
}  // namespace onefold::encode
