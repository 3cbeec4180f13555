#include "crypto/status.h"

#include <string>

namespace onefold {
namespace {

Status Make(StatusCode code, std::string_view message) {
  return Status(code, absl::string_view(message.data(), message.size()));
}

}  // namespace

Status InvalidArgumentError(std::string_view message) {
  return Make(StatusCode::kInvalidArgument, message);
}
Status FailedPreconditionError(std::string_view message) {
  return Make(StatusCode::kFailedPrecondition, message);
}
Status NotFoundError(std::string_view message) { return Make(StatusCode::kNotFound, message); }
Status AlreadyExistsError(std::string_view message) {
  return Make(StatusCode::kAlreadyExists, message);
}
Status PermissionDeniedError(std::string_view message) {
  return Make(StatusCode::kPermissionDenied, message);
}
Status UnauthenticatedError(std::string_view message) {
  return Make(StatusCode::kUnauthenticated, message);
}
Status ResourceExhaustedError(std::string_view message) {
  return Make(StatusCode::kResourceExhausted, message);
}
Status UnavailableError(std::string_view message) {
  return Make(StatusCode::kUnavailable, message);
}
Status AbortedError(std::string_view message) { return Make(StatusCode::kAborted, message); }
Status CancelledError(std::string_view message) { return Make(StatusCode::kCancelled, message); }
Status DataLossError(std::string_view message) { return Make(StatusCode::kDataLoss, message); }
Status InternalError(std::string_view message) { return Make(StatusCode::kInternal, message); }
Status UnimplementedError(std::string_view message) {
  return Make(StatusCode::kUnimplemented, message);
}

Status Annotate(const Status& status, std::string_view context) {
  if (status.ok()) return status;
  std::string message(context);
  message += ": ";
  message += Message(status);
  return Make(status.code(), message);
}

}  // namespace onefold
