#include "linkage/encode/tokenize.h"

#include <gtest/gtest.h>

#include "linkage/encode/mojibake.h"

namespace onefold::encode {
namespace {

using Tokens = std::vector<std::string>;

TEST(TokenizeTest, NamesAreSetsOfPaddedWords) {
  EXPECT_EQ(NameTokens({"ana"}, 2), (Tokens{"_a", "a_", "an", "na"}));
  EXPECT_EQ(NameTokens({"ana", "na"}, 2), (Tokens{"_a", "_n", "a_", "an", "na"}));
  EXPECT_EQ(NameTokens({"maria", "anna"}, 2), NameTokens({"anna", "maria"}, 2));
  EXPECT_EQ(NameTokens({"a"}, 3), (Tokens{"__a", "_a_", "a__"}));
  EXPECT_EQ(NameTokens({"ab"}, 1), (Tokens{"a", "b"}));
  EXPECT_TRUE(NameTokens({}, 2).empty());
}

TEST(TokenizeTest, TextKeepsNeighbours) {
  EXPECT_EQ(TextTokens({"5", "a"}, 2), (Tokens{"5_", "_5", "_a", "a_"}));
  EXPECT_NE(TextTokens({"main", "st"}, 3), TextTokens({"st", "main"}, 3));
  EXPECT_TRUE(TextTokens({}, 2).empty());
}

TEST(TokenizeTest, DatesAreDigitsWithTheirPlace) {
  EXPECT_EQ(DateTokens({1990, 4, 12}), (Tokens{"0:1", "1:9", "2:9", "3:0", "4:0", "5:4", "6:1",
                                               "7:2", "a:0412", "b:0412", "c:0412"}));
  EXPECT_EQ(DateTokens({1990, 0, 0}), (Tokens{"0:1", "1:9", "2:9", "3:0"}));
  EXPECT_EQ(DateTokens({0, 94, 7}),
            (Tokens{"4:9", "5:4", "6:0", "7:7", "a:0794", "b:0794", "c:0794"}));
  EXPECT_TRUE(DateTokens({}).empty());
}

TEST(MojibakeTest, Table) {
  for (const char* bad :
       {"MÃ¼ller", "Å½ivkoviÄ‡", "Ð–Ð¸Ð²", "GÃ¶ran", "\uFFFD", "Jos\u00C3\u00A9", "Ä\u008D"}) {
    EXPECT_TRUE(LooksLikeMojibake(bad)) << bad;
  }
  for (const char* good :
       {"Müller", "Živković", "Живковић", "ANDRÉ’S", "O’Neil", "Ångström", "Đorđe", "São", "Ñandú",
        "ÀÉ", "Ö–Ä", "plain", "Γιώργος", "李", "№ 5 «Đ»"}) {
    EXPECT_FALSE(LooksLikeMojibake(good)) << good;
  }
}

}  // namespace
}  // namespace onefold::encode
