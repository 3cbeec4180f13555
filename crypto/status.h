// Errors are values: absl::Status and absl::StatusOr, let in through this header only
// (Debian's absl has its own string_view, which does not convert to std::string_view).
//
// Messages name row, field and rule; they never contain a value of a record.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <utility>

namespace onefold {

using Status = absl::Status;
using StatusCode = absl::StatusCode;
template <typename T>
using StatusOr = absl::StatusOr<T>;

inline Status OkStatus() { return absl::OkStatus(); }

// The caller's input is wrong whatever the state of the system.
Status InvalidArgumentError(std::string_view message);
// The state of the system refuses the request (wrong epoch, not sealed, ...).
Status FailedPreconditionError(std::string_view message);
Status NotFoundError(std::string_view message);
// The same identifier was used with other content.
Status AlreadyExistsError(std::string_view message);
Status PermissionDeniedError(std::string_view message);
Status UnauthenticatedError(std::string_view message);
Status ResourceExhaustedError(std::string_view message);
Status UnavailableError(std::string_view message);
Status AbortedError(std::string_view message);
Status CancelledError(std::string_view message);
// Stored or received bytes fail their checksum, tag or proof.
Status DataLossError(std::string_view message);
Status InternalError(std::string_view message);
Status UnimplementedError(std::string_view message);

// The message as a std::string_view (absl's own type does not convert).
inline std::string_view Message(const Status& status) {
  return {status.message().data(), status.message().size()};
}

// `status` with "context: " put before its message; OK stays OK.
Status Annotate(const Status& status, std::string_view context);

// Marks, greppably, a status that is ignored on purpose.
inline void IgnoreError(const Status&) {}

}  // namespace onefold

#define ONEFOLD_CONCAT_INNER(a, b) a##b
#define ONEFOLD_CONCAT(a, b) ONEFOLD_CONCAT_INNER(a, b)

#define ONEFOLD_RETURN_IF_ERROR(expression)            \
  do {                                                 \
    ::onefold::Status onefold_status_ = (expression);  \
    if (!onefold_status_.ok()) return onefold_status_; \
  } while (false)

#define ONEFOLD_ASSIGN_OR_RETURN_INNER(holder, target, expression) \
  auto holder = (expression);                                      \
  if (!holder.ok()) return holder.status();                        \
  target = std::move(holder).value()

// ONEFOLD_ASSIGN_OR_RETURN(auto value, Function());
#define ONEFOLD_ASSIGN_OR_RETURN(target, expression) \
  ONEFOLD_ASSIGN_OR_RETURN_INNER(ONEFOLD_CONCAT(onefold_or_, __LINE__), target, expression)
