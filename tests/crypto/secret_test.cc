#include "crypto/secret.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/key_file.h"

namespace onefold::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

Bytes Content(const Secret& secret) { return ToBytes(SecretAccess::Read(secret)); }

TEST(Secret, MovesAndClones) {
  Secret first = Secret::CopyOf(Bytes{1, 2, 3});
  Secret second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the moved-from state is the point
  EXPECT_EQ(Content(second), (Bytes{1, 2, 3}));
  const Secret clone = second.Clone();
  SecretAccess::Write(second)[0] = 9;
  EXPECT_EQ(Content(clone), (Bytes{1, 2, 3}));
  second = Secret(4);
  EXPECT_EQ(Content(second), Bytes(4, 0));
}

TEST(Secret, RandomOnesDiffer) {
  EXPECT_NE(Content(Secret::Random(32)), Content(Secret::Random(32)));
  EXPECT_TRUE(Secret::Random(0).empty());
}

TEST(SecretDeathTest, ReadingPastTheEndIsCaught) {
  const Secret secret = Secret::Random(32);
  // Guarded memory: the byte after the last one belongs to a page that nobody may read.
  EXPECT_DEATH(
      {
        volatile std::uint8_t byte = SecretAccess::Read(secret).data()[32];
        (void)byte;
      },
      "");
}

TEST(Wipe, ClearsTextAndMemory) {
  std::string text = "key";
  Wipe(text);
  EXPECT_TRUE(text.empty());
  Bytes bytes(3, 7);
  Wipe(std::span(bytes));
  EXPECT_EQ(bytes, Bytes(3, 0));
}

class SecretFileTest : public testing::Test {
 protected:
  SecretFileTest() {
    std::string name = (std::filesystem::temp_directory_path() / "onefold-key-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ + "/key";
  }
  ~SecretFileTest() override { std::filesystem::remove_all(folder_); }
  void Write(std::string_view content, mode_t mode = 0600) {
    std::ofstream(path_, std::ios::binary) << content;
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
  }
  std::string Read(bool strip) {
    return std::string(AsText(SecretAccess::Read(ReadSecretFile(path_, strip).value())));
  }
  std::string folder_, path_;
};

TEST_F(SecretFileTest, OneFinalLineBreakIsDroppedWhenAsked) {
  const std::pair<const char*, const char*> cases[] = {
      {"secret", "secret"},       {"secret\n", "secret"},   {"secret\r\n", "secret"},
      {"secret\n\n", "secret\n"}, {"secret\r", "secret\r"}, {"se\ncret", "se\ncret"},
      {" secret \n", " secret "}};
  for (const auto& [content, stripped] : cases) {
    Write(content);
    EXPECT_EQ(Read(true), stripped);
    EXPECT_EQ(Read(false), content);
  }
}

TEST_F(SecretFileTest, AnyAccessOfGroupOrOthersIsRefused) {
  for (const mode_t mode : {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666, 0777}) {
    Write("secret", mode);
    EXPECT_EQ(ReadSecretFile(path_, true).status().code(), StatusCode::kPermissionDenied) << mode;
  }
  for (const mode_t mode : {0600, 0400, 0700}) {
    Write("secret", 0600);
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    EXPECT_TRUE(ReadSecretFile(path_, true).ok()) << mode;
  }
}

TEST_F(SecretFileTest, AFileNamedByAUserMayBeWideAndSaysSo) {
  Write("secret\n", 0644);
  const auto wide = ReadNamedSecretFile(path_);
  ASSERT_TRUE(wide.ok()) << wide.status();
  EXPECT_FALSE(wide->is_private);
  EXPECT_EQ(AsText(SecretAccess::Read(wide->secret)), "secret");
  Write("secret", 0600);
  EXPECT_TRUE(ReadNamedSecretFile(path_)->is_private);
  EXPECT_EQ(ReadNamedSecretFile(folder_).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(SecretFileTest, OtherThingsThanAFileWithContentAreRefused) {
  EXPECT_EQ(ReadSecretFile(path_, true).status().code(), StatusCode::kNotFound);
  Write("");
  EXPECT_EQ(ReadSecretFile(path_, true).status().code(), StatusCode::kInvalidArgument);
  Write("\n");
  EXPECT_EQ(ReadSecretFile(path_, true).status().code(), StatusCode::kInvalidArgument);
  Write("12345");
  EXPECT_EQ(ReadSecretFile(path_, true, 4).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(ReadSecretFile(path_, true, 5).ok());
  EXPECT_EQ(ReadSecretFile(folder_, true).status().code(), StatusCode::kPermissionDenied);
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReadSecretFile(pipe, true).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(SecretFileTest, CreatedFilesArePrivateAndNeverOverwritten) {
  ASSERT_TRUE(CreateSecretFile(path_, Secret::CopyOf(AsBytes("first"))).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(CreateSecretFile(path_, Secret::CopyOf(AsBytes("second"))).code(),
            StatusCode::kAlreadyExists);
  EXPECT_EQ(Read(true), "first");
  EXPECT_EQ(CreateSecretFile(folder_ + "/no/key", Secret(1)).code(), StatusCode::kNotFound);
}

TEST_F(SecretFileTest, KeyFilesKeepTheirKind) {
  const Secret key = Secret::Random(32);
  ASSERT_TRUE(CreateKeyFile(path_, "sign", key).ok());
  EXPECT_EQ(Content(ReadKeyFile(path_, "sign").value()), Content(key));
  for (const char* kind : {"box", "storage", "linkage", "", "sig", "sign "}) {
    EXPECT_EQ(ReadKeyFile(path_, kind).status().code(), StatusCode::kInvalidArgument) << kind;
  }
  EXPECT_EQ(CreateKeyFile(path_, "sign", key).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(CreateKeyFile(folder_ + "/short", "sign", Secret(31)).code(),
            StatusCode::kInvalidArgument);
}

TEST_F(SecretFileTest, MalformedKeyFilesAreRefused) {
  const std::string key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  Write("onefold-key v1 sign " + key + "\n");
  EXPECT_TRUE(ReadKeyFile(path_, "sign").ok());
  for (const std::string& content : std::initializer_list<std::string>{
           key, "onefold-key v2 sign " + key + "\n", "onefold-key v1 sign\n",
           "onefold-key v1 sign " + key + " \n", "onefold-key v1 sign AAAA\n",
           "onefold-key v1 sign " + key + "\n\n", "onefold-key v1  sign " + key + "\n"}) {
    Write(content);
    EXPECT_EQ(ReadKeyFile(path_, "sign").status().code(), StatusCode::kInvalidArgument) << content;
  }
}

TEST_F(SecretFileTest, MessagesDoNotRepeatTheContent) {
  Write("onefold-key v1 sign c2VjcmV0\n");
  const Status status = ReadKeyFile(path_, "sign").status();
  EXPECT_EQ(Message(status).find("c2Vj"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::crypto
