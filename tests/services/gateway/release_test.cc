#include "services/gateway/release.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/html/escape.h"
#include "tests/services/gateway/publish_fixture.h"

namespace onefold::gateway {
namespace {

TEST(ParseRelease, ReadsWhatThePageShows) {
  const auto release = ParseRelease(kRelease);
  ASSERT_TRUE(release.ok()) << Message(release.status());
  EXPECT_EQ(release->number, 7u);
  EXPECT_TRUE(release->single_machine);
  EXPECT_EQ(release->gross, 10412u);
  EXPECT_EQ(release->estimate, 4998u);
  EXPECT_EQ(release->low, 4961u);
  EXPECT_EQ(release->high, 5034u);
  EXPECT_DOUBLE_EQ(*release->double_counting_rate, 0.511437);
  ASSERT_EQ(release->by_source.size(), 2u);
  EXPECT_EQ(release->by_source[1].source, "shelter");
  EXPECT_EQ(release->by_source[1].only_here, std::nullopt);
  ASSERT_EQ(release->histories.size(), 3u);
  EXPECT_EQ(release->histories[0].persons, std::nullopt);
  EXPECT_EQ(release->histories[2].sources, (std::vector<std::string>{"police", "shelter"}));
  EXPECT_EQ(release->threshold, 10u);
  EXPECT_EQ(release->warnings, std::vector<std::string>{"a warning of the linkage"});
  EXPECT_EQ(release->log_index, 17u);
}

TEST(ParseRelease, UnknownMembersAreSkippedAndExtrasMayBeAbsent) {
  auto json = nlohmann::json::parse(kRelease);
  json["later"] = {{"more", 1}};
  json["totals"]["later"] = nullptr;
  json.erase("disclosure");
  json.erase("linkage");
  json.erase("method");
  const auto release = ParseRelease(json.dump());
  ASSERT_TRUE(release.ok()) << Message(release.status());
  EXPECT_EQ(release->threshold, std::nullopt);
  EXPECT_TRUE(release->warnings.empty());
}

struct Patch {
  const char *name, *pointer, *value, *message;
};
class MalformedRelease : public testing::TestWithParam<Patch> {};

TEST_P(MalformedRelease, IsRefusedByMember) {
  auto json = nlohmann::json::parse(kRelease);
  json[nlohmann::json::json_pointer(GetParam().pointer)] = nlohmann::json::parse(GetParam().value);
  const auto release = ParseRelease(json.dump());
  ASSERT_EQ(release.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Message(release.status())), testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedRelease,
    testing::Values(
        Patch{"Format", "/format", R"("onefold-release-2")", "format"},
        Patch{"NumberAsText", "/number", R"("7")", "number"},
        Patch{"NumberNull", "/number", "null", "number"},
        Patch{"NegativeNumber", "/number", "-7", "number"},
        Patch{"FractionalNumber", "/number", "7.5", "number"},
        Patch{"HugeNumber", "/number", "1e300", "number"},
        Patch{"Deployment", "/deployment", R"("elsewhere")", "deployment"},
        Patch{"TotalsList", "/totals", "[]", "gross"},
        Patch{"TotalsNull", "/totals", "null", "gross"},
        Patch{"GrossText", "/totals/gross", R"("many")", "gross"},
        Patch{"EstimateAlone", "/totals/unique/low", "null", "interval"},
        Patch{"EstimateOutside", "/totals/unique/estimate", "9999", "interval"},
        Patch{"IntervalReversed", "/totals/unique/low", "6000", "interval"},
        Patch{"RateAboveOne", "/totals/double_counting_rate", "1.5", "double_counting_rate"},
        Patch{"RateText", "/totals/double_counting_rate", R"("half")", "double_counting_rate"},
        Patch{"SourcesObject", "/by_source", "{}", "by_source"},
        Patch{"SourceNumber", "/by_source/0", "3", "source"},
        Patch{"SourceNameNumber", "/by_source/0/source", "3", "source"},
        Patch{"HistoriesText", "/histories", R"("x")", "histories"},
        Patch{"HistorySourceNumber", "/histories/0/sources", "[1]", "sources"},
        Patch{"WarningObject", "/linkage/warnings/0", "{}", "warnings"},
        Patch{"LogMissing", "/log", "{}", "origin"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(ParseRelease, RefusesWhatIsNoRelease) {
  const std::string deep(200'000, '[');
  const std::string many_sources = R"({"format":"onefold-release-1","by_source":[)" + deep;
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"),
        std::string("\"x\""), std::string("{}"), std::string("\xff\xfe"), std::string(10, '\0'),
        deep, many_sources, std::string(kRelease.substr(0, kRelease.size() - 2))}) {
    EXPECT_EQ(ParseRelease(text).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(ParseRelease, RefusesTooMuchOfAThing) {
  auto json = nlohmann::json::parse(kRelease);
  json["register"] = std::string(257, 'x');
  EXPECT_FALSE(ParseRelease(json.dump()).ok());
  json["register"] = std::string(256, 'x');
  EXPECT_TRUE(ParseRelease(json.dump()).ok());
  json["by_source"] = nlohmann::json::array();
  for (int i = 0; i < 65; ++i)
    json["by_source"].push_back(nlohmann::json::parse(kRelease)["by_source"][0]);
  EXPECT_FALSE(ParseRelease(json.dump()).ok());
}

TEST(ParseRelease, EveryMissingMemberIsNoticed) {
  const auto whole = nlohmann::json::parse(kRelease);
  for (const char* pointer :
       {"/format", "/number", "/run", "/profile", "/register", "/purpose", "/key_epoch",
        "/deployment", "/totals", "/by_source", "/histories", "/log"}) {
    auto json = whole;
    json.erase(pointer + 1);
    EXPECT_FALSE(ParseRelease(json.dump()).ok()) << pointer;
  }
  for (const auto& member : whole["totals"].items()) {
    auto json = whole;
    json["totals"].erase(member.key());
    EXPECT_FALSE(ParseRelease(json.dump()).ok()) << member.key();
  }
}

struct EscapeCase {
  const char *name, *text, *html;
};
class EscapeTest : public testing::TestWithParam<EscapeCase> {};
TEST_P(EscapeTest, Escapes) { EXPECT_EQ(EscapeHtml(GetParam().text), GetParam().html); }

INSTANTIATE_TEST_SUITE_P(
    All, EscapeTest,
    testing::Values(EscapeCase{"Plain", "police", "police"},
                    EscapeCase{"Markup", "<b a='x' c=\"y\">&",
                               "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;"},
                    EscapeCase{"Letters", "Đorđe Ђорђе 𐍈", "Đorđe Ђорђе 𐍈"},
                    EscapeCase{"Control", "a\x01\x1b\x7f", "a\uFFFD\uFFFD\uFFFD"},
                    EscapeCase{"LineBreak", "a\nb", "a\uFFFDb"},
                    EscapeCase{"Bidi", "a\u202Eb\u2066c", "a\uFFFDb\uFFFDc"},
                    EscapeCase{"Truncated", "a\xc3", "a\uFFFD"},
                    EscapeCase{"Overlong", "\xc0\xaf", "\uFFFD\uFFFD"},
                    EscapeCase{"OverlongThree", "\xe0\x80\xaf", "\uFFFD\uFFFD\uFFFD"},
                    EscapeCase{"Surrogate", "\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
                    EscapeCase{"TooLarge", "\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
                    EscapeCase{"Lone", "\x80\xff", "\uFFFD\uFFFD"}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace onefold::gateway
