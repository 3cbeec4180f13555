// What a program can act on when a call fails: the stable rule that was broken and where. Travels
// inside a Status and over the wire as onefold.v1.ErrorDetail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "crypto/status.h"

namespace onefold::rpc {

struct Detail {
  std::string rule;        // stable id, e.g. "chunk.order"; listed in docs/formats/wire.md
  std::string field;       // protobuf field or column concerned; never a value
  std::uint64_t row = 0;   // index of a chunk or item, or row of an extract, 1-based; 0 = none
  bool retryable = false;  // the same call may succeed later
  friend bool operator==(const Detail&, const Detail&) = default;
};

Status WithDetail(Status status, const Detail& detail);
std::optional<Detail> DetailOf(const Status& status);

}  // namespace onefold::rpc
