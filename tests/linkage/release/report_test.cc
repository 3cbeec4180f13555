#include "linkage/release/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace onefold::release {
namespace {

using nlohmann::json;

// Police and shelter: 40 persons at the police only, 25 at the shelter only, 5 at both (some
// twice).
ReleaseInput TwoAgencies() {
  ReleaseInput input;
  input.number = 3;
  input.run[0] = 0xab;
  input.register_name = "victim";
  input.purpose = "statistics";
  input.key_epoch = "2026";
  input.sources = {{"police", "state"}, {"shelter", "ngo"}};
  input.tally.gross = 90;
  input.tally.unlinkable = 12;
  input.tally.unique = 70;
  input.tally.gross_by_source = {50, 40};
  input.tally.unique_by_source = {45, 30};
  input.tally.only_this_source = {40, 25};
  input.tally.persons_by_history = {{0b01, 40}, {0b10, 25}, {0b11, 5}};
  input.unique.estimate = 69;
  input.unique.low = 66;
  input.unique.high = 71;
  input.log_origin = "counter.example/release/demo";
  input.log_index = 17;
  return input;
}

json Parsed(const ReleaseInput& input) {
  const auto text = FormatRelease(input);
  EXPECT_TRUE(text.ok()) << Message(text.status());
  return text.ok() ? json::parse(*text) : json();
}

TEST(FormatRelease, InternalShowsEverything) {
  const json root = Parsed(TwoAgencies());
  EXPECT_EQ(root["format"], "onefold-release-1");
  EXPECT_EQ(root["number"], 3);
  EXPECT_EQ(root["run"], "ab000000000000000000000000000000");
  EXPECT_EQ(root["profile"], "internal");
  EXPECT_EQ(root["deployment"], "separate");
  EXPECT_EQ(root["totals"]["gross"], 90);
  EXPECT_EQ(root["totals"]["linkable"], 78);
  EXPECT_EQ(root["totals"]["unlinkable"], 12);
  EXPECT_EQ(root["totals"]["unique"], (json{{"estimate", 69}, {"low", 66}, {"high", 71}}));
  EXPECT_EQ(root["totals"]["entities"], 70);
  EXPECT_EQ(root["totals"]["double_counting_rate"], 0.102564);
  EXPECT_EQ(root["by_source"][0]["only_here"], 40);
  EXPECT_EQ(root["by_source"][1]["type"], "ngo");
  EXPECT_EQ(root["histories"][2]["sources"], (json{"police", "shelter"}));
  EXPECT_EQ(root["histories"][2]["persons"], 5);
  EXPECT_TRUE(root["disclosure"]["suppressed"].empty());
  EXPECT_EQ(root["log"]["index"], 17);
}

TEST(FormatRelease, PublicSuppressesAndListsWhat) {
  ReleaseInput input = TwoAgencies();
  input.profile = Profile::kPublic;
  const json root = Parsed(input);
  EXPECT_EQ(root["disclosure"]["threshold"], 10);
  EXPECT_TRUE(root["histories"][2]["persons"].is_null());
  EXPECT_FALSE(root["disclosure"]["suppressed"].empty());
  for (const json& pointer : root["disclosure"]["suppressed"]) {
    EXPECT_TRUE(root[json::json_pointer(pointer.get<std::string>())].is_null()) << pointer;
  }
  // 70 entities less two shown histories would give the third.
  EXPECT_FALSE(root["histories"][0]["persons"].is_number() &&
               root["histories"][1]["persons"].is_number() &&
               root["totals"]["entities"].is_number());
  EXPECT_EQ(root["totals"]["entities"], 70);  // totals go last
  // A source's persons less those only there would give it too.
  EXPECT_FALSE(root["by_source"][0]["unique"].is_number() &&
               root["by_source"][0]["only_here"].is_number());
}

TEST(FormatRelease, EveryNullIsListed) {
  ReleaseInput input = TwoAgencies();
  input.profile = Profile::kPublic;
  input.tally.persons_by_history = {{0b01, 4}, {0b10, 3}, {0b11, 1}};
  input.tally.unique = 8;
  input.tally.unique_by_source = {5, 4};
  input.unique.estimate = 8;
  const json root = Parsed(input);
  EXPECT_TRUE(root["totals"]["entities"].is_null());
  EXPECT_TRUE(root["totals"]["unique"]["estimate"].is_null());
  EXPECT_TRUE(root["totals"]["unique"]["low"].is_null());
  EXPECT_TRUE(root["totals"]["double_counting_rate"].is_null());
  const json& listed = root["disclosure"]["suppressed"];
  EXPECT_NE(std::find(listed.begin(), listed.end(), "/totals/unique/low"), listed.end());
}

TEST(FormatRelease, SourceWithoutPersonsOfItsOwnShowsZero) {
  ReleaseInput input = TwoAgencies();
  input.tally.persons_by_history = {{0b01, 40}, {0b11, 30}};
  input.profile = Profile::kPublic;
  EXPECT_EQ(Parsed(input)["by_source"][1]["only_here"], 0);
}

TEST(FormatRelease, SameInputSameBytes) {
  for (const Profile profile : {Profile::kInternal, Profile::kInterAgency, Profile::kPublic}) {
    ReleaseInput input = TwoAgencies();
    input.profile = profile;
    const auto first = FormatRelease(input), second = FormatRelease(input);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(*first, *second);
    EXPECT_EQ(first->back(), '\n');
  }
}

TEST(FormatRelease, SaysWhenOneMachineDidBoth) {
  ReleaseInput input = TwoAgencies();
  input.colocated = true;
  EXPECT_EQ(Parsed(input)["deployment"], "single-machine");
}

TEST(FormatRelease, RefusesWhatDoesNotFit) {
  ReleaseInput input = TwoAgencies();
  input.sources.clear();
  EXPECT_FALSE(FormatRelease(input).ok());
  input = TwoAgencies();
  input.tally.persons_by_history[0b100] = 3;
  EXPECT_FALSE(FormatRelease(input).ok());
  input = TwoAgencies();
  input.tally.unlinkable = 91;
  EXPECT_FALSE(FormatRelease(input).ok());
  input = TwoAgencies();
  input.sources[0].name = "\xff";
  EXPECT_EQ(FormatRelease(input).status().code(), StatusCode::kInvalidArgument);
}

TEST(Profiles, AreParsedStrictly) {
  for (const Profile profile : {Profile::kInternal, Profile::kInterAgency, Profile::kPublic}) {
    const auto parsed = ParseProfile(FormatProfile(profile));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(*parsed, profile);
  }
  EXPECT_FALSE(ParseProfile("Public").ok());
  EXPECT_FALSE(ParseProfile("").ok());
}

}  // namespace
}  // namespace onefold::release
