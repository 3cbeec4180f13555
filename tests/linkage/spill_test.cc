#include "linkage/spill.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <tuple>

namespace onefold::linkage {
namespace {

struct Row {
  std::uint32_t key = 0, value = 0;
  friend auto operator<=>(const Row&, const Row&) = default;
};
using Sorter = SpillSorter<Row>;

std::vector<Row> Descending(std::uint32_t count) {
  std::vector<Row> rows;
  for (std::uint32_t i = count; i > 0; --i) rows.push_back({i, count - i});
  return rows;
}

std::vector<Row> Sorted(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(SpillSorter, WhatFitsMemoryIsNotSpilled) {
  MemorySpill spill;
  Sorter sorter(100, &spill, "rows");
  ASSERT_TRUE(sorter.Add(Descending(100)).ok());
  const auto sorted = sorter.Finish();
  ASSERT_TRUE(sorted.ok());
  EXPECT_FALSE(sorted->spilled());
  EXPECT_EQ(spill.written(), 0u);
  EXPECT_EQ(*sorted->Collect(), Sorted(Descending(100)));
}

TEST(SpillSorter, OneRowMoreIsSpilledAndComesBackInOrder) {
  MemorySpill spill;
  Sorter sorter(100, &spill, "rows");
  ASSERT_TRUE(sorter.Add(Descending(101)).ok());
  const auto sorted = sorter.Finish();
  ASSERT_TRUE(sorted.ok());
  EXPECT_TRUE(sorted->spilled());
  EXPECT_EQ(sorted->size(), 101u);
  EXPECT_EQ(*sorted->Collect(), Sorted(Descending(101)));
  EXPECT_EQ(*sorted->Collect(), Sorted(Descending(101))) << "may be read again";
}

TEST(SpillSorter, ManyRunsAreMergedInSteps) {
  MemorySpill spill;
  Sorter sorter(2, &spill, "rows");
  const auto rows = Descending(3 * 2 * kSpillFanIn + 1);
  ASSERT_TRUE(sorter.Add(rows).ok());
  const std::size_t before = spill.written();
  const auto sorted = sorter.Finish();
  ASSERT_TRUE(sorted.ok());
  EXPECT_GT(spill.written(), before + kSpillFanIn) << "no step was needed: the test proves nothing";
  EXPECT_EQ(spill.size(), rows.size()) << "blocks of merged runs are dropped";
  EXPECT_EQ(*sorted->Collect(), Sorted(rows));
}

TEST(SpillSorter, WithoutASpillTooManyAreRefused) {
  Sorter sorter(100, nullptr, "pairs of pass x");
  ASSERT_TRUE(sorter.Add(Descending(100)).ok());
  const Status status = sorter.Add(Descending(1));
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(Message(status), "more than 100 pairs of pass x");
}

// Fails at the n-th call.
class BrokenSpill : public MemorySpill {
 public:
  explicit BrokenSpill(int calls) : calls_(calls) {}
  Status Write(std::uint32_t run, std::uint32_t index, ByteView block) override {
    if (calls_-- == 0) return ResourceExhaustedError("full");
    return MemorySpill::Write(run, index, block);
  }
  StatusOr<Bytes> Read(std::uint32_t run, std::uint32_t index) override {
    if (calls_-- == 0) return DataLossError("gone");
    return MemorySpill::Read(run, index);
  }

 private:
  int calls_;
};

TEST(SpillSorter, EveryErrorOfTheSpillIsTheCallers) {
  const auto rows = Descending(300);
  for (int calls = 0;; ++calls) {
    BrokenSpill spill(calls);
    Sorter sorter(3, &spill, "rows");
    Status status = sorter.Add(rows);
    if (status.ok()) {
      const auto sorted = sorter.Finish();
      status = sorted.status();
      if (sorted.ok()) status = sorted->Collect().status();
    }
    if (status.ok()) {
      EXPECT_GT(calls, 400) << "writes and reads of 300 blocks";
      return;
    }
    ASSERT_TRUE(Message(status) == "full" || Message(status) == "gone") << status;
  }
}

RC_GTEST_PROP(SpillSorterProperty, SpillingChangesNothing, ()) {
  const auto keys = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < keys.size(); ++i) rows.push_back({keys[i], i});
  MemorySpill spill;
  Sorter sorter(*rc::gen::inRange<std::uint64_t>(1, 20), &spill, "rows");
  for (std::span<const Row> rest = rows; !rest.empty();) {
    const auto part = rest.first(*rc::gen::inRange<std::size_t>(1, rest.size() + 1));
    RC_ASSERT(sorter.Add(part).ok());
    rest = rest.subspan(part.size());
  }
  auto sorted = sorter.Finish();
  RC_ASSERT(sorted.ok());
  RC_ASSERT(*sorted->Collect() == Sorted(rows));

  RC_ASSERT(sorted->Filter([](const Row& row) { return row.value % 3 == 0; }).ok());
  std::erase_if(rows, [](const Row& row) { return row.value % 3 != 0; });
  RC_ASSERT(sorted->size() == rows.size());
  RC_ASSERT(*sorted->Collect() == Sorted(rows));
}

}  // namespace
}  // namespace onefold::linkage
