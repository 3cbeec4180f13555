// One of the two centres as an agency sees it: the matcher takes the encodings of a submission, the
// counter its cases. Every call is repeated while the connection is down; every call may be
// repeated safely.
#pragma once

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "crypto/tlog/note.h"
#include "onefold/v1/submission.grpc.pb.h"
#include "services/agency/config.h"
#include "services/rpc/retry.h"

namespace onefold::agency {

enum class CentreKind { kMatcher, kCounter };
std::string_view CentreName(CentreKind kind);  // "matcher", "counter"

// Signature prefixes, one a statement, so that none is taken for another.
inline constexpr std::string_view kManifestPrefix = "onefold/v1/manifest\n";
inline constexpr std::string_view kSealPrefix = "onefold/v1/seal\n";
inline constexpr std::string_view kWithdrawPrefix = "onefold/v1/withdraw\n";
crypto::Signature SignStatement(const crypto::SignKeyPair& key, std::string_view prefix,
                                ByteView statement);

class Centre {
 public:
  // `cancelled` is asked while waiting; true gives up (Cancelled). May be empty.
  static StatusOr<std::unique_ptr<Centre>> Connect(CentreKind kind, const AgencyConfig& config,
                                                   std::function<bool()> cancelled);

  CentreKind kind() const { return kind_; }
  std::string_view name() const { return CentreName(kind_); }
  const tlog::VerifierKey& log() const { return log_; }
  v1::SubmissionService::Stub& stub() { return *stub_; }

  StatusOr<v1::Submission> Seal(ByteView statement, const crypto::Signature& signature);
  StatusOr<v1::Submission> Withdraw(ByteView statement, const crypto::Signature& signature);
  StatusOr<v1::Submission> GetSubmission(const Id128& id);
  StatusOr<v1::Receipt> GetReceipt(const Id128& id, bool withdrawal);

  rpc::RetryPolicy retry_policy() const { return policy_; }
  bool cancelled() const { return cancelled_ && cancelled_(); }
  // False when cancelled meanwhile.
  bool Sleep(std::chrono::milliseconds time) const;
  // Puts the centre's name before the message.
  Status Named(const Status& status) const { return Annotate(status, name()); }

 private:
  Centre(CentreKind kind, const AgencyConfig& config, std::shared_ptr<grpc::Channel> channel,
         std::function<bool()> cancelled);
  // Calls `method` of the stub until it answers.
  template <typename Request, typename Response>
  StatusOr<Response> Call(grpc::Status (v1::SubmissionService::Stub::*method)(grpc::ClientContext*,
                                                                              const Request&,
                                                                              Response*),
                          const Request& request);

  const CentreKind kind_;
  const tlog::VerifierKey log_;
  const rpc::RetryPolicy policy_;
  const std::function<bool()> cancelled_;
  std::unique_ptr<v1::SubmissionService::Stub> stub_;
};

}  // namespace onefold::agency
