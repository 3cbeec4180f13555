// The site as a reader's request meets it, over a publish directory on disk.
#include "services/gateway/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/gateway/page.h"
#include "tests/services/gateway/publish_fixture.h"

namespace onefold::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

class SiteTest : public PublishFixture {
 protected:
  http::Response Get(std::string path) const {
    http::Request request;
    request.path = std::move(path);
    request.host = "reader.example:8080";
    return Site({publish(), "Persons & <titles>", ""}).Answer(request);
  }
  std::string Page() const {
    const http::Response response = Get("/");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    return response.body;
  }
  static std::string HeaderOf(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }
};

TEST_F(SiteTest, ShowsTheTotalWithItsInterval) {
  Write("releases/latest.json", kRelease);
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("<data value=\"4998\">4,998</data>"));
  EXPECT_THAT(page, HasSubstr("4,961 to 5,034"));
  EXPECT_THAT(page, HasSubstr("10,412"));
  EXPECT_THAT(page, HasSubstr("51.1\u202f%"));
  EXPECT_THAT(page, HasSubstr("a warning of the linkage"));
  EXPECT_THAT(page, HasSubstr("Release 7"));
  EXPECT_THAT(page, HasSubstr("counts from 1 to 9 are withheld"));
}

TEST_F(SiteTest, SaysWhenTheDeploymentIsOneMachine) {
  Write("releases/latest.json", kRelease);
  EXPECT_THAT(Page(), HasSubstr("Single-machine deployment."));
  auto json = nlohmann::json::parse(kRelease);
  json["deployment"] = "separate";
  Write("releases/latest.json", json.dump());
  EXPECT_THAT(Page(), Not(HasSubstr("Single-machine deployment.")));
}

TEST_F(SiteTest, WithheldFiguresAreShownAsWithheldNotAsZero) {
  Write("releases/latest.json", kRelease);
  const std::string page = Page();
  const std::string withheld = R"(<td class="n"><span class="withheld">withheld</span></td>)";
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">2,812</td>" + withheld + "</tr>"));
  EXPECT_THAT(page, HasSubstr("<bdi>shelter</bdi></li></ul></th>" + withheld));
  EXPECT_THAT(page, Not(HasSubstr("<td class=\"n\">0</td>")));
}

TEST_F(SiteTest, WithheldTotal) {
  auto json = nlohmann::json::parse(kRelease);
  json["totals"]["unique"] = {{"estimate", nullptr}, {"low", nullptr}, {"high", nullptr}};
  json["totals"]["double_counting_rate"] = nullptr;
  Write("releases/latest.json", json.dump());
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("It is not zero."));
  EXPECT_THAT(page, Not(HasSubstr("<data value")));
  EXPECT_THAT(page, Not(HasSubstr("class=\"bar\"")));
}

TEST_F(SiteTest, ReleaseOfNothing) {
  auto json = nlohmann::json::parse(kRelease);
  json["totals"] = {{"gross", 0},
                    {"linkable", 0},
                    {"unlinkable", 0},
                    {"entities", 0},
                    {"unique", {{"estimate", 0}, {"low", 0}, {"high", 0}}},
                    {"double_counting_rate", nullptr}};
  json["by_source"] = json["histories"] = nlohmann::json::array();
  Write("releases/latest.json", json.dump());
  EXPECT_THAT(Page(), HasSubstr("<data value=\"0\">0</data>"));
}

TEST_F(SiteTest, SaysWhenThereIsNoReleaseYet) {
  EXPECT_THAT(Page(), HasSubstr("No release yet"));  // no publish directory at all
  WriteLog("counter");
  EXPECT_THAT(Page(), HasSubstr("No release yet"));
}

TEST_F(SiteTest, MalformedOrOversizedReleaseIsAPlainMessage) {
  Write("releases/latest.json", "{\"format\":");
  EXPECT_THAT(Page(), HasSubstr("The latest release file cannot be read: it is not JSON."));
  Write("releases/latest.json", std::string(kMaxReleaseBytes + 1, ' '));
  EXPECT_THAT(Page(), HasSubstr("the file is larger than"));
  EXPECT_EQ(Get("/releases/latest.json").status, 500);
}

TEST_F(SiteTest, EverythingFromFilesIsEscaped) {
  auto json = nlohmann::json::parse(kRelease);
  const std::string evil = "</td><script>alert('x')</script>\"";
  for (const char* key : {"run", "profile", "register", "purpose", "key_epoch"}) json[key] = evil;
  json["by_source"][0]["source"] = json["by_source"][0]["type"] = evil;
  json["histories"][0]["sources"][0] = evil;
  json["linkage"]["warnings"][0] = evil;
  json["log"]["origin"] = evil;
  Write("releases/latest.json", json.dump());
  Write("counter/checkpoint", evil);
  Write("counter/log.vkey", evil);
  const std::string page = Page();
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
  EXPECT_THAT(page, HasSubstr("<title>Persons &amp; &lt;titles&gt;</title>"));
}

TEST_F(SiteTest, ShowsTheStateOfBothLogs) {
  WriteLog("matcher");
  WriteLog("counter");
  const std::string page = Page();
  for (const char* name : {"matcher", "counter"}) {
    const auto state = ReadLogState(PublishFolder(publish()), name);
    ASSERT_TRUE(state.ok()) << Message(state.status());
    EXPECT_EQ(state->size, 1u);
    EXPECT_THAT(page, HasSubstr(std::string(name) + ".example/linkage/test"));
    EXPECT_THAT(page, HasSubstr(state->root));
    EXPECT_THAT(page, HasSubstr(state->verifier_key));
  }
  EXPECT_THAT(page, HasSubstr("onefold-audit verify --log http://reader.example:8080/matcher "
                              "--log http://reader.example:8080/counter"));
}

TEST_F(SiteTest, UsesTheConfiguredAddressInTheCommand) {
  const Site site({publish(), "t", "http://count.example"});
  http::Request request;
  request.path = "/";
  request.host = "other";
  EXPECT_THAT(site.Answer(request).body, HasSubstr("--log http://count.example/matcher "));
}

TEST_F(SiteTest, TamperedLogsAreNotShownAsGood) {
  WriteLog("matcher");
  WriteLog("counter");
  const PublishFolder folder(publish());
  const auto matcher_key = folder.Read("matcher/log.vkey", 1000);
  Write("counter/log.vkey", matcher_key->content);  // another log's key
  EXPECT_FALSE(ReadLogState(folder, "counter").ok());
  std::string note = folder.Read("matcher/checkpoint", 10000)->content;
  note[note.find("\n1\n") + 1] = '2';  // another size
  Write("matcher/checkpoint", note);
  EXPECT_EQ(ReadLogState(folder, "matcher").status().code(), StatusCode::kDataLoss);
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("The log cannot be shown:"));
  std::filesystem::remove(root_ / "publish/matcher/log.vkey");
  EXPECT_EQ(ReadLogState(folder, "matcher").status().code(), StatusCode::kDataLoss);
  std::filesystem::remove(root_ / "publish/matcher/checkpoint");
  EXPECT_EQ(ReadLogState(folder, "matcher").status().code(), StatusCode::kNotFound);
}

TEST_F(SiteTest, ListsReleasesNewestFirst) {
  Write("releases/0001.json", kRelease);
  Write("releases/0001.note", "note");
  Write("releases/0012.json", kRelease);
  Write("releases/0013.note", "a note alone");
  Write("releases/evil<b>.json", kRelease);
  const std::string page = Page();
  const std::size_t twelve = page.find("href=\"/releases/0012.json\"");
  const std::size_t one = page.find("href=\"/releases/0001.json\"");
  ASSERT_NE(one, page.npos);
  EXPECT_LT(twelve, one);
  EXPECT_THAT(page, HasSubstr("/releases/0001.note"));
  EXPECT_THAT(page, Not(HasSubstr("0013")));
  EXPECT_THAT(page, Not(HasSubstr("evil")));
}

TEST_F(SiteTest, ServesPublishedFilesAsTheyAre) {
  WriteLog("matcher");
  Write("releases/0007.json", kRelease);
  const http::Response tile = Get("/matcher/tile/0/000.p/1");
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(tile.content_type, "application/octet-stream");
  EXPECT_EQ(tile.body.size(), 32u);
  EXPECT_EQ(Get("/releases/0007.json").body, kRelease);
  EXPECT_EQ(HeaderOf(Get("/matcher/checkpoint"), "Cache-Control"), "no-cache");
}

TEST_F(SiteTest, ServesNothingElse) {
  WriteLog("matcher");
  Write("matcher/secret", "x");
  std::ofstream(root_ / "outside") << "x";
  std::filesystem::create_symlink(root_ / "outside", root_ / "publish/releases-link");
  std::filesystem::create_directories(root_ / "publish/releases");
  std::filesystem::create_symlink(root_ / "outside", root_ / "publish/releases/0001.json");
  for (const char* path :
       {"/matcher/secret", "/matcher/tile/0/000", "/matcher/../outside", "/outside",
        "/releases/0001.json", "/metrics", "/index.html", "/matcher"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
}

TEST_F(SiteTest, PagePolicyAllowsItsOwnStyleOnly) {
  const http::Response response = Get("/");
  const std::string policy = HeaderOf(response, "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; style-src '" + StyleHash() + "'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(response.body, Not(HasSubstr(" style=")));
  EXPECT_THAT(response.body, Not(HasSubstr("<script")));
}

TEST_F(SiteTest, HealthFollowsThePublishDirectory) {
  EXPECT_EQ(Get("/livez").status, 200);
  EXPECT_EQ(Get("/readyz").status, 503);
  Write("x", "");
  EXPECT_EQ(Get("/readyz").status, 200);
  Site site({publish(), "t", ""});
  site.SetStopping();
  http::Request request;
  request.path = "/readyz";
  EXPECT_EQ(site.Answer(request).status, 503);
}

}  // namespace
}  // namespace onefold::gateway
