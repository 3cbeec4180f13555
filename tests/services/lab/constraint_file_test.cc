#include "services/lab/constraint_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "services/lab/link.h"
#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

constexpr char kHeader[] = "source_a,record_id_a,source_b,record_id_b,relation,provenance\n";

// Records 1 to 3 of the police are the cases 0 to 2, those of the shelter 3 to 5.
StatusOr<std::vector<count::Constraint>> Read(const std::string& content) {
  const testing::Folder folder;
  const std::vector<SourceFile> sources = {{"police", "", false}, {"shelter", "", false}};
  return ReadConstraints(
      folder.Write("constraints.csv", content), sources,
      [](const std::string& source, const std::string& id) -> std::optional<std::uint32_t> {
        if (id != "1" && id != "2" && id != "3") return std::nullopt;
        return static_cast<std::uint32_t>(id[0] - '1' + (source == "police" ? 0 : 3));
      });
}

TEST(ConstraintFile, ReadsEachPairOnce) {
  const auto read = Read(
      "provenance,relation,source_a,record_id_a,source_b,record_id_b\n"
      "\"referral, 3 May\",must-link,police,1,shelter,2\n"
      "the shelter too,must-link,shelter,2,police,1\n"
      "court decision,cannot-link,police,2,police,3\n");
  ASSERT_TRUE(read.ok()) << Message(read.status());
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].left, 0u);
  EXPECT_EQ((*read)[0].right, 4u);
  EXPECT_TRUE((*read)[0].link);
  EXPECT_EQ((*read)[1].left, 1u);
  EXPECT_EQ((*read)[1].right, 2u);
  EXPECT_FALSE((*read)[1].link);
}

TEST(ConstraintFile, ErrorsNameRowColumnAndRuleAndNoValue) {
  struct Row {
    const char* name;
    std::string rows, says;
  };
  const std::string good = "police,1,shelter,1,must-link,referral\n";
  const Row rows[] = {
      {"source a", "customs,1,shelter,1,must-link,x\n", "row 1: source_a: "},
      {"source b", good + "police,1,Shelter,1,must-link,x\n", "row 2: source_b: "},
      {"record a", "police,77,shelter,1,must-link,x\n", "row 1: record_id_a: "},
      {"record b", "police,1,shelter,77,must-link,x\n", "row 1: record_id_b: "},
      {"relation", "police,1,shelter,1,same,x\n", "row 1: relation: "},
      {"provenance", "police,1,shelter,1,must-link,\n", "row 1: provenance: "},
      {"itself", "police,1,police,1,must-link,x\n", "row 1: relates a record to itself"},
      {"other relation", good + "shelter,1,police,1,cannot-link,x\n", "row 2: relation: "},
      {"columns", "police,1\n", "row 1: csv.column-count"},
  };
  for (const Row& row : rows) {
    const auto read = Read(kHeader + row.rows);
    ASSERT_EQ(read.status().code(), StatusCode::kInvalidArgument) << row.name;
    const std::string message(Message(read.status()));
    EXPECT_NE(message.find("constraints.csv: " + row.says), std::string::npos) << message;
    for (const char* value : {"customs", "77", "Shelter"}) {
      const std::string rule = message.substr(message.find("constraints.csv"));
      EXPECT_EQ(rule.find(value), std::string::npos) << message;
    }
  }
  EXPECT_NE(Message(Read("source_a\n").status()).find("record_id_a"), std::string_view::npos);
}

// FEBRL 4 cut to some persons; the first column of a row is its record id, rec-<person>-….
std::string Persons(const std::string& name, const std::vector<int>& persons) {
  std::ifstream input(std::string(ONEFOLD_SOURCE_DIR) + "/deploy/data/" + name + ".csv");
  std::string header, row, all;
  std::getline(input, header);
  while (std::getline(input, row)) {
    const int person = std::stoi(row.substr(4));
    if (std::count(persons.begin(), persons.end(), person) > 0) all += row + "\n";
  }
  return header + "\n" + all;
}

class LinkConstraints : public ::testing::Test {
 protected:
  LinkConstraints() {
    std::vector<int> both(200);
    for (int i = 0; i < 200; ++i) both[static_cast<std::size_t>(i)] = i;
    std::vector<int> in_a = both, in_b = both;
    in_a.push_back(1000);
    in_b.push_back(2000);
    options_.schema_path = std::string(ONEFOLD_SOURCE_DIR) + "/deploy/schemas/febrl.json";
    options_.secret = "test";
    options_.show_progress = false;
    options_.read.max_reported = 0;
    options_.sources = {{"a", folder_.Write("a.csv", Persons("febrl4a", in_a)), true},
                        {"b", folder_.Write("b.csv", Persons("febrl4b", in_b)), true}};
  }
  LinkOutcome LinkWith(const std::string& rows) {
    options_.constraints_path =
        rows.empty() ? "" : folder_.Write("constraints.csv", kHeader + rows);
    auto outcome = Link(options_);
    EXPECT_TRUE(outcome.ok()) << Message(outcome.status());
    return outcome.ok() ? *std::move(outcome) : LinkOutcome();
  }
  static std::uint32_t EntityOf(const LinkOutcome& outcome, const std::string& id) {
    for (std::size_t r = 0; r < outcome.rows.size(); ++r) {
      if (outcome.rows[r].record_id == id) return outcome.entity_of[r];
    }
    ADD_FAILURE() << "no record " << id;
    return 0;
  }

  testing::Folder folder_;
  LinkOptions options_;
};

TEST_F(LinkConstraints, JoinWhatHasNothingInCommonAndSeparateAStrongPair) {
  const LinkOutcome plain = LinkWith("");
  EXPECT_NE(EntityOf(plain, "rec-1000-org"), EntityOf(plain, "rec-2000-dup-0"));
  EXPECT_EQ(EntityOf(plain, "rec-7-org"), EntityOf(plain, "rec-7-dup-0"));
  EXPECT_FALSE(plain.constraints.has_value());
  EXPECT_FALSE(nlohmann::json::parse(FormatOutcome(plain)).contains("constraints"));

  const LinkOutcome told = LinkWith(
      "a,rec-1000-org,b,rec-2000-dup-0,must-link,referral\n"
      "b,rec-7-dup-0,a,rec-7-org,cannot-link,court decision\n");
  EXPECT_EQ(EntityOf(told, "rec-1000-org"), EntityOf(told, "rec-2000-dup-0"));
  EXPECT_NE(EntityOf(told, "rec-7-org"), EntityOf(told, "rec-7-dup-0"));
  EXPECT_EQ(told.entities, plain.entities);
  EXPECT_EQ(nlohmann::json::parse(FormatOutcome(told))["constraints"],
            nlohmann::json({{"must_link", 1}, {"cannot_link", 1}, {"contradictions", 0}}));
}

TEST_F(LinkConstraints, ContradictionsAreCountedAndCannotLinksHold) {
  // Persons 1000, 2000 and one of a's third record: two must-links make one of three, the third
  // pair cannot be.
  const LinkOutcome told = LinkWith(
      "a,rec-1000-org,b,rec-2000-dup-0,must-link,referral\n"
      "b,rec-2000-dup-0,a,rec-3-org,must-link,referral\n"
      "a,rec-3-org,a,rec-1000-org,cannot-link,two interviews on one day\n");
  EXPECT_NE(EntityOf(told, "rec-3-org"), EntityOf(told, "rec-1000-org"));
  ASSERT_TRUE(told.constraints.has_value());
  EXPECT_EQ(told.constraints->must_links, 2u);
  EXPECT_EQ(told.constraints->cannot_links, 1u);
  EXPECT_EQ(told.constraints->contradictions, 1u);
  EXPECT_NE(std::find(told.warnings.begin(), told.warnings.end(),
                      "1 must-links left out: cannot-links contradict them"),
            told.warnings.end());
}

TEST_F(LinkConstraints, AnUnknownRecordFailsTheRun) {
  options_.constraints_path = folder_.Write("constraints.csv", std::string(kHeader) +
                                                                   "a,rec-1-org,b,rec-4999-dup-0,"
                                                                   "must-link,referral\n");
  const auto outcome = Link(options_);
  EXPECT_EQ(outcome.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(outcome.status()).find("row 1: record_id_b"), std::string_view::npos);
  options_.constraints_path = folder_ / "absent.csv";
  EXPECT_EQ(Link(options_).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace onefold::lab
