// onefold-audit receipt check: a receipt (c2sp.org/tlog-proof@v1 whose extra data is the leaf)
// against a log's key.
#pragma once

#include <string>

#include "crypto/status.h"
#include "crypto/tlog/checkpoint.h"
#include "services/audit/events.h"

namespace onefold::auditor {

struct ReceiptResult {
  tlog::Checkpoint checkpoint;
  std::uint64_t index = 0;
  audit::Event event;
};

// DataLoss or NotFound when the receipt proves nothing under `key`; Unimplemented for an entry that
// this program does not know; InvalidArgument for a file that is no receipt.
StatusOr<ReceiptResult> CheckReceipt(std::string_view text, const tlog::VerifierKey& key);

std::string FormatHuman(const ReceiptResult& result);
std::string FormatJson(const ReceiptResult& result);

}  // namespace onefold::auditor
