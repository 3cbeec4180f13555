#include "services/gateway/publish_path.h"

#include <gtest/gtest.h>

#include "services/gateway/publish_folder.h"
#include "tests/services/gateway/publish_fixture.h"

namespace onefold::gateway {
namespace {

struct ServedCase {
  const char *path, *type, *cache;
};
class ServedPath : public testing::TestWithParam<ServedCase> {};

TEST_P(ServedPath, HasItsTypeAndLifetime) {
  const auto match = MatchPublishedPath(GetParam().path);
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ("/" + match->file, GetParam().path);
  EXPECT_EQ(match->content_type, GetParam().type);
  EXPECT_EQ(match->cache_control, GetParam().cache);
  EXPECT_GT(match->max_bytes, 0u);
}

constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kOctets = "application/octet-stream";
constexpr const char* kForever = "public, max-age=31536000, immutable";
constexpr const char* kBriefly = "public, max-age=300, immutable";
INSTANTIATE_TEST_SUITE_P(
    All, ServedPath,
    testing::Values(ServedCase{"/matcher/checkpoint", kText, "no-cache"},
                    ServedCase{"/counter/log.vkey", kText, "no-cache"},
                    ServedCase{"/matcher/tile/0/000", kOctets, kForever},
                    ServedCase{"/counter/tile/1/x001/234", kOctets, kForever},
                    ServedCase{"/matcher/tile/entries/x123/x456/789", kOctets, kForever},
                    ServedCase{"/matcher/tile/0/000.p/1", kOctets, kBriefly},
                    ServedCase{"/counter/tile/entries/067.p/255", kOctets, kBriefly},
                    ServedCase{"/releases/latest.json", "application/json", "no-cache"},
                    ServedCase{"/releases/0001.json", "application/json", kForever},
                    ServedCase{"/releases/12345.note", kText, kForever}));

class UnservedPath : public testing::TestWithParam<const char*> {};

TEST_P(UnservedPath, DoesNotExist) { EXPECT_FALSE(MatchPublishedPath(GetParam()).has_value()); }

INSTANTIATE_TEST_SUITE_P(
    All, UnservedPath,
    testing::Values("", "/", "matcher/checkpoint", "/matcher", "/matcher/", "//matcher/checkpoint",
                    "/matcher//checkpoint", "/matcher/checkpoint/", "/matcher/./checkpoint",
                    "/./matcher/checkpoint", "/matcher/../counter/checkpoint",
                    "/matcher/tile/../checkpoint", "/../etc/passwd",
                    "/matcher/tile/0/../../../../etc/passwd", "/%2e%2e/matcher/checkpoint",
                    "/matcher/%63heckpoint", "/matcher/checkpoint%00", "/matcher\\checkpoint",
                    "/MATCHER/checkpoint", "/matcher/checkpoint.tmp", "/matcher/.checkpoint",
                    "/matcher/log.key", "/matcher/tile", "/matcher/tile/", "/matcher/tile/0",
                    "/matcher/tile/0/", "/matcher/tile/0/0", "/matcher/tile/0/00",
                    "/matcher/tile/0/0000", "/matcher/tile/0/1000", "/matcher/tile/0/x000/001",
                    "/matcher/tile/0/x001/x000", "/matcher/tile/00/000", "/matcher/tile/64/000",
                    "/matcher/tile/-1/000", "/matcher/tile/0/000.p", "/matcher/tile/0/000.p/",
                    "/matcher/tile/0/000.p/0", "/matcher/tile/0/000.p/01",
                    "/matcher/tile/0/000.p/256", "/matcher/tile/0/000.p/1/2",
                    "/matcher/tile/entries", "/matcher/tile/entries/x999",
                    "/matcher/tile/0/x999/x999/x999/x999/x999/x999/x999/999", "/auditor/checkpoint",
                    "/releases", "/releases/", "/releases/1.json", "/releases/0000.json",
                    "/releases/00001.json", "/releases/0001.txt", "/releases/0001",
                    "/releases/.json", "/releases/-001.json", "/releases/+001.json",
                    "/releases/0001.json.tmp", "/releases/latest.note",
                    "/releases/99999999999999999999999.json", "/data/CURRENT", "/keys/log.key"));

class PublishFolderTest : public PublishFixture {};

TEST_F(PublishFolderTest, ReadsAFileWithItsTime) {
  Write("matcher/checkpoint", "text");
  const auto file = PublishFolder(publish()).Read("matcher/checkpoint", 4);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->content, "text");
  EXPECT_GT(file->modified_ms, 1'500'000'000'000);
  Write("empty", "");
  EXPECT_EQ(PublishFolder(publish()).Read("empty", 0)->content, "");
}

TEST_F(PublishFolderTest, RefusesWhatIsTooLarge) {
  Write("file", "12345");
  EXPECT_EQ(PublishFolder(publish()).Read("file", 4).status().code(), StatusCode::kDataLoss);
}

TEST_F(PublishFolderTest, AbsentIsNotFound) {
  Write("file", "1");
  const PublishFolder folder(publish());
  for (const char* path : {"", "none", "none/file", "file/more", "./file", "../publish/file",
                           "/file", "file/", "matcher//x", ".."}) {
    EXPECT_EQ(folder.Read(path, 10).status().code(), StatusCode::kNotFound) << path;
  }
}

TEST_F(PublishFolderTest, FollowsNoLinkBelowIt) {
  Write("matcher/real", "inside");
  std::ofstream(root_ / "secret") << "outside";
  namespace fs = std::filesystem;
  fs::create_symlink(root_ / "secret", root_ / "publish" / "absolute");
  fs::create_symlink("../secret", root_ / "publish" / "relative");
  fs::create_symlink("matcher/real", root_ / "publish" / "inside");
  fs::create_directory_symlink(root_, root_ / "publish" / "folder");
  const PublishFolder folder(publish());
  for (const char* path : {"absolute", "relative", "inside", "folder/secret"}) {
    EXPECT_EQ(folder.Read(path, 100).status().code(), StatusCode::kNotFound) << path;
  }
  EXPECT_FALSE(folder.List("folder", 10).ok());
  fs::create_directory_symlink("publish", root_ / "link");
  EXPECT_TRUE(PublishFolder((root_ / "link").string()).Read("matcher/real", 100).ok());
}

TEST_F(PublishFolderTest, OpensNothingButRegularFiles) {
  Write("folder/file", "1");
  ASSERT_EQ(::mkfifo((root_ / "publish" / "pipe").c_str(), 0600), 0);
  const PublishFolder folder(publish());
  EXPECT_EQ(folder.Read("folder", 100).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(folder.Read("pipe", 100).status().code(), StatusCode::kNotFound);  // and does not hang
}

TEST_F(PublishFolderTest, ListsTheLastNames) {
  for (const char* name : {"b", "a", "c"}) Write(std::string("releases/") + name, "");
  const auto names = PublishFolder(publish()).List("releases", 2);
  ASSERT_TRUE(names.ok());
  EXPECT_EQ(*names, (std::vector<std::string>{"b", "c"}));
}

TEST_F(PublishFolderTest, ChecksTheDirectory) {
  const PublishFolder folder(publish());
  EXPECT_EQ(folder.Check().code(), StatusCode::kNotFound);
  Write("file", "");
  EXPECT_TRUE(folder.Check().ok());
}

}  // namespace
}  // namespace onefold::gateway
