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

StatusOr<std::vector<count::Evidence>> RunPairs::Unite() {
  ONEFOLD_ASSIGN_OR_RETURN(const auto sorted, sorter_->Finish());
  std::vector<count::Evidence> united;
  std::vector<count::PassPair> some;  // whole pairs: all passes of each
  const auto unite = [&] {
    const auto part = count::UnitePasses(std::exchange(some, {}));
    united.insert(united.end(), part.begin(), part.end());
  };
  ONEFOLD_RETURN_IF_ERROR(sorted.ForEach([&](const Row& row) {
    const bool other =
        some.empty() || some.back().left != row.left || some.back().right != row.right;
    if (other && some.size() >= kPairsAtOnce) unite();
    some.push_back({row.left, row.right, static_cast<std::uint8_t>(row.pass), row.weight});
    return OkStatus();
  }));
  unite();
  Clear();  // room on the disk
  return united;
}

}  // namespace onefold::counter
