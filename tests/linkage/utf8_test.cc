#include "linkage/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace onefold::linkage {
namespace {

TEST(Utf8Test, Validity) {
  for (const char* good :
       {"", "abc", "é", "Ђ", "李", "𝔘", "\u07FF\u0800\uFFFF", "aaaaaaaaaaaaaaaé"}) {
    EXPECT_TRUE(IsValidUtf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xC3", "\xC1\x81", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4xx", "aaaaaaaaa\xFF"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
  }
}

TEST(Utf8Test, CodePointsAndTrimming) {
  const std::string text = "aé李𝔘";
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(NextCodePoint(text, at));
  EXPECT_EQ(points, (std::vector<char32_t>{'a', 0xE9, 0x674E, 0x1D518}));
  EXPECT_EQ(TrimSpaces(" \t a b\u00A0 "), "a b");
  EXPECT_EQ(TrimSpaces(" \t"), "");
}

}  // namespace
}  // namespace onefold::linkage
