// Fetches a centre's receipt, verifies it against the configured log key and keeps it in the
// submission's folder.
#pragma once

#include <vector>

#include "crypto/status.h"
#include "services/agency/agency.h"
#include "services/agency/centre.h"
#include "services/agency/receipt.h"
#include "services/agency/submission_record.h"

namespace onefold::agency {

// Sets the half's log_index and adds to `facts`. DataLoss, named after the centre, when the receipt
// does not verify: then nothing is stored.
Status StoreSealReceipt(const Agency& agency, Centre& centre, SubmissionRecord& record,
                        std::vector<ReceiptFacts>& facts);
Status StoreWithdrawalReceipt(const Agency& agency, Centre& centre, SubmissionRecord& record,
                              std::vector<ReceiptFacts>& facts);

}  // namespace onefold::agency
