#include "services/ops/progress.h"

#include <gtest/gtest.h>

#include <vector>

namespace onefold::ops {
namespace {

TEST(Progress, Counts) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(1234567), "1,234,567");
  EXPECT_EQ(FormatCount(~std::uint64_t{0}), "18,446,744,073,709,551,615");
}

TEST(Progress, Durations) {
  EXPECT_EQ(FormatDuration(-1), "0 s");
  EXPECT_EQ(FormatDuration(3.2), "4 s");
  EXPECT_EQ(FormatDuration(75), "1 min 15 s");
  EXPECT_EQ(FormatDuration(3700), "1 h 1 min");
  EXPECT_EQ(FormatDuration(1e300), "100000 h 0 min");
}

TEST(Progress, Texts) {
  EXPECT_EQ(
      FormatProgressBar({"submitting", "records", 45'000, 100'000, 5}),
      "submitting [##########..............]  45 %  45,000/100,000 records  9,000/s  7 s left");
  EXPECT_EQ(FormatProgressLine({"submitting", "records", 45'000, 100'000, 5}),
            "submitting: 45,000 of 100,000 records, 45 %, 9,000/s, 7 s left");
  EXPECT_EQ(FormatProgressBar({"reading", "bytes", 10, 0, 0}), "reading 10 bytes  0/s");
  EXPECT_EQ(FormatProgressLine({"reading", "bytes", 10, 0, 2}), "reading: 10 bytes, 5/s");
  EXPECT_EQ(FormatProgressLine({"x", "y", 30, 20, 1}), "x: 30 of 20 y, 100 %, 30/s");
}

struct Screen {
  std::chrono::steady_clock::time_point now{};
  std::vector<std::string> written;
  ProgressBar::Output Output(bool terminal) {
    return {terminal, [this](std::string_view text) { written.emplace_back(text); },
            [this] { return now; }};
  }
};

TEST(ProgressBar, WithoutTerminalALineEveryFiveSecondsAtMost) {
  Screen screen;
  ProgressBar bar("run", "pairs", 1000, screen.Output(false));
  for (int i = 0; i < 100; ++i) {
    screen.now += std::chrono::milliseconds(100);
    bar.Update(static_cast<std::uint64_t>(i) * 10);
  }
  EXPECT_EQ(screen.written.size(), 2u);
  EXPECT_EQ(screen.written[0], "run: 490 of 1,000 pairs, 49 %, 98/s, 6 s left\n");
  bar.Finish();
  bar.Update(1000);
  bar.Finish();
  EXPECT_EQ(screen.written.size(), 3u);
}

TEST(ProgressBar, OnATerminalOneLineIsRewritten) {
  Screen screen;
  {
    ProgressBar bar("run", "pairs", 10, screen.Output(true));
    bar.Update(5);
    bar.Update(6);
    screen.now += std::chrono::seconds(1);
    bar.Update(4);
  }
  ASSERT_EQ(screen.written.size(), 3u);
  EXPECT_EQ(screen.written[0].front(), '\r');
  EXPECT_NE(screen.written[1].find("6/10"), std::string::npos) << "never goes back";
  EXPECT_EQ(screen.written[2], "\n") << "an unfinished bar ends its line";
}

}  // namespace
}  // namespace onefold::ops
