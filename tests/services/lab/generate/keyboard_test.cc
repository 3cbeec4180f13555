#include "services/lab/generate/keyboard.h"

#include <gtest/gtest.h>

#include <set>

#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

TEST(Neighbours, AreTheKeysThatTouch) {
  const auto set = [](std::u32string letters) {
    return std::set<char32_t>(letters.begin(), letters.end());
  };
  EXPECT_EQ(set(Neighbours(Keyboard::kQwerty, 's')), set(U"adwezx"));
  EXPECT_EQ(set(Neighbours(Keyboard::kQwerty, 'q')), set(U"wa"));
  EXPECT_TRUE(set(Neighbours(Keyboard::kQwertz, 't')).contains('z'));
  EXPECT_FALSE(set(Neighbours(Keyboard::kQwerty, 't')).contains('z'));
  EXPECT_TRUE(set(Neighbours(Keyboard::kJcuken, U'ш')).contains(U'щ'));
  EXPECT_TRUE(Neighbours(Keyboard::kQwerty, U'ж').empty());
}

TEST(Neighbours, TouchEachOther) {
  for (int k = 0; k <= static_cast<int>(Keyboard::kArabic); ++k) {
    const auto keyboard = static_cast<Keyboard>(k);
    for (char32_t letter = 'a'; letter < 0x1100; ++letter) {
      for (const char32_t near : Neighbours(keyboard, letter)) {
        EXPECT_NE(Neighbours(keyboard, near).find(letter), std::u32string::npos);
      }
    }
  }
}

// Levenshtein distance, a swap of neighbours counting one.
std::size_t Distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

std::u32string Lowered(const std::string& text) {
  std::u32string letters = Letters(text);
  for (char32_t& letter : letters) letter = Lower(letter);
  return letters;
}

TEST(Mistyped, MakesOneError) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  std::set<std::size_t> lengths;
  for (int i = 0; i < 2000; ++i) {
    const std::string wrong = Mistyped("Zivkovic", Keyboard::kQwertz, random);
    EXPECT_LE(Distance(Lowered("Zivkovic"), Lowered(wrong)), 1u) << wrong;
    lengths.insert(Letters(wrong).size());
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{7, 8, 9}));  // left out, replaced, added
  EXPECT_EQ(Mistyped("Io", Keyboard::kQwerty, random), "Io");
}

TEST(Mistyped, ReplacesByANeighbourOnTheKeyboardOfTheScript) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  for (int i = 0; i < 500; ++i) {
    const std::u32string right = Letters("Коваленко"),
                         wrong = Letters(Mistyped("Коваленко", Keyboard::kJcuken, random));
    if (wrong.size() != right.size()) continue;
    std::vector<std::size_t> at;
    for (std::size_t j = 0; j < right.size(); ++j) {
      if (wrong[j] != right[j]) at.push_back(j);
    }
    if (at.size() != 1) continue;  // two letters exchanged
    const auto near = Neighbours(Keyboard::kJcuken, Lower(right[at[0]]));
    EXPECT_NE(near.find(Lower(wrong[at[0]])), std::u32string::npos);
  }
}

TEST(Misread, TakesALetterForOneThatLooksLikeIt) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) seen.insert(Misread("horn", random));
  EXPECT_EQ(seen, (std::set<std::string>{"born", "harn", "hom"}));
  EXPECT_EQ(Misread("zzz", random), "zzz");
}

TEST(KeyboardFor, FollowsScriptAndLanguage) {
  EXPECT_EQ(KeyboardFor(Script::kLatin, "uk", Keyboard::kQwertz), Keyboard::kQwertz);
  EXPECT_EQ(KeyboardFor(Script::kCyrillic, "uk", Keyboard::kQwertz), Keyboard::kJcuken);
  EXPECT_EQ(KeyboardFor(Script::kCyrillic, "bg", Keyboard::kQwertz), Keyboard::kBulgarian);
  EXPECT_EQ(KeyboardFor(Script::kCyrillic, "sr", Keyboard::kQwerty), Keyboard::kSouthSlavic);
  EXPECT_EQ(KeyboardFor(Script::kGreek, "el", Keyboard::kQwerty), Keyboard::kGreek);
}

}  // namespace
}  // namespace onefold::lab
