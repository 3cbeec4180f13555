#include "services/ops/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace onefold::ops {
namespace {

TEST(Metrics, ExpositionIsExact) {
  Metrics metrics;
  metrics.AddCounter("onefold_rpc_total", "Calls\nby result.", {{"rpc", "Seal"}, {"code", "OK"}})
      .Add(3);
  metrics.AddCounter("onefold_rpc_total", "ignored", {{"rpc", "a\"b\\c\nd"}});
  metrics.AddGauge("onefold_open", "Open \\ submissions.").Set(2.5);
  Histogram& seconds = metrics.AddHistogram("onefold_seconds", "Time.", {0.1, 1});
  seconds.Observe(0.1);
  seconds.Observe(0.5);
  seconds.Observe(7);
  EXPECT_EQ(metrics.Exposition(), R"(# HELP onefold_open Open \\ submissions.
# TYPE onefold_open gauge
onefold_open 2.5
# HELP onefold_rpc_total Calls\nby result.
# TYPE onefold_rpc_total counter
onefold_rpc_total{rpc="Seal",code="OK"} 3
onefold_rpc_total{rpc="a\"b\\c\nd"} 0
# HELP onefold_seconds Time.
# TYPE onefold_seconds histogram
onefold_seconds_bucket{le="0.1"} 1
onefold_seconds_bucket{le="1"} 2
onefold_seconds_bucket{le="+Inf"} 3
onefold_seconds_sum 7.6
onefold_seconds_count 3
)");
}

TEST(Metrics, SameNameAndLabelsIsTheSameObject) {
  Metrics metrics;
  Counter& first = metrics.AddCounter("a", "h", {{"x", "1"}});
  EXPECT_EQ(&metrics.AddCounter("a", "h", {{"x", "1"}}), &first);
  EXPECT_NE(&metrics.AddCounter("a", "h", {{"x", "2"}}), &first);
}

TEST(Metrics, ReadersAreCalledWhenTheTextIsMade) {
  Metrics metrics;
  double value = 1;
  metrics.AddGaugeReader("depth", "Queue.", [&] { return value; });
  value = 9;
  EXPECT_NE(metrics.Exposition().find("\ndepth 9\n"), std::string::npos);
}

TEST(Metrics, ProcessMetricsArePlausible) {
  Metrics metrics;
  metrics.AddProcessMetrics();
  const std::string text = metrics.Exposition();
  const auto at = text.find("\nprocess_resident_memory_bytes ");
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_GT(std::stod(text.substr(at + 31)), 1e6) << text;
  EXPECT_NE(text.find("# TYPE process_cpu_seconds_total counter"), std::string::npos);
}

TEST(Metrics, CountsOfThreadsAreAllThere) {
  Metrics metrics;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&metrics] {
        for (int i = 0; i < 10'000; ++i) {
          metrics.AddCounter("n", "h").Add();
          metrics.AddHistogram("s", "h", {1}).Observe(0.5);
        }
      });
    }
  }
  EXPECT_EQ(metrics.AddCounter("n", "h").value(), 40'000u);
  EXPECT_EQ(metrics.AddHistogram("s", "h", {1}).counts()[0], 40'000u);
  EXPECT_EQ(metrics.AddHistogram("s", "h", {1}).sum(), 20'000);
}

using MetricsDeathTest = testing::Test;
TEST(MetricsDeathTest, MisuseEndsTheProgram) {
  Metrics metrics;
  EXPECT_DEATH(metrics.AddCounter("1a", "h"), "bad name");
  EXPECT_DEATH(metrics.AddCounter("a", "h", {{"le", "1"}}), "bad label");
  EXPECT_DEATH(metrics.AddHistogram("a", "h", {2, 1}), "ascend");
  metrics.AddGauge("b", "h");
  EXPECT_DEATH(metrics.AddCounter("b", "h"), "two kinds");
}

}  // namespace
}  // namespace onefold::ops
