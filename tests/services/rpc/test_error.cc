#include <gtest/gtest.h>

#include <vector>

#include "services/rpc/error.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/retry.h"

namespace onefold::rpc {
namespace {

using std::chrono::milliseconds;

TEST(ErrorTest, EveryCodeAndTheDetailSurviveTheWire) {
  for (int code = 1; code <= 16; ++code) {
    const Status plain(static_cast<StatusCode>(code), "what went wrong");
    EXPECT_EQ(FromGrpc(ToGrpc(plain)), plain);
    const Detail detail{"chunk.order", "chunk.index", 7, code % 2 == 0};
    const Status back = FromGrpc(ToGrpc(WithDetail(plain, detail)));
    EXPECT_EQ(back.code(), plain.code());
    EXPECT_EQ(Message(back), "what went wrong");
    ASSERT_TRUE(DetailOf(back).has_value());
    EXPECT_EQ(*DetailOf(back), detail);
  }
  EXPECT_TRUE(FromGrpc(ToGrpc(OkStatus())).ok());
}

TEST(ErrorTest, GarbageInDetailsIsIgnored) {
  const Status status = FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x", "\xff\xff\xff"));
  EXPECT_EQ(status.code(), StatusCode::kAborted);
  EXPECT_FALSE(DetailOf(status).has_value());
}

TEST(RetryTest, WaitsGrowToTheLimitAndThenEnd) {
  Backoff backoff({.attempts = 5, .first = milliseconds(100), .most = milliseconds(500)},
                  [](std::uint64_t bound) { return bound - 1; });
  std::vector<std::int64_t> waits;
  milliseconds wait;
  while (backoff.Next(wait)) waits.push_back(wait.count());
  EXPECT_EQ(waits, (std::vector<std::int64_t>{100, 200, 400, 500}));
  backoff.Reset();
  EXPECT_TRUE(backoff.Next(wait));
  EXPECT_EQ(wait, milliseconds(100));
}

TEST(RetryTest, RepeatsOnlyWhatCanSucceedLater) {
  struct Row {
    Status status;
    int calls;
  };
  const Row rows[] = {
      {UnavailableError("x"), 3},
      {AbortedError("x"), 3},
      {InvalidArgumentError("x"), 1},
      {PermissionDeniedError("x"), 1},
      {ResourceExhaustedError("x"), 1},
      {WithDetail(ResourceExhaustedError("x"), {.rule = "link.busy", .retryable = true}), 3},
      {OkStatus(), 1},
  };
  for (const Row& row : rows) {
    int calls = 0;
    const Status status = Retry(
        Backoff({.attempts = 3}, [](std::uint64_t) { return std::uint64_t{0}; }),
        [&] { return ++calls, row.status; }, [](milliseconds) { return true; });
    EXPECT_EQ(calls, row.calls) << row.status;
    EXPECT_EQ(status, row.status);
  }
}

TEST(RetryTest, StopsWhenTheWaitIsGivenUp) {
  int calls = 0;
  const Status status = Retry(
      Backoff(), [&] { return ++calls, UnavailableError("x"); },
      [](milliseconds) { return false; });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace onefold::rpc
