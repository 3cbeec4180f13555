#include <gtest/gtest.h>

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

}  // namespace
}  // namespace onefold::encode
