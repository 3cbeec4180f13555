// Sorting more rows than memory may hold. Rows are gathered in memory; a full buffer is sorted and
// written to a Spill as a run; reading merges the runs (external merge sort, Knuth vol. 3, 5.4).
// The order depends on the rows only, never on whether or when something was spilled.
//
// Memory: the buffer while rows are added, and about as much while runs are merged.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::linkage {

// Keeps blocks of bytes outside of the sorter's memory until they are dropped. Not thread-safe.
class Spill {
 public:
  virtual ~Spill() = default;
  // A number for a run that no other has.
  std::uint32_t NewRun() { return next_run_++; }
  // A (run, index) is written once. ResourceExhausted when there is no room.
  virtual Status Write(std::uint32_t run, std::uint32_t index, ByteView block) = 0;
  // DataLoss unless it is exactly what was written.
  virtual StatusOr<Bytes> Read(std::uint32_t run, std::uint32_t index) = 0;
  // Blocks [0, blocks) of a run are not read again.
  virtual Status Drop(std::uint32_t run, std::uint32_t blocks) = 0;

 private:
  std::uint32_t next_run_ = 0;
};

// For tests and for programs without a disk of their own.
class MemorySpill : public Spill {
 public:
  Status Write(std::uint32_t run, std::uint32_t index, ByteView block) override;
  StatusOr<Bytes> Read(std::uint32_t run, std::uint32_t index) override;
  Status Drop(std::uint32_t run, std::uint32_t blocks) override;
  std::size_t size() const { return blocks_.size(); }
  std::size_t written() const { return written_; }

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, Bytes> blocks_;
  std::size_t written_ = 0;
};

// How many runs are merged at once; each has one block of a buffer's share in memory.
inline constexpr std::size_t kSpillFanIn = 64;

struct SpillRun {
  std::uint32_t id = 0, blocks = 0;
};

// Writes one run, a block at a time. Rows are written as they lie in memory.
template <typename Row>
class SpillWriter {
  static_assert(std::is_trivially_copyable_v<Row> && std::has_unique_object_representations_v<Row>,
                "a row is plain and has no padding");

 public:
  SpillWriter(Spill* spill, std::size_t rows_per_block)
      : spill_(spill), run_{spill->NewRun(), 0}, rows_per_block_(rows_per_block) {}

  Status Add(std::span<const Row> rows) {
    for (const Row& row : rows) {
      block_.push_back(row);
      if (block_.size() == rows_per_block_) ONEFOLD_RETURN_IF_ERROR(Flush());
    }
    return OkStatus();
  }
  StatusOr<SpillRun> Finish() {
    if (!block_.empty()) ONEFOLD_RETURN_IF_ERROR(Flush());
    return run_;
  }

 private:
  Status Flush() {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(block_.data());
    const Status written =
        spill_->Write(run_.id, run_.blocks++, ByteView(bytes, block_.size() * sizeof(Row)));
    block_.clear();
    return written;
  }

  Spill* spill_;
  SpillRun run_;
  std::size_t rows_per_block_;
  std::vector<Row> block_;
};

// Reads one run, a block at a time.
template <typename Row>
class SpillCursor {
 public:
  SpillCursor(Spill* spill, SpillRun run) : spill_(spill), run_(run) {}

  // False at the end; otherwise row() is the next one.
  StatusOr<bool> Next() {
    if (++at_ < rows_.size()) return true;
    if (next_block_ == run_.blocks) return false;
    ONEFOLD_ASSIGN_OR_RETURN(const Bytes block, spill_->Read(run_.id, next_block_++));
    if (block.empty() || block.size() % sizeof(Row) != 0) {
      return DataLossError("a spilled block has another size");
    }
    rows_.resize(block.size() / sizeof(Row));
    std::memcpy(rows_.data(), block.data(), block.size());
    at_ = 0;
    return true;
  }
  const Row& row() const { return rows_[at_]; }

 private:
  Spill* spill_;
  SpillRun run_;
  std::uint32_t next_block_ = 0;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::vector<Row> rows_;
};

// Hands on the rows of sorted runs, ascending.
template <typename Row, typename Less, typename Take>
Status MergeRuns(Spill* spill, std::span<const SpillRun> runs, const Less& less, const Take& take) {
  std::vector<SpillCursor<Row>> cursors;
  std::vector<std::size_t> heap;  // of cursors; the least row on top, then the earliest run
  const auto after = [&](std::size_t a, std::size_t b) {
    if (less(cursors[b].row(), cursors[a].row())) return true;
    return !less(cursors[a].row(), cursors[b].row()) && b < a;
  };
  for (const SpillRun& run : runs) cursors.emplace_back(spill, run);
  for (std::size_t c = 0; c < cursors.size(); ++c) {
    ONEFOLD_ASSIGN_OR_RETURN(const bool more, cursors[c].Next());
    if (more) heap.push_back(c);
  }
  std::make_heap(heap.begin(), heap.end(), after);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), after);
    const std::size_t c = heap.back();
    ONEFOLD_RETURN_IF_ERROR(take(cursors[c].row()));
    ONEFOLD_ASSIGN_OR_RETURN(const bool more, cursors[c].Next());
    if (more) {
      std::push_heap(heap.begin(), heap.end(), after);
    } else {
      heap.pop_back();
    }
  }
  return OkStatus();
}

template <typename Row, typename Less>
class SpillSorter;

// Rows in ascending order. Movable; the Spill outlives it.
template <typename Row, typename Less>
class SortedRows {
 public:
  SortedRows() = default;

  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool spilled() const { return !runs_.empty(); }

  // take(const Row&) -> Status, for every row; may be repeated. The first error ends it.
  template <typename Take>
  Status ForEach(const Take& take) const {
    if (spilled()) return MergeRuns<Row>(spill_, runs_, Less(), take);
    for (const Row& row : rows_) ONEFOLD_RETURN_IF_ERROR(take(row));
    return OkStatus();
  }
  // Drops the rows that `keep` refuses; it is asked about every row once, in order.
  template <typename Keep>
  Status Filter(const Keep& keep) {
    if (!spilled()) {
      std::vector<Row> kept;
      for (const Row& row : std::exchange(rows_, {})) {
        if (keep(row)) kept.push_back(row);
      }
      rows_ = std::move(kept);
      size_ = rows_.size();
      return OkStatus();
    }
    SpillWriter<Row> writer(spill_, rows_per_block_);
    std::uint64_t kept = 0;
    ONEFOLD_RETURN_IF_ERROR(ForEach([&](const Row& row) {
      if (!keep(row)) return OkStatus();
      ++kept;
      return writer.Add({&row, 1});
    }));
    for (const SpillRun& run : runs_) ONEFOLD_RETURN_IF_ERROR(spill_->Drop(run.id, run.blocks));
    ONEFOLD_ASSIGN_OR_RETURN(const SpillRun run, writer.Finish());
    runs_ = {run};
    size_ = kept;
    return OkStatus();
  }
  // All of them in memory.
  StatusOr<std::vector<Row>> Collect() const {
    std::vector<Row> all;
    ONEFOLD_RETURN_IF_ERROR(ForEach([&](const Row& row) {
      all.push_back(row);
      return OkStatus();
    }));
    return all;
  }

 private:
  friend class SpillSorter<Row, Less>;
  std::uint64_t size_ = 0;
  std::vector<Row> rows_;  // when nothing was spilled
  Spill* spill_ = nullptr;
  std::size_t rows_per_block_ = 1;
  std::vector<SpillRun> runs_;
};

template <typename Row, typename Less = std::less<Row>>
class SpillSorter {
 public:
  // `rows_in_memory` >= 1 is what is held at most. `spill` may be null: beyond them is then
  // ResourceExhausted. `what` names the rows in messages.
  SpillSorter(std::uint64_t rows_in_memory, Spill* spill, std::string what)
      : limit_(std::max<std::uint64_t>(rows_in_memory, 1)), spill_(spill), what_(std::move(what)) {}

  Status Add(std::span<const Row> rows) {
    size_ += rows.size();
    while (!rows.empty()) {
      if (rows_.size() == limit_) ONEFOLD_RETURN_IF_ERROR(SpillBuffer());
      const std::size_t take = std::min<std::size_t>(rows.size(), limit_ - rows_.size());
      // Grows by doubling, but never beyond the limit.
      if (rows_.size() + take > rows_.capacity()) {
        rows_.reserve(
            std::min<std::size_t>(limit_, std::max(rows_.size() + take, 2 * rows_.capacity())));
      }
      rows_.insert(rows_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(take));
      rows = rows.subspan(take);
    }
    return OkStatus();
  }

  // Ends the adding.
  StatusOr<SortedRows<Row, Less>> Finish() {
    if (!runs_.empty() && !rows_.empty()) ONEFOLD_RETURN_IF_ERROR(SpillBuffer());
    if (!runs_.empty()) rows_ = {};
    while (runs_.size() > kSpillFanIn) ONEFOLD_RETURN_IF_ERROR(MergeFirstRuns());
    std::sort(rows_.begin(), rows_.end(), Less());
    SortedRows<Row, Less> sorted;
    sorted.size_ = size_;
    sorted.rows_ = std::move(rows_);
    sorted.spill_ = spill_;
    sorted.rows_per_block_ = RowsPerBlock();
    sorted.runs_ = std::move(runs_);
    return sorted;
  }

 private:
  std::size_t RowsPerBlock() const {
    return static_cast<std::size_t>(std::max<std::uint64_t>(limit_ / kSpillFanIn, 1));
  }
  Status SpillBuffer() {
    if (spill_ == nullptr) {
      return ResourceExhaustedError("more than " + std::to_string(limit_) + " " + what_);
    }
    std::sort(rows_.begin(), rows_.end(), Less());
    SpillWriter<Row> writer(spill_, RowsPerBlock());
    ONEFOLD_RETURN_IF_ERROR(writer.Add(rows_));
    ONEFOLD_ASSIGN_OR_RETURN(const SpillRun run, writer.Finish());
    runs_.push_back(run);
    rows_.clear();
    return OkStatus();
  }

  // So many runs that their blocks would not fit memory: the oldest become one.
  Status MergeFirstRuns() {
    const std::vector<SpillRun> merged(runs_.begin(), runs_.begin() + kSpillFanIn);
    SpillWriter<Row> writer(spill_, RowsPerBlock());
    ONEFOLD_RETURN_IF_ERROR(MergeRuns<Row>(spill_, merged, Less(), [&](const Row& row) {
      return writer.Add({&row, 1});
    }));
    ONEFOLD_ASSIGN_OR_RETURN(const SpillRun run, writer.Finish());
    for (const SpillRun& old : merged) ONEFOLD_RETURN_IF_ERROR(spill_->Drop(old.id, old.blocks));
    runs_.erase(runs_.begin(), runs_.begin() + kSpillFanIn);
    runs_.push_back(run);
    return OkStatus();
  }

  const std::uint64_t limit_;
  Spill* spill_;
  const std::string what_;
  std::uint64_t size_ = 0;
  std::vector<Row> rows_;
  std::vector<SpillRun> runs_;
};

}  // namespace onefold::linkage
