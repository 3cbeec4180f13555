#include "services/rpc/grpc_status.h"

#include <absl/strings/string_view.h>

#include "onefold/v1/error.pb.h"

namespace onefold::rpc {

grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  std::string details;
  if (const auto detail = DetailOf(status)) {
    v1::ErrorDetail message;
    message.set_rule(detail->rule);
    message.set_field(detail->field);
    message.set_row(detail->row);
    message.set_retryable(detail->retryable);
    message.SerializeToString(&details);
  }
  return {static_cast<grpc::StatusCode>(status.code()), std::string(Message(status)), details};
}

Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  const std::string text = status.error_message();
  Status result(static_cast<StatusCode>(status.error_code()),
                absl::string_view(text.data(), text.size()));
  v1::ErrorDetail message;
  if (!status.error_details().empty() && message.ParseFromString(status.error_details())) {
    return WithDetail(std::move(result),
                      {message.rule(), message.field(), message.row(), message.retryable()});
  }
  return result;
}

}  // namespace onefold::rpc
