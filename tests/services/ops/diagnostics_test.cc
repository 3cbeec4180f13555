#include "services/ops/diagnostics.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

namespace onefold::ops {
namespace {

TEST(Diagnostics, LineHasFixedFieldsInOrder) {
  EXPECT_EQ(FormatDiagnostic(1'772'366'400'123, Level::kWarning, "onefold-matcher", "slow_disk",
                             "a write took long",
                             {{"seconds", 1.5},
                              {"bytes", std::uint64_t{18446744073709551615u}},
                              {"delta", std::int64_t{-2}},
                              {"retry", true},
                              {"stage", std::string("seal")}}),
            "{\"time\":\"2026-03-01T12:00:00.123Z\",\"level\":\"warning\",\"program\":\"onefold-"
            "matcher\",\"event\":\"slow_disk\",\"message\":\"a write took long\",\"seconds\":1.5,"
            "\"bytes\":18446744073709551615,\"delta\":-2,\"retry\":true,\"stage\":\"seal\"}\n");
}

TEST(Diagnostics, LineBreaksAndBadBytesStayInOneLine) {
  const std::string line =
      FormatDiagnostic(0, Level::kError, "p", "e", "a\nb\xff\"c", {{"k", std::string("\x01\x80")}});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed["message"], "a\nb\xEF\xBF\xBD\"c");
}

TEST(Diagnostics, FixedFieldsCannotBeOverwritten) {
  const auto parsed = nlohmann::json::parse(
      FormatDiagnostic(0, Level::kInfo, "p", "e", "m", {{"event", std::string("other")}}));
  EXPECT_EQ(parsed["event"], "e");
}

TEST(Diagnostics, TimeBeforeTheEpoch) {
  EXPECT_EQ(FormatTimeUtc(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatTimeUtc(0), "1970-01-01T00:00:00.000Z");
}

TEST(Diagnostics, LinesOfThreadsDoNotMix) {
  const std::string path = testing::TempDir() + "diagnostics_" + std::to_string(getpid());
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);
  ASSERT_GE(file, 0);
  const int saved = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  StartDiagnostics("onefold-test");
  {
    std::vector<std::jthread> threads;
    for (std::int64_t t = 0; t < 4; ++t) {
      threads.emplace_back([t] {
        for (std::int64_t i = 0; i < 200; ++i) {
          Emit(Level::kInfo, "tick", "x", {{"thread", t}, {"i", i}});
        }
      });
    }
  }
  dup2(saved, STDERR_FILENO);
  close(saved);
  close(file);
  std::ifstream input(path);
  std::string line;
  int lines = 0;
  while (std::getline(input, line)) {
    const auto parsed = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(parsed.is_discarded()) << line;
    EXPECT_EQ(parsed["program"], "onefold-test");
    ++lines;
  }
  EXPECT_EQ(lines, 800);
  unlink(path.c_str());
}

}  // namespace
}  // namespace onefold::ops
