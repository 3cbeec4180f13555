// Status <-> grpc::Status. Codes are the same canonical ones; a Detail travels in the binary
// details.
#pragma once

#include <grpcpp/support/status.h>

#include "crypto/status.h"
#include "services/rpc/error.h"

namespace onefold::rpc {

grpc::Status ToGrpc(const Status& status);
Status FromGrpc(const grpc::Status& status);

}  // namespace onefold::rpc
