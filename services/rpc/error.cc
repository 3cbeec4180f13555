#include "services/rpc/error.h"

#include <absl/strings/cord.h>

#include "onefold/v1/error.pb.h"

namespace onefold::rpc {
namespace {

constexpr char kPayloadUrl[] = "type.googleapis.com/onefold.v1.ErrorDetail";

}  // namespace

Status WithDetail(Status status, const Detail& detail) {
  v1::ErrorDetail message;
  message.set_rule(detail.rule);
  message.set_field(detail.field);
  message.set_row(detail.row);
  message.set_retryable(detail.retryable);
  status.SetPayload(kPayloadUrl, absl::Cord(message.SerializeAsString()));
  return status;
}

std::optional<Detail> DetailOf(const Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  v1::ErrorDetail message;
  if (!message.ParseFromString(std::string(*payload))) return std::nullopt;
  return Detail{message.rule(), message.field(), message.row(), message.retryable()};
}

}  // namespace onefold::rpc
