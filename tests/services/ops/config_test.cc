#include "services/ops/config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace onefold::ops {
namespace {

ConfigReader Parsed(std::string_view text) {
  auto reader = ConfigReader::Parse(text, "/etc/onefold", "x.toml");
  EXPECT_TRUE(reader.ok()) << reader.status();
  return std::move(reader).value();
}

TEST(ConfigReader, ReadsEveryKindOfValue) {
  ConfigReader reader = Parsed(R"(
listen = "127.0.0.1:7443"
data_dir = "data"
guard_file = "/var/guard"
colocated = true
threads = 4
schemas = ["a.json", "../b.json"]
names = ["x", "y"]
[limits]
max_open_submissions = 64
[[agency]]
organisation = "police"
[[agency]]
organisation = "shelter"
)");
  EXPECT_EQ(reader.String("listen"), "127.0.0.1:7443");
  EXPECT_EQ(reader.Path("data_dir"), "/etc/onefold/data");
  EXPECT_EQ(reader.Path("guard_file"), "/var/guard");
  EXPECT_TRUE(reader.Bool("colocated"));
  EXPECT_EQ(reader.Integer("threads", 0, 64), 4);
  EXPECT_EQ(reader.PathList("schemas"),
            (std::vector<std::string>{"/etc/onefold/a.json", "/etc/b.json"}));
  EXPECT_EQ(reader.StringList("names"), (std::vector<std::string>{"x", "y"}));
  auto limits = reader.OptionalTable("limits");
  ASSERT_TRUE(limits.has_value());
  EXPECT_EQ(limits->Integer("max_open_submissions"), 64);
  auto agencies = reader.TableArray("agency");
  ASSERT_EQ(agencies.size(), 2u);
  EXPECT_EQ(agencies[1].String("organisation"), "shelter");
  agencies[0].String("organisation");
  EXPECT_TRUE(reader.Finish().ok()) << reader.Finish();
}

TEST(ConfigReader, AbsentOptionalsTakeTheirFallback) {
  ConfigReader reader = Parsed("");
  EXPECT_EQ(reader.String("a", "b"), "b");
  EXPECT_EQ(reader.Path("p", "q"), "/etc/onefold/q");
  EXPECT_EQ(reader.OptionalString("c"), std::nullopt);
  EXPECT_EQ(reader.OptionalPath("d"), std::nullopt);
  EXPECT_EQ(reader.IntegerOr("e", 7), 7);
  EXPECT_TRUE(reader.BoolOr("f", true));
  EXPECT_TRUE(reader.OptionalStringList("g").empty());
  EXPECT_FALSE(reader.OptionalTable("h").has_value());
  EXPECT_TRUE(reader.TableArray("i").empty());
  EXPECT_TRUE(reader.Finish().ok());
}

TEST(ConfigReader, ReportsEveryErrorAtOnce) {
  ConfigReader reader = Parsed(R"(
listen = 5
threads = 900
colocated = "yes"
schemas = ["a", 1]
empty = ""
surplus = 1
[tls]
ca = "ca.crt"
extra = 2
[[agency]]
nickname = "x"
)");
  EXPECT_EQ(reader.String("listen"), "");
  EXPECT_EQ(reader.String("absent"), "");
  reader.Integer("threads", 0, 64);
  reader.Bool("colocated");
  reader.StringList("schemas");
  reader.String("empty");
  ConfigReader tls = reader.Table("tls");
  tls.Path("ca");
  tls.Path("certificate");
  for (ConfigReader& agency : reader.TableArray("agency")) agency.String("organisation");
  reader.Table("missing_table").Path("inner");
  reader.Refuse("listen", "is not an address");
  const Status status = reader.Finish();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  const std::string text(Message(status));
  for (const char* expected :
       {"x.toml: 13 errors", "\n  listen: must be a text in quotes", "\n  absent: missing",
        "\n  threads: must be from 0 to 64", "\n  colocated: must be true or false",
        "\n  schemas: must be a list of texts in quotes", "\n  empty: must not be empty",
        "\n  tls.certificate: missing", "\n  agency[0].organisation: missing",
        "\n  missing_table: missing table [missing_table]", "\n  listen: is not an address",
        "\n  surplus: unknown key (line 7)", "\n  tls.extra: unknown key (line 10)",
        "\n  agency[0].nickname: unknown key (line 12)"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nin: " << text;
  }
  EXPECT_EQ(text.find("missing_table.inner"), std::string::npos) << "one error for one cause";
}

TEST(ConfigReader, WrongShapesOfTablesAreErrors) {
  ConfigReader reader = Parsed("tls = 1\nagency = \"x\"\n");
  ConfigReader tls = reader.Table("tls");
  EXPECT_EQ(tls.Path("ca"), "");
  EXPECT_TRUE(reader.TableArray("agency").empty());
  const std::string text(Message(reader.Finish()));
  EXPECT_NE(text.find("tls: must be a table [tls]"), std::string::npos) << text;
  EXPECT_NE(text.find("agency: must be tables [[agency]]"), std::string::npos) << text;
}

TEST(ConfigReader, UnknownTablesAreErrors) {
  ConfigReader reader = Parsed("[surplus]\na = 1\n[[more]]\nb = 1\n");
  const std::string text(Message(reader.Finish()));
  EXPECT_NE(text.find("surplus: unknown key"), std::string::npos) << text;
  EXPECT_NE(text.find("more: unknown key"), std::string::npos) << text;
}

TEST(ConfigReader, SyntaxErrorsNameLineAndColumn) {
  const auto reader = ConfigReader::Parse("a = 1\nb = = 2\n", "/", "x.toml");
  ASSERT_EQ(reader.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(reader.status()).find("x.toml: line 2, column 5"), std::string_view::npos)
      << reader.status();
}

TEST(ConfigReader, EffectiveTomlIsItselfAConfiguration) {
  ConfigReader reader = Parsed("b = true\nfile = \"f\"\n[[agency]]\norganisation = \"p\"\n");
  const auto read = [](ConfigReader& r) {
    r.Bool("b");
    r.Path("file");
    r.IntegerOr("threads", 3);
    for (ConfigReader& agency : r.TableArray("agency")) {
      agency.String("organisation");
      agency.String("source_type", "state");
    }
  };
  read(reader);
  const std::string effective = reader.EffectiveToml();
  EXPECT_NE(effective.find("threads = 3"), std::string::npos) << effective;
  EXPECT_NE(effective.find("/etc/onefold/f"), std::string::npos) << effective;
  EXPECT_NE(effective.find("source_type"), std::string::npos) << effective;
  ConfigReader again = Parsed(effective);
  read(again);
  EXPECT_TRUE(again.Finish().ok()) << again.Finish();
  EXPECT_EQ(again.EffectiveToml(), effective);
}

TEST(ConfigReader, OpenResolvesAgainstTheFilesFolder) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("onefold_config_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "g.toml") << "publish_dir = \"out\"\n";
  auto reader = ConfigReader::Open((folder / "g.toml").string());
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(reader->Path("publish_dir"), (folder / "out").string());
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(ConfigReader::Open((folder / "none.toml").string()).status().code(),
            StatusCode::kNotFound);
  std::ofstream(folder / "large.toml") << std::string(2 << 20, '#');
  EXPECT_EQ(ConfigReader::Open((folder / "large.toml").string()).status().code(),
            StatusCode::kInvalidArgument);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace onefold::ops
