#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "crypto/require.h"
#include "onefold/v1/submission.pb.h"
#include "services/agency/centre.h"
#include "services/agency/submission_receipts.h"
#include "services/agency/submission_submit.h"

namespace onefold::agency {
namespace {

Bytes MakeStatement(const SubmissionRecord& record) {
  v1::WithdrawStatement statement;
  statement.set_submission_id(record.id.data(), record.id.size());
  statement.set_reason(record.withdrawal_reason);
  Bytes bytes(statement.ByteSizeLong());
  crypto::Require(statement.SerializeToArray(bytes.data(), static_cast<int>(bytes.size())),
                  "a statement is written");
  return bytes;
}

struct Centres {
  std::unique_ptr<Centre> matcher, counter;
};

StatusOr<Centres> ConnectBoth(const Agency& agency, const std::function<bool()>& cancelled) {
  Centres centres;
  ONEFOLD_ASSIGN_OR_RETURN(centres.matcher,
                           Centre::Connect(CentreKind::kMatcher, agency.config(), cancelled));
  ONEFOLD_ASSIGN_OR_RETURN(centres.counter,
                           Centre::Connect(CentreKind::kCounter, agency.config(), cancelled));
  return centres;
}

// A centre that never heard of the submission has nothing to erase and gives no receipt.
Status WithdrawAt(const Agency& agency, Centre& centre, WithdrawResult& result) {
  const Bytes statement = MakeStatement(result.submission);
  const auto answer =
      centre.Withdraw(statement, SignStatement(agency.sign_key(), kWithdrawPrefix, statement));
  const bool never_arrived = answer.status().code() == StatusCode::kNotFound &&
                             result.submission.state != SubmissionState::kSealed;
  if (never_arrived) return OkStatus();
  ONEFOLD_RETURN_IF_ERROR(answer.status());
  return StoreWithdrawalReceipt(agency, centre, result.submission, result.receipts);
}

}  // namespace

StatusOr<WithdrawResult> Withdraw(const Agency& agency, const Id128& id, std::string_view reason,
                                  const std::function<bool()>& cancelled) {
  if (std::find(std::begin(kWithdrawalReasons), std::end(kWithdrawalReasons), reason) ==
      std::end(kWithdrawalReasons)) {
    return InvalidArgumentError("a reason is consent-withdrawn, replaced or error");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto lock, agency.folder().Lock());
  WithdrawResult result;
  ONEFOLD_ASSIGN_OR_RETURN(result.submission, agency.folder().Load(id));
  SubmissionRecord& record = result.submission;
  if (record.withdrawal_reason.empty()) {
    // Written down first: a repeated call must sign the same statement.
    record.withdrawal_reason = reason;
    ONEFOLD_RETURN_IF_ERROR(agency.folder().Save(record));
  }
  ONEFOLD_ASSIGN_OR_RETURN(Centres centres, ConnectBoth(agency, cancelled));
  ONEFOLD_RETURN_IF_ERROR(WithdrawAt(agency, *centres.matcher, result));
  ONEFOLD_RETURN_IF_ERROR(WithdrawAt(agency, *centres.counter, result));
  record.state = SubmissionState::kWithdrawn;
  ONEFOLD_RETURN_IF_ERROR(agency.folder().Save(record));
  // With the seed gone, nobody here can tell any more which handle was whose.
  const std::string seed = agency.folder().FolderOf(id) + "/seed.key";
  if (::unlink(seed.c_str()) != 0 && errno != ENOENT) {
    return InternalError(seed + ": the submission is withdrawn, but its seed cannot be removed");
  }
  return result;
}

StatusOr<std::vector<ReceiptFacts>> FetchReceipts(const Agency& agency, const Id128& id,
                                                  const std::function<bool()>& cancelled) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto lock, agency.folder().Lock());
  ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, agency.folder().Load(id));
  if (record.encodings.seal_statement.empty() || record.cases.seal_statement.empty()) {
    return FailedPreconditionError("the submission is not sealed yet; submit the extract again");
  }
  ONEFOLD_ASSIGN_OR_RETURN(Centres centres, ConnectBoth(agency, cancelled));
  std::vector<ReceiptFacts> facts;
  const bool withdrawn = record.state == SubmissionState::kWithdrawn;
  for (Centre* centre : {centres.matcher.get(), centres.counter.get()}) {
    ONEFOLD_RETURN_IF_ERROR(StoreSealReceipt(agency, *centre, record, facts));
    if (withdrawn) ONEFOLD_RETURN_IF_ERROR(StoreWithdrawalReceipt(agency, *centre, record, facts));
  }
  ONEFOLD_RETURN_IF_ERROR(agency.folder().Save(record));
  return facts;
}

}  // namespace onefold::agency
