// An extract -> {"clks":["<base64>",...]}, in the order of the rows, bit-identical to clkhash. The
// file appears when it is complete, never a part of it. Memory does not grow with the extract.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "crypto/secret.h"
#include "crypto/status.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/record.h"
#include "linkage/schema.h"

namespace onefold::agency {

// Shown wherever CLKs are made.
inline constexpr std::string_view kClkhashWarning =
    "warning: record-level CLKs are not safe against re-identification by graph matching; use them "
    "only to compare "
    "with clkhash, or where the receiver is trusted with the names";

struct ClkhashFileOptions {
  std::string out_path;
  encode::FoldRule fold = encode::FoldRule::kBug;
  unsigned threads = 0;  // 0 = all cores
  // A bad row is left out and the rows after it move up; otherwise nothing is written when a row is
  // bad.
  bool skip_bad_rows = false;
  // Asked before the file appears: an input that broke off looks like one that ended. May be empty.
  std::function<Status()> input_status;
  std::function<void(const encode::RowIssue&)> on_issue;      // may be empty
  std::function<void(std::uint64_t bytes_read)> on_progress;  // may be empty
};

struct ClkhashFileResult {
  std::uint64_t rows = 0, encoded = 0;
  std::vector<std::uint64_t> absent_rows;  // ascending; not in the output
  bool written = false;                    // false: a row was bad and skip_bad_rows is off
};

// InvalidArgument for a schema that is not clkhash's or a header that does not fit; errors of the
// file system.
StatusOr<ClkhashFileResult> EncodeClkhashFile(std::istream& input,
                                              const linkage::LinkageSchema& schema,
                                              const crypto::Secret& secret,
                                              const ClkhashFileOptions& options);

}  // namespace onefold::agency
