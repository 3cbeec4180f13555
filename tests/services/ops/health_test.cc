#include "services/ops/health.h"

#include <gtest/gtest.h>

namespace onefold::ops {
namespace {

TEST(Health, IsNotReadyBeforeAnythingIsKnown) {
  Health health;
  EXPECT_TRUE(health.Report().live);
  EXPECT_FALSE(health.Report().ready);
}

TEST(Health, IsReadyWhenEveryComponentIs) {
  Health health;
  health.SetNotReady("store", "recovering");
  health.SetReady("rpc");
  HealthReport report = health.Report();
  EXPECT_FALSE(report.ready);
  ASSERT_EQ(report.components.size(), 2u);
  EXPECT_EQ(report.components[1].component, "store");
  EXPECT_EQ(report.components[1].reason, "recovering");
  health.SetReady("store");
  EXPECT_TRUE(health.Report().ready);
  health.SetNotReady("rpc", "");
  EXPECT_FALSE(health.Report().ready) << "no reason is still not ready";
}

TEST(Health, FailureIsForGood) {
  Health health;
  health.SetReady("store");
  health.Fail("fsync failed");
  health.Fail("later");
  health.SetReady("store");
  const HealthReport report = health.Report();
  EXPECT_FALSE(report.live);
  EXPECT_FALSE(report.ready);
  EXPECT_EQ(report.failure, "fsync failed");
}

}  // namespace
}  // namespace onefold::ops
