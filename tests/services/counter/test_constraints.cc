#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash.h"
#include "services/counter/constraints.h"

namespace onefold::counter {
namespace {

Id128 Id(std::uint8_t byte) {
  Id128 id;
  id.fill(byte);
  return id;
}
std::string Hex(std::uint8_t byte) { return FormatHex(Id(byte)); }

PairConstraint Pair(std::uint8_t a, std::uint8_t b, bool link,
                    std::string provenance = "referral") {
  return {{Id(1), Id(a)}, {Id(2), Id(b)}, link, std::move(provenance)};
}

TEST(Constraints, CanonicalFormDoesNotDependOnTheOrderGiven) {
  std::vector<PairConstraint> given = {Pair(9, 8, true), Pair(3, 4, false), Pair(3, 5, true, "a"),
                                       Pair(3, 5, true, "b")};
  std::vector<PairConstraint> other(given.rbegin(), given.rend());
  for (PairConstraint& one : other) std::swap(one.a, one.b);
  other.push_back(other.front());
  const auto first = Canonical(given), second = Canonical(other);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(first->size(), 4u);
  EXPECT_EQ(DigestOf(*first), DigestOf(*second));
  EXPECT_TRUE(std::is_sorted(first->begin(), first->end()));
}

TEST(Constraints, CanonicalTextIsTheDocumentedOne) {
  const auto canonical =
      Canonical({Pair(9, 8, false, "court decision"), Pair(3, 4, true, "упућивање")});
  ASSERT_TRUE(canonical.ok());
  const std::string text = Hex(1) + " " + Hex(3) + " " + Hex(2) + " " + Hex(4) +
                           " must-link упућивање\n" + Hex(1) + " " + Hex(9) + " " + Hex(2) + " " +
                           Hex(8) + " cannot-link court decision\n";
  EXPECT_EQ(FormatConstraints(*canonical), text);
  EXPECT_EQ(DigestOf(*canonical), crypto::Sha256(AsBytes(text)));
}

TEST(Constraints, EveryFactChangesTheDigest) {
  const auto digest = [](const PairConstraint& one) { return DigestOf(*Canonical({one})); };
  const Digest base = digest(Pair(3, 4, true));
  EXPECT_NE(digest(Pair(5, 4, true)), base);
  EXPECT_NE(digest(Pair(3, 5, true)), base);
  EXPECT_NE(digest(Pair(3, 4, false)), base);
  EXPECT_NE(digest(Pair(3, 4, true, "another")), base);
  PairConstraint other = Pair(3, 4, true);
  other.b.submission = Id(7);
  EXPECT_NE(digest(other), base);
}

TEST(Constraints, WhatIsRefusedIsNamedByItsPlace) {
  const auto message = [](std::vector<PairConstraint> given) {
    return std::string(Message(Canonical(std::move(given)).status()));
  };
  EXPECT_EQ(message({Pair(1, 2, true), Pair(3, 4, true, "")}).rfind("constraint 2: provenance", 0),
            0u);
  PairConstraint itself = Pair(1, 2, true);
  itself.b = itself.a;
  EXPECT_EQ(message({itself}).rfind("constraint 1: ", 0), 0u);
  EXPECT_EQ(message({Pair(1, 2, true), Pair(1, 2, false)}).rfind("constraint 2: relation", 0), 0u);
}

const std::string kHeader = "submission_a,handle_a,submission_b,handle_b,relation,provenance";

std::string Row(std::uint8_t a, std::uint8_t b, const std::string& rest) {
  return Hex(1) + "," + Hex(a) + "," + Hex(2) + "," + Hex(b) + "," + rest;
}

TEST(ConstraintFile, ReadsWhatSpreadsheetsWrite) {
  std::string row = Row(0xab, 4, "must-link,\"referral, \"\"urgent\"\"\"");
  std::transform(row.begin(), row.begin() + 65, row.begin(), ::toupper);
  const auto read = ParseConstraints("\xef\xbb\xbf" + kHeader + ",note\r\n" + row + ",\r\n\r\n" +
                                     Row(5, 6, "cannot-link,court,seen"));
  ASSERT_TRUE(read.ok()) << read.status();
  const std::vector<PairConstraint> expected = {Pair(0xab, 4, true, "referral, \"urgent\""),
                                                Pair(5, 6, false, "court")};
  EXPECT_EQ(*read, expected);
  EXPECT_TRUE(ParseConstraints(kHeader)->empty());
}

TEST(ConstraintFile, ErrorsNameRowColumnAndRule) {
  struct Case {
    const char* name;
    std::string csv, says;
  };
  const std::string good = kHeader + "\n" + Row(3, 4, "must-link,referral\n");
  const Case cases[] = {
      {"empty", "", "header.empty-file: "},
      {"no header", Row(3, 4, "must-link,x"),
       "header.missing-column: there is no column \"submission_a\""},
      {"a column twice", kHeader + ",relation\n", "header.repeated-column: column 7"},
      {"short id", kHeader + "\nab," + Row(3, 4, "must-link,x").substr(33), "row 1: submission_a"},
      {"no hex",
       good + Row(3, 4, "must-link,x").substr(0, 33) + std::string(32, 'z') +
           Row(3, 4, "must-link,x").substr(65),
       "row 2: handle_a"},
      {"relation", good + Row(5, 6, "same,x"), "row 2: relation: "},
      {"provenance", good + Row(5, 6, "must-link,"), "row 2: provenance: "},
      {"no UTF-8", good + Row(5, 6, "must-link,\xff"), "row 2: provenance: csv.invalid-utf8"},
      {"two lines", good + Row(5, 6, "must-link,\"a\nb\""), "row 2: provenance: "},
      {"other relation", good + "\n" + Row(3, 4, "cannot-link,x"), "row 2: relation: "},
      {"itself",
       kHeader + "\n" + Hex(1) + "," + Hex(3) + "," + Hex(1) + "," + Hex(3) + ",must-link,x",
       "row 1: relates a record to itself"},
      {"columns", good + Row(5, 6, "must-link"), "row 2: csv.column-count"},
      {"open quote", good + Row(5, 6, "must-link,\"x\n"),
       "row 2: provenance: csv.quote-not-closed"},
      {"quote inside", good + Row(5, 6, "must-link,x\"y\n"),
       "row 2: provenance: csv.quote-in-field"},
      {"further column", kHeader + ",Ana\x0e\n" + Row(5, 6, "must-link,x,\"y\"z\n"),
       "row 1: csv.quote-in-field"},
      {"after a quote", good + Row(5, 6, "must-link,\"x\"y\n"),
       "row 2: provenance: csv.quote-in-field"},
  };
  for (const Case& one : cases) {
    const auto read = ParseConstraints(one.csv);
    ASSERT_EQ(read.status().code(), StatusCode::kInvalidArgument) << one.name;
    EXPECT_EQ(Message(read.status()).rfind(one.says, 0), 0u) << one.name << ": " << read.status();
  }
}

TEST(ConstraintFile, AMissingFileIsNamed) {
  const auto read = ReadConstraintFile("/no/such/file.csv");
  EXPECT_EQ(read.status().code(), StatusCode::kNotFound);
  EXPECT_NE(Message(read.status()).find("/no/such/file.csv"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::counter
