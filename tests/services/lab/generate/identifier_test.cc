#include "services/lab/generate/identifier.h"

#include <gtest/gtest.h>

namespace onefold::lab {
namespace {

constexpr IdScheme kSchemes[] = {IdScheme::kJmbg,     IdScheme::kEgn,   IdScheme::kCnp,
                                 IdScheme::kAmka,     IdScheme::kRntrc, IdScheme::kTckn,
                                 IdScheme::kHungarian};

// Numbers that the documentation of the schemes uses, or made by hand from the rule.
TEST(HasValidCheckDigit, KnownNumbers) {
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kEgn, "7523169263"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kEgn, "7523169264"));
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kCnp, "1630615123457"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kCnp, "1630615123458"));
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kJmbg, "0101006500006"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kJmbg, "0101006500007"));
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kAmka, "01013099997"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kAmka, "01013099999"));
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kRntrc, "1759013776"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kRntrc, "1759013770"));
  EXPECT_TRUE(HasValidCheckDigit(IdScheme::kTckn, "17291716060"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kTckn, "17291716050"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kTckn, "1729171606"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kEgn, "752316926x"));
  EXPECT_FALSE(HasValidCheckDigit(IdScheme::kNone, ""));
}

TEST(NationalId, HoldsAValidCheckDigitAndAnErrorBreaksIt) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  for (const IdScheme scheme : kSchemes) {
    for (int i = 0; i < 500; ++i) {
      const BirthDate born{1950 + i % 70, 1 + i % 12, 1 + i % 28};
      const std::string id = NationalId(scheme, born, i % 2 == 0, random);
      EXPECT_TRUE(HasValidCheckDigit(scheme, id)) << id;
      const std::string wrong = WithWrongDigit(scheme, id, random);
      EXPECT_EQ(wrong.size(), id.size());
      EXPECT_NE(wrong, id);
      EXPECT_FALSE(HasValidCheckDigit(scheme, wrong));
    }
  }
  EXPECT_EQ(NationalId(IdScheme::kNone, {1990, 1, 1}, true, random), "");
}

TEST(NationalId, SaysBirthAndSexWhereTheSchemeDoes) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  EXPECT_EQ(NationalId(IdScheme::kJmbg, {1984, 3, 7}, true, random).substr(0, 7), "0703984");
  EXPECT_GE(NationalId(IdScheme::kJmbg, {1984, 3, 7}, true, random)[9], '5');
  EXPECT_LT(NationalId(IdScheme::kJmbg, {1984, 3, 7}, false, random)[9], '5');
  EXPECT_EQ(NationalId(IdScheme::kEgn, {2004, 3, 7}, true, random).substr(0, 6), "044307");
  EXPECT_EQ(NationalId(IdScheme::kCnp, {1984, 3, 7}, true, random).substr(0, 7), "2840307");
  EXPECT_EQ(NationalId(IdScheme::kCnp, {2004, 3, 7}, false, random).substr(0, 7), "5040307");
  EXPECT_EQ(NationalId(IdScheme::kAmka, {1984, 3, 7}, true, random).substr(0, 6), "070384");
  EXPECT_EQ(NationalId(IdScheme::kRntrc, {1900, 1, 2}, true, random).substr(0, 5), "00002");
  EXPECT_EQ(NationalId(IdScheme::kRntrc, {1990, 1, 1}, true, random).substr(0, 5), "32873");
  EXPECT_EQ(NationalId(IdScheme::kHungarian, {1984, 3, 7}, true, random).substr(0, 7), "2840307");
}

TEST(WithWrongDigit, LeavesLettersAlone) {
  const Digest seed{};
  crypto::SeededStream random(seed);
  for (int i = 0; i < 200; ++i) {
    const std::string wrong = WithWrongDigit(IdScheme::kNone, "A12345678", random);
    EXPECT_NE(wrong, "A12345678");
    EXPECT_EQ(wrong[0], 'A');
  }
  EXPECT_EQ(WithWrongDigit(IdScheme::kNone, "", random), "");
}

TEST(IsDate, KnowsTheCalendar) {
  EXPECT_TRUE(IsDate({2000, 2, 29}));
  EXPECT_FALSE(IsDate({1900, 2, 29}));
  EXPECT_FALSE(IsDate({2001, 2, 29}));
  EXPECT_FALSE(IsDate({2001, 13, 1}));
  EXPECT_FALSE(IsDate({2001, 1, 0}));
  EXPECT_EQ(DaysInMonth(2024, 2), 29);
}

}  // namespace
}  // namespace onefold::lab
