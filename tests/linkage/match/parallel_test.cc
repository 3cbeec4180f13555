#include "linkage/match/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <vector>

namespace onefold::match {
namespace {

TEST(ParallelFor, EveryItemOnce) {
  for (const unsigned workers : {1u, 2u, 7u}) {
    std::vector<std::atomic<int>> seen(1000);
    const Status status = ParallelFor(seen.size(), workers, [&](unsigned worker, std::size_t item) {
      EXPECT_LT(worker, workers);
      ++seen[item];
      return OkStatus();
    });
    EXPECT_TRUE(status.ok());
    for (const auto& count : seen) ASSERT_EQ(count, 1);
  }
}

TEST(ParallelFor, NothingToDo) {
  EXPECT_TRUE(ParallelFor(0, 4, [](unsigned, std::size_t) { return InternalError("never"); }).ok());
}

TEST(ParallelFor, AnErrorStopsTheRest) {
  std::atomic<std::size_t> calls{0};
  const Status status = ParallelFor(1'000'000, 2, [&](unsigned, std::size_t) {
    ++calls;
    return CancelledError("enough");
  });
  EXPECT_EQ(status.code(), StatusCode::kCancelled);
  EXPECT_LT(calls, 10u);
}

TEST(ParallelFor, WantOfMemoryIsAnError) {
  for (const unsigned workers : {1u, 3u}) {
    const Status status =
        ParallelFor(5, workers, [](unsigned, std::size_t) -> Status { throw std::bad_alloc(); });
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  }
}

}  // namespace
}  // namespace onefold::match
