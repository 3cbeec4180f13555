// Runs, their input, their reports and releases to stored bytes and back.
#pragma once

#include "services/counter/run_table.h"

namespace onefold::counter {

std::string EncodeRun(const RunRecord& run);
StatusOr<RunRecord> DecodeRun(ByteView bytes);  // DataLoss
std::string EncodeInput(const RunInput& input);
StatusOr<RunInput> DecodeInput(ByteView bytes);  // DataLoss
std::string EncodeReport(const StoredTexts& report);
StatusOr<StoredTexts> DecodeReport(ByteView bytes);  // DataLoss
std::string EncodeRelease(const ReleaseRecord& release);
StatusOr<ReleaseRecord> DecodeRelease(ByteView bytes);  // DataLoss

}  // namespace onefold::counter
