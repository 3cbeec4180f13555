#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <vector>

#include "services/report/run_report_page.h"
#include "tests/linkage/report/sample.h"

namespace onefold::report {
namespace {

std::size_t Count(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// The first thing that is wrong with the tags of a page in which every element is closed, or "".
std::string TagFault(std::string_view page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != page.npos; at = page.find('<', at)) {
    const std::size_t end = page.find('>', at);
    if (end == page.npos) return "a tag does not end";
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    at = end;
    if (tag.starts_with('!')) continue;
    if (tag.find('<') != tag.npos || Count(tag, "\"") % 2 != 0) return std::string(tag);
    const bool closes = tag.starts_with('/');
    const std::string name(tag.substr(closes, tag.find_first_of(" /", closes) - closes));
    if (closes) {
      if (open.empty() || open.back() != name) return "</" + name + ">";
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

std::vector<std::string> Ids(std::string_view page) {
  std::vector<std::string> ids;
  for (std::size_t at = page.find(" id=\""); at != page.npos; at = page.find(" id=\"", at + 5)) {
    ids.emplace_back(page.substr(at + 5, page.find('"', at + 5) - at - 5));
  }
  return ids;
}

std::string Checked(const RunReport& report) {
  const std::string page = FormatPage(report);
  EXPECT_EQ(TagFault(page), "");
  const std::vector<std::string> ids = Ids(page);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  EXPECT_EQ(Count(page, "<section "), 6u);
  EXPECT_EQ(Count(page, "<h1>"), 1u);
  EXPECT_EQ(Count(page, "<table>"), Count(page, "<caption>"));
  EXPECT_EQ(Count(page, "role=\"img\""), Count(page, "<desc "));
  for (const char* bad : {"<script", "NaN", "nan%", "inf%", "=\"inf", "http-equiv=\"refresh"}) {
    EXPECT_EQ(Count(page, bad), 0u) << bad;
  }
  return page;
}

TEST(TagFaultOfTest, FindsFaults) {
  EXPECT_EQ(TagFault("<p>a<br/></p>"), "");
  EXPECT_EQ(TagFault("<p><b></p></b>"), "</p>");
  EXPECT_EQ(TagFault("<p>"), "<p>");
  EXPECT_EQ(TagFault("<p a=\"x></p>"), "p a=\"x");
}

TEST(RunReportPage, HasTheFiguresInTheirOrder) {
  const std::string page = Checked(SampleReport());
  std::size_t last = 0;
  for (const char* part : {"Content-Security-Policy",
                           "3\u202f987",
                           "3\u202f940 to 4\u202f051",
                           "16.1",
                           "0.993",
                           "the sources are not of one size",
                           "id=\"scores\"",
                           "logarithmic scale",
                           "cut 0.5",
                           "id=\"by-cut\"",
                           "95\u202f% interval of persons",
                           "id=\"blocking\"",
                           "97.8\u202f%",
                           "123\u202f000",
                           "1\u202f636",
                           "20\u202f495\u202f500",
                           "id=\"weights\"",
                           "0.910000",
                           "7.8",
                           "missing",
                           "\u22125.0",
                           "id=\"sources\"",
                           "border-guard",
                           "2\u202f760 to 2\u202f810"}) {
    const std::size_t at = page.find(part, last);
    ASSERT_NE(at, page.npos) << part;
    last = at;
  }
}

TEST(RunReportPage, EscapesWhatComesFromOutside) {
  const std::string evil = "<script>\"'&\u202e";
  RunReport report = SampleReport();
  report.title = evil;
  report.source_names = {evil, evil};
  report.warnings = {evil};
  report.estimate.refusal = evil;
  for (linkage::PassReport& pass : report.passes) {
    pass.pass = evil;
    pass.warnings = {evil};
    pass.weights[0].filters = {evil};
  }
  const std::string page = Checked(report);
  EXPECT_EQ(page.find("\u202e"), page.npos);
  EXPECT_GT(Count(page, "&lt;script&gt;&quot;&#39;&amp;\uFFFD"), 10u);
}

TEST(RunReportPage, RefusalIsSaidWithItsReason) {
  RunReport report = SampleReport();
  report.estimate.refusal = "one pass only";
  const std::string page = Checked(report);
  EXPECT_NE(page.find("No interval is given: one pass only."), page.npos);
  EXPECT_EQ(page.find("95\u202f% interval of persons"), page.npos);
}

TEST(RunReportPage, NothingAtAll) {
  const std::string page = Checked({});
  for (const char* said :
       {"No pair of records was compared", "The run had no pass", "No source has a record"}) {
    EXPECT_NE(page.find(said), page.npos) << said;
  }
}

TEST(RunReportPage, NoLinks) {
  RunReport report = SampleReport();
  for (count::WeightBin& bin : report.quality.weights) bin = {bin.from};
  for (count::PassCapture& capture : report.quality.passes) capture = {};
  report.quality.pair_completeness_high = 0;
  report.quality.possible_pairs = 0;
  report.quality.entity_sizes = {0, 0, 0};
  EXPECT_NE(Checked(report).find("Pair completeness cannot be estimated"), std::string::npos);
}

TEST(RunReportPage, FiguresThatAreNotFinite) {
  RunReport report = SampleReport();
  report.estimate.false_merges = std::numeric_limits<double>::infinity();
  report.estimate.separation = std::numeric_limits<double>::quiet_NaN();
  Checked(report);
}

TEST(RunReportPage, HundredsOfSourcesAndOutcomes) {
  RunReport report = SampleReport();
  report.source_names.assign(300, "list");
  report.quality.sources.assign(300, {20, 10, 5, 18});
  report.estimate.by_source.clear();
  linkage::GroupWeights& group = report.passes[0].weights[0];
  group.levels = {99};
  group.outcomes.clear();
  for (std::uint32_t i = 0; i < 100; ++i) group.outcomes.push_back({i, 1, 1, 0, 1'000 - i});
  const std::string page = Checked(report);
  EXPECT_NE(page.find("the 30 largest of 300 sources"), page.npos);
  EXPECT_EQ(Count(page, ">list</text>"), 30u);
  EXPECT_NE(page.find("40 rarer ones are left out"), page.npos);
}

}  // namespace
}  // namespace onefold::report
