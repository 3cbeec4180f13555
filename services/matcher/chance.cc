#include "services/matcher/chance.h"

#include "onefold/v1/submission.pb.h"

namespace onefold::matcher {

StatusOr<linkage::ChanceTable> SumChance(std::span<const store::SubmissionRecord> records) {
  linkage::ChanceTable sum;
  for (const store::SubmissionRecord& record : records) {
    v1::Manifest manifest;
    if (!manifest.ParseFromArray(record.manifest.data(),
                                 static_cast<int>(record.manifest.size()))) {
      return DataLossError("submission " + FormatHex(record.id) + ": its manifest cannot be read");
    }
    linkage::ChanceTable table;
    for (const v1::ChanceGroup& group : manifest.chance()) {
      linkage::ChanceGroup& out = table.emplace_back();
      out.filters.assign(group.filters().begin(), group.filters().end());
      for (const v1::ChanceCount& count : group.counts()) {
        out.outcomes.push_back({count.outcome(), count.count()});
      }
    }
    linkage::AddChance(sum, table);
  }
  return sum;
}

}  // namespace onefold::matcher
