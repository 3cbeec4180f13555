// What a centre's receipt proves to the agency: that the seal (or the withdrawal) of a submission
// is an entry of the centre's log, under a checkpoint signed with the key that the agency was
// configured with, and that the entry says what the agency handed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "crypto/tlog/note.h"
#include "onefold/v1/submission.pb.h"
#include "services/agency/centre.h"
#include "services/agency/submission_record.h"

namespace onefold::agency {

struct ReceiptFacts {
  std::string log_origin;
  std::uint64_t log_index = 0;
  std::uint64_t checkpoint_size = 0;
  std::uint64_t time_ms = 0;        // of the entry, by the centre's clock
  std::vector<std::string> proven;  // sentences for a person
};

// DataLoss when anything does not fit: proof, checkpoint signature, event, submission, schema,
// opened commitments.
StatusOr<ReceiptFacts> VerifySealReceipt(const v1::Receipt& receipt, const tlog::VerifierKey& log,
                                         CentreKind centre, const SubmissionRecord& submission,
                                         std::string_view organisation,
                                         const crypto::Signature& seal_signature);
StatusOr<ReceiptFacts> VerifyWithdrawalReceipt(const v1::Receipt& receipt,
                                               const tlog::VerifierKey& log,
                                               const SubmissionRecord& submission,
                                               std::string_view organisation);

// The openings as a file: {"openings":[{"key","kind","nonce","data"}]}, nonce in hex, data in
// base64.
std::string FormatOpenings(const v1::Receipt& receipt);

}  // namespace onefold::agency
