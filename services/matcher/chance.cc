#include "services/matcher/chance.h"

#include "crypto/hash.h"
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

Digest ChanceDigest(const linkage::ChanceTable& table) {
  std::string text;
  for (const linkage::ChanceGroup& group : table) {
    text += "group";
    for (const std::string& filter : group.filters) text += " " + filter;
    text += '\n';
    for (const linkage::OutcomeCount& row : group.outcomes) {
      text += "outcome " + std::to_string(row.outcome) + " " + std::to_string(row.count) + "\n";
    }
  }
  return crypto::Sha256(AsBytes(text));
}

}  // namespace onefold::matcher
