// The pairs of a run as they arrive, pass by pass, and united as they are read. What does not fit
// memory goes to disk, encrypted (services/store/disk_spill.h); the result does not depend on it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/spill.h"
#include "services/ops/metrics.h"

namespace onefold::counter {

class RunPairs final : public count::EvidenceStream {
 public:
  // `memory_bytes`: of the pairs as they arrive. `scratch_dir` is this object's alone.
  RunPairs(std::string scratch_dir, std::uint64_t memory_bytes, ops::Metrics* metrics);
  ~RunPairs() override;

  // Forgets all.
  void Clear();
  // ResourceExhausted when they fit neither memory nor disk.
  Status Add(std::span<const count::PassPair> pairs);
  // Ends the adding.
  Status Finish();
  // As count::UnitePasses of all pairs. After Finish(). DataLoss when the disk does not give back
  // what was written.
  Status ForEach(const Visit& visit) const override;

 private:
  struct Row {
    std::uint32_t left = 0, right = 0, pass = 0;
    std::int32_t weight = 0;
    friend auto operator<=>(const Row&, const Row&) = default;
  };

  const std::string scratch_dir_;
  const std::uint64_t rows_in_memory_;
  ops::Metrics* metrics_;
  std::unique_ptr<linkage::Spill> spill_;
  std::unique_ptr<linkage::SpillSorter<Row>> sorter_;
  linkage::SortedRows<Row, std::less<Row>> sorted_;
};

}  // namespace onefold::counter
