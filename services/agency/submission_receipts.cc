#include "services/agency/submission_receipts.h"

#include <string>
#include <utility>

namespace onefold::agency {
namespace {

HalfRecord& HalfOf(const Centre& centre, SubmissionRecord& record) {
  return centre.kind() == CentreKind::kMatcher ? record.encodings : record.cases;
}

// "matcher.seal.tlog-proof" and "matcher.seal.openings.json".
Status Keep(const Agency& agency, const Centre& centre, const Id128& id, const std::string& what,
            const v1::Receipt& receipt) {
  const std::string name = std::string(centre.name()) + "." + what;
  ONEFOLD_RETURN_IF_ERROR(agency.folder().SaveReceipt(id, name + ".tlog-proof", receipt.proof()));
  if (receipt.openings().empty()) return OkStatus();
  return agency.folder().SaveReceipt(id, name + ".openings.json", FormatOpenings(receipt));
}

}  // namespace

Status StoreSealReceipt(const Agency& agency, Centre& centre, SubmissionRecord& record,
                        std::vector<ReceiptFacts>& facts) {
  HalfRecord& half = HalfOf(centre, record);
  ONEFOLD_ASSIGN_OR_RETURN(const v1::Receipt receipt, centre.GetReceipt(record.id, false));
  auto verified =
      VerifySealReceipt(receipt, centre.log(), centre.kind(), record, agency.config().organisation,
                        SignStatement(agency.sign_key(), kSealPrefix, half.seal_statement));
  if (!verified.ok()) return centre.Named(verified.status());
  ONEFOLD_RETURN_IF_ERROR(Keep(agency, centre, record.id, "seal", receipt));
  half.log_index = verified->log_index;
  facts.push_back(*std::move(verified));
  return OkStatus();
}

Status StoreWithdrawalReceipt(const Agency& agency, Centre& centre, SubmissionRecord& record,
                              std::vector<ReceiptFacts>& facts) {
  ONEFOLD_ASSIGN_OR_RETURN(const v1::Receipt receipt, centre.GetReceipt(record.id, true));
  auto verified =
      VerifyWithdrawalReceipt(receipt, centre.log(), record, agency.config().organisation);
  if (!verified.ok()) return centre.Named(verified.status());
  ONEFOLD_RETURN_IF_ERROR(Keep(agency, centre, record.id, "withdrawal", receipt));
  HalfOf(centre, record).withdrawal_log_index = verified->log_index;
  facts.push_back(*std::move(verified));
  return OkStatus();
}

}  // namespace onefold::agency
