#include "linkage/encode/identifier.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace onefold::encode {
namespace {

using linkage::Checksum;

std::map<std::string, Checksum> Rules() {
  std::map<std::string, Checksum> rules;
  for (const auto& [name, check] : linkage::kChecksumNames) {
    if (check != Checksum::kNone) rules.emplace(name, check);
  }
  return rules;
}

const std::map<std::string, Checksum> kRules = Rules();

// Made with python-stdnum: tests/reference/identifier_vectors.py.
TEST(IdentifierTest, GoldenVectors) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/identifiers.tsv");
  std::map<std::string, int> good, bad;
  std::string rule, code;
  bool valid = false;
  while (file >> rule >> code >> valid) {
    EXPECT_EQ(PassesChecksum(kRules.at(rule), code), valid) << rule << " " << code;
    ++(valid ? good : bad)[rule];
  }
  for (const auto& [name, check] : kRules) {
    EXPECT_EQ(good[name], 40) << name;
    EXPECT_EQ(bad[name], 40) << name;
  }
}

TEST(IdentifierTest, WrongShapesFail) {
  for (const auto& [name, check] : kRules) {
    for (const char* code :
         {"", "0", "0000000000", "000000000", "00000000000", "0000000000000", "1111111111111",
          "AAAAAAAAAAAAAAAA", "12345678901234567890A", "ABCDEFGHIJKLM", "12345Ж789",
          "999999999999999999999999999999999999999999999999999999999999999999"}) {
      EXPECT_FALSE(PassesChecksum(check, code)) << name << " " << code;
      EXPECT_EQ(CheckedCode(check, code), "") << name << " " << code;
    }
  }
  EXPECT_TRUE(PassesChecksum(Checksum::kNone, ""));
  EXPECT_EQ(CheckedCode(Checksum::kNone, "ANYTHING 000"), "ANYTHING 000");
}

// Examples that stand in the definitions of the numbers.
TEST(IdentifierTest, KnownNumbers) {
  EXPECT_TRUE(PassesChecksum(Checksum::kHetu, "131052308T"));  // 131052-308T
  EXPECT_TRUE(PassesChecksum(Checksum::kDni, "12345678Z"));
  EXPECT_TRUE(PassesChecksum(Checksum::kRodneCislo, "531231123"));  // nine digits have no checksum
  EXPECT_FALSE(PassesChecksum(Checksum::kTckn, "01234567890"));
}

// One person, one code: with or without the century.
TEST(IdentifierTest, PersonnummerLosesItsCentury) {
  EXPECT_EQ(CheckedCode(Checksum::kPersonnummer, "8803200016"), "8803200016");
  EXPECT_EQ(CheckedCode(Checksum::kPersonnummer, "198803200016"), "8803200016");
  EXPECT_EQ(CheckedCode(Checksum::kPersonnummer, "198803200017"), "");
}

// Every single wrong digit shows where the rule promises it.
TEST(IdentifierTest, SingleErrorsShow) {
  const std::pair<Checksum, std::string> numbers[] = {{Checksum::kOib, "33392005961"},
                                                      {Checksum::kDni, "12345678Z"},
                                                      {Checksum::kLuhn, "4539578763621486"},
                                                      {Checksum::kPesel, "44051401359"}};
  for (const auto& [check, number] : numbers) {
    ASSERT_TRUE(PassesChecksum(check, number)) << number;
    for (std::size_t i = 0; i < number.size(); ++i) {
      if (number[i] > '9') continue;
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string other = number;
        other[i] = digit;
        EXPECT_EQ(PassesChecksum(check, other), other == number) << other;
      }
    }
  }
}

}  // namespace
}  // namespace onefold::encode
