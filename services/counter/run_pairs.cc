#include "services/counter/run_pairs.h"

#include <algorithm>
#include <utility>

#include "services/store/disk_spill.h"

namespace onefold::counter {
namespace {

constexpr std::size_t kPairsAtOnce = 65'536;

}  // namespace

// Half of the memory: a buffer that grows is in memory twice for a moment.
RunPairs::RunPairs(std::string scratch_dir, std::uint64_t memory_bytes, ops::Metrics* metrics)
    : scratch_dir_(std::move(scratch_dir)),
      rows_in_memory_(memory_bytes / 2 / sizeof(Row)),
      metrics_(metrics) {
  Clear();
}

RunPairs::~RunPairs() = default;

void RunPairs::Clear() {
  sorter_.reset();
  sorted_ = {};
  spill_.reset();  // its folder is removed before the next one takes it
  spill_ = std::make_unique<store::DiskSpill>(scratch_dir_, metrics_);
  sorter_ = std::make_unique<linkage::SpillSorter<Row>>(rows_in_memory_, spill_.get(), "pairs");
}

Status RunPairs::Add(std::span<const count::PassPair> pairs) {
  std::vector<Row> rows;
  rows.reserve(pairs.size());
  for (const count::PassPair& pair : pairs) {
    const auto [left, right] = std::minmax(pair.left, pair.right);
    rows.push_back({left, right, pair.pass, pair.weight});
  }
  return sorter_->Add(rows);
}

Status RunPairs::Finish() {
  ONEFOLD_ASSIGN_OR_RETURN(sorted_, sorter_->Finish());
  return OkStatus();
}

Status RunPairs::ForEach(const Visit& visit) const {
  std::vector<count::PassPair> some;  // whole pairs: all passes of each
  const auto unite = [&] { visit(count::UnitePasses(std::exchange(some, {}))); };
  ONEFOLD_RETURN_IF_ERROR(sorted_.ForEach([&](const Row& row) {
    const bool other =
        some.empty() || some.back().left != row.left || some.back().right != row.right;
    if (other && some.size() >= kPairsAtOnce) unite();
    some.push_back({row.left, row.right, static_cast<std::uint8_t>(row.pass), row.weight});
    return OkStatus();
  }));
  unite();
  return OkStatus();
}

}  // namespace onefold::counter
