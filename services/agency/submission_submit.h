// The life of a submission as the agency drives it: read, check, upload both halves, seal both,
// verify both receipts; and withdraw. Shared by the command line and the node.
//
// Every step may be repeated and is written down before the next one starts, so the same extract
// handed in again goes on where it was cut: encodings up, cases up, matcher seals, counter seals,
// receipts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "services/agency/agency.h"
#include "services/agency/byte_input.h"
#include "services/agency/intake.h"
#include "services/agency/receipt.h"
#include "services/agency/submission_record.h"

namespace onefold::agency {

struct SubmitCallbacks {
  // Stages: reading (bytes), encodings (items), cases (cases), sealing (steps). May be called from
  // several threads, one at a time. All callbacks may be empty.
  std::function<void(std::string_view stage, std::uint64_t done, std::uint64_t total)> progress;
  std::function<void(const encode::RowIssue&)> issue;
  std::function<void(const CheckReport&, const SubmissionRecord&)>
      checked;  // before anything is sent
  std::function<bool()> cancelled;
};

struct SubmitRequest {
  ByteInput* input = nullptr;
  ByteInput* planted = nullptr;  // the file of planted rows (intake.h); mostly none
  std::string extract_name;      // without its folder
  std::optional<Id128> id;       // absent: resumes this extract's submission, or makes a new one
  bool skip_bad_rows = false;
};

struct SubmitResult {
  CheckReport report;
  // Absent: rows were refused and skip_bad_rows is off, or no row was accepted; nothing was sent.
  std::optional<SubmissionRecord> submission;
  bool resumed = false;
  std::vector<ReceiptFacts> receipts;  // matcher, counter
};

// AlreadyExists when the id belongs to another extract or to other settings; FailedPrecondition
// when it was withdrawn or another command is at work on the state folder.
StatusOr<SubmitResult> Submit(const Agency& agency, const SubmitRequest& request,
                              const SubmitCallbacks& callbacks);

struct WithdrawResult {
  SubmissionRecord submission;
  std::vector<ReceiptFacts> receipts;
};
inline constexpr std::string_view kWithdrawalReasons[] = {"consent-withdrawn", "replaced", "error"};

// At both centres. Idempotent; a repeated call with another reason keeps the first. InvalidArgument
// for another reason than the three; NotFound when this agency's state folder does not know the
// submission.
StatusOr<WithdrawResult> Withdraw(const Agency& agency, const Id128& id, std::string_view reason,
                                  const std::function<bool()>& cancelled);

// Fetches the newest receipts of both centres, verifies and stores them.
StatusOr<std::vector<ReceiptFacts>> FetchReceipts(const Agency& agency, const Id128& id,
                                                  const std::function<bool()>& cancelled);

}  // namespace onefold::agency
