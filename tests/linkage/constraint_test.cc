#include "linkage/constraint.h"

#include <gtest/gtest.h>

namespace onefold::linkage {
namespace {

TEST(Constraint, RelationsHaveTwoNames) {
  for (const bool link : {true, false}) {
    const auto parsed = ParseRelation(RelationName(link));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(*parsed, link);
  }
  for (const char* text : {"", "must", "Must-Link", "must-link ", "same"}) {
    EXPECT_EQ(ParseRelation(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

std::string Repeat(std::string_view text, int times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

TEST(Constraint, AProvenanceIsALineOf200Characters) {
  struct Row {
    const char* name;
    std::string text;
    bool good;
  };
  const Row rows[] = {
      {"plain", "referral of the helpline, 3 May", true},
      {"other scripts", "упућивање, παραπομπή, إحالة", true},
      {"200 of two bytes", Repeat("\u0436", 200), true},
      {"200 of four bytes", Repeat("\U0001F4C4", 200), true},
      {"201", std::string(201, 'x'), false},
      {"201 of two bytes", Repeat("\u0436", 201), false},
      {"empty", "", false},
      {"spaces", " \u00a0 ", false},
      {"line break", "court\ndecision", false},
      {"carriage return", "court\r", false},
      {"tabulator", "court\tdecision", false},
      {"nul", std::string("a\0b", 3), false},
      {"delete", "a\x7f", false},
      {"C1 control", "a\u0085", false},
      {"line separator",
       "a\u2028"
       "b",
       false},
      {"lone continuation", "a\x80", false},
      {"cut short", "a\xd0", false},
      {"overlong", "a\xc0\xaf", false},
      {"overlong of three", "\xe0\x80\xaf", false},
      {"surrogate", "a\xed\xa0\x80", false},
      {"beyond Unicode", "a\xf4\x90\x80\x80", false},
      {"five bytes", "\xf8\x88\x80\x80\x80", false},
  };
  for (const Row& row : rows) EXPECT_EQ(CheckProvenance(row.text).ok(), row.good) << row.name;
}

TEST(ConstraintPairs, TheOrderOfTheTwoDoesNotMatter) {
  ConstraintPairs pairs;
  EXPECT_EQ(*pairs.Add("a", "b", true), true);
  EXPECT_EQ(*pairs.Add("b", "a", true), false) << "another who says so";
  EXPECT_EQ(*pairs.Add("a", "c", false), true);
  EXPECT_FALSE(pairs.Add("b", "a", false).ok());
  EXPECT_FALSE(pairs.Add("c", "a", true).ok());
  EXPECT_FALSE(pairs.Add("a", "a", true).ok());
  EXPECT_EQ(pairs.must_links(), 1u);
  EXPECT_EQ(pairs.cannot_links(), 1u);
}

TEST(ConstraintPairs, NamesAreNotRunTogether) {
  ConstraintPairs pairs;
  EXPECT_TRUE(*pairs.Add("ab", "c", true));
  EXPECT_TRUE(*pairs.Add("a", "bc", false));
}

TEST(ConstraintPairs, HasALimit) {
  ConstraintPairs pairs;
  for (std::size_t i = 0; i < kMaxConstraints; ++i) {
    ASSERT_TRUE(pairs.Add("a", std::to_string(i), true).ok());
  }
  EXPECT_FALSE(pairs.Add("a", "b", true).ok());
}

}  // namespace
}  // namespace onefold::linkage
